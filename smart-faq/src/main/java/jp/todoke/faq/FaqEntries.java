package jp.todoke.faq;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The city's questions and answers: written by one, published by another, withdrawn, and taken over
 * from files; every version is kept.
 *
 * <p>Thread-safe. Two people changing one entry do not overwrite each other: a change names the
 * version it has seen. While a changed version waits, citizens are answered by the one published
 * before.
 */
public final class FaqEntries {

  /** Most entries a page can have. */
  public static final int LONGEST_PAGE = 500;

  private final FaqEntryStore store;
  private final Clock clock;

  /** Entries of a store, dated by a clock. */
  public FaqEntries(FaqEntryStore store, Clock clock) {
    this.store = store;
    this.clock = clock;
  }

  /** The newest version of the entry with this id, whatever its status. */
  public Optional<FaqEntry> find(String id) {
    return store.find(id).map(FaqRecord::newest);
  }

  /** The same with who wrote it and what is served meanwhile. */
  public Optional<FaqRecord> record(String id) {
    return store.find(id);
  }

  /**
   * The newest versions of the entries that follow an id, in the order of ids.
   *
   * @param limit 1 to {@value #LONGEST_PAGE}; outside it the nearest bound is taken
   * @param afterId the last id of the page before; empty for the first page
   * @param statuses the statuses wanted; empty for all
   */
  public List<FaqEntry> page(int limit, String afterId, Set<FaqStatus> statuses) {
    return store.page(Math.clamp(limit, 1, LONGEST_PAGE), afterId, statuses);
  }

  /**
   * The versions of an entry, the newest first.
   *
   * @param limit 1 to {@value #LONGEST_PAGE}; outside it the nearest bound is taken
   * @throws UnknownFaqEntry when there is none with this id
   */
  public List<FaqVersion> versions(String id, int limit) {
    FaqRecord record = get(id);
    List<FaqVersion> versions = new ArrayList<>();
    versions.add(new FaqVersion(record.newest(), record.by()));
    // Somebody who lost a race has kept the newest version already.
    store.versions(id, Math.clamp(limit, 1, LONGEST_PAGE)).stream()
        .filter(version -> version.entry().version() < record.newest().version())
        .forEach(versions::add);
    return versions.subList(0, Math.min(Math.clamp(limit, 1, LONGEST_PAGE), versions.size()));
  }

  /** One version of an entry. */
  public Optional<FaqVersion> version(String id, int version) {
    return store
        .find(id)
        .filter(record -> record.newest().version() == version)
        .map(record -> new FaqVersion(record.newest(), record.by()))
        .or(() -> store.version(id, version));
  }

  /**
   * Adds an entry as version 1 in the state it says; who calls has seen to a second pair of eyes.
   *
   * @throws FaqEntryExists when its id is taken
   */
  public FaqEntry create(FaqEntry entry) {
    return create(entry, "");
  }

  /** Adds a draft. */
  public FaqEntry draft(FaqEntry entry, String by) {
    return create(entry.withStatus(FaqStatus.DRAFT), by);
  }

  /** The same as {@link #create(FaqEntry)} by a person. */
  public FaqEntry create(FaqEntry entry, String by) {
    FaqEntry created = entry.stored(1, now());
    if (!store.insert(after(created, by, Optional.empty()))) {
      throw new FaqEntryExists(entry.id());
    }
    return created;
  }

  /**
   * Changes an entry as a whole, in the state it says; who calls has seen to a second pair of eyes.
   *
   * @param expectedVersion the version the change was made from
   * @throws UnknownFaqEntry when there is none with its id
   * @throws StaleFaqEntry when it has another version by now
   */
  public FaqEntry update(FaqEntry entry, int expectedVersion) {
    return update(entry, expectedVersion, "");
  }

  /** The same by a person. */
  public FaqEntry update(FaqEntry entry, int expectedVersion, String by) {
    return replace(entry, by, read(entry.id(), expectedVersion));
  }

  /**
   * Writes an entry anew as a draft; the version published before goes on answering.
   *
   * @param expectedVersion the version the change was made from
   * @throws UnknownFaqEntry when there is none with its id
   * @throws StaleFaqEntry when it has another version by now
   */
  public FaqEntry write(FaqEntry entry, int expectedVersion, String by) {
    return replace(entry.withStatus(FaqStatus.DRAFT), by, read(entry.id(), expectedVersion));
  }

  /**
   * Hands a draft over to be published.
   *
   * @throws FaqEntryNotSubmitted when it is no draft
   */
  public FaqEntry submit(String id, int expectedVersion, String by) {
    FaqRecord record = read(id, expectedVersion);
    if (record.newest().status() != FaqStatus.DRAFT) {
      throw new FaqEntryNotSubmitted(id, record.newest().status());
    }
    return replace(record.newest().withStatus(FaqStatus.REVIEW), by, record);
  }

  /**
   * The version that would be published, if this person may.
   *
   * @throws FaqEntryNotSubmitted when it does not wait to be published
   * @throws OwnFaqEntry when they wrote on it since it was last published
   */
  public FaqEntry publishable(String id, int expectedVersion, String by) {
    return publishable(read(id, expectedVersion), by);
  }

  private static FaqEntry publishable(FaqRecord record, String by) {
    FaqEntry newest = record.newest();
    if (newest.status() != FaqStatus.REVIEW) {
      throw new FaqEntryNotSubmitted(newest.id(), newest.status());
    }
    if (record.writers().contains(by)) {
      throw new OwnFaqEntry(newest.id());
    }
    return newest.withStatus(FaqStatus.PUBLISHED);
  }

  /** Has an entry answer citizens, see {@link #publishable}. */
  public FaqEntry publish(String id, int expectedVersion, String by) {
    FaqRecord record = read(id, expectedVersion);
    return replace(publishable(record, by), by, record);
  }

  /**
   * Withdraws an entry: no citizen sees it any more, the record stays. One person may: what is
   * wrong has to go at once.
   *
   * @throws UnknownFaqEntry when there is none with this id
   * @throws StaleFaqEntry when it has another version by now
   */
  public FaqEntry retire(String id, int expectedVersion) {
    return retire(id, expectedVersion, "");
  }

  /** The same by a person. */
  public FaqEntry retire(String id, int expectedVersion, String by) {
    FaqRecord record = read(id, expectedVersion);
    return replace(record.newest().withStatus(FaqStatus.RETIRED), by, record);
  }

  /**
   * Takes entries over from a file of the city, published at once; see {@link FaqImport}.
   *
   * @return what became of each line that is not blank, in the order of the file
   */
  public List<ImportedRow> importEntries(Stream<String> lines) {
    List<ImportedRow> rows = new ArrayList<>();
    try (FaqImport into = begin("", true, rows::add)) {
      long number = 0;
      for (Iterator<String> all = lines.iterator(); all.hasNext(); ) {
        number++;
        into.take(number, all.next());
      }
    }
    rows.sort(Comparator.comparingLong(ImportedRow::line));
    return List.copyOf(rows);
  }

  /**
   * Begins to take entries over from a file.
   *
   * @param by the staff id of who sends it
   * @param publishes whether new and changed entries answer at once; else they are drafts
   * @param told hears what became of each line, a batch at a time
   */
  public FaqImport begin(String by, boolean publishes, Consumer<ImportedRow> told) {
    return new FaqImport(store, this::now, by, publishes, told);
  }

  /**
   * A number that differs after every write, on whichever node. Read it before {@link
   * #servedVersions}: what is written in between is then seen the next time.
   */
  public long revision() {
    return store.revision();
  }

  /** For each entry that answers citizens by id the version that does. */
  public Map<String, Integer> servedVersions() {
    return store.servedVersions();
  }

  /** What citizens are answered of these entries, as far as they are served; in no order. */
  public List<FaqEntry> served(Collection<String> ids) {
    return store.findAll(ids).values().stream()
        .flatMap(record -> record.served().stream())
        .toList();
  }

  /** The ids of the programs that were ever in the registry. */
  public Set<String> knownPrograms() {
    return store.programs();
  }

  /** Keeps in mind that these programs were in the registry, so that it shows when one is gone. */
  public void rememberPrograms(Collection<String> ids) {
    store.rememberPrograms(ids);
  }

  private FaqEntry replace(FaqEntry entry, String by, FaqRecord read) {
    FaqEntry stored = entry.stored(read.newest().version() + 1, now());
    if (!store.replace(after(stored, by, Optional.of(read)), read)) {
      throw new StaleFaqEntry(entry.id(), read.newest().version());
    }
    return stored;
  }

  /** The record once a version is stored. */
  static FaqRecord after(FaqEntry stored, String by, Optional<FaqRecord> before) {
    boolean settled =
        switch (stored.status()) {
          case PUBLISHED, RETIRED -> true;
          case DRAFT, REVIEW -> false;
        };
    List<String> writers =
        settled
            ? List.of()
            : Stream.concat(
                    before.map(FaqRecord::writers).stream().flatMap(List::stream),
                    Stream.of(by).filter(writer -> !writer.isEmpty()))
                .distinct()
                .toList();
    Optional<FaqEntry> served =
        switch (stored.status()) {
          case PUBLISHED -> Optional.of(stored);
          case RETIRED -> Optional.empty();
          case DRAFT, REVIEW -> before.flatMap(FaqRecord::served);
        };
    return new FaqRecord(stored, by, writers, served);
  }

  private FaqRecord read(String id, int expectedVersion) {
    FaqRecord record = get(id);
    if (record.newest().version() != expectedVersion) {
      throw new StaleFaqEntry(id, expectedVersion);
    }
    return record;
  }

  private FaqRecord get(String id) {
    return store.find(id).orElseThrow(() -> new UnknownFaqEntry(id));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
