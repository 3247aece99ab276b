package jp.todoke.faq;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The city's questions and answers: written, changed, withdrawn and taken over from files.
 *
 * <p>Thread-safe. Two people changing one entry do not overwrite each other: a change names the
 * version it has seen.
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

  /** The entry with this id, whatever its status. */
  public Optional<FaqEntry> find(String id) {
    return store.find(id);
  }

  /**
   * The entries that follow an id, in the order of ids.
   *
   * @param limit 1 to {@value #LONGEST_PAGE}; outside it the nearest bound is taken
   * @param afterId the last id of the page before; empty for the first page
   * @param statuses the statuses wanted; empty for all
   */
  public List<FaqEntry> page(int limit, String afterId, Set<FaqStatus> statuses) {
    return store.page(Math.clamp(limit, 1, LONGEST_PAGE), afterId, statuses);
  }

  /**
   * Adds an entry as version 1.
   *
   * @throws FaqEntryExists when its id is taken
   */
  public FaqEntry create(FaqEntry entry) {
    FaqEntry created = entry.stored(1, now());
    if (!store.insert(created)) {
      throw new FaqEntryExists(entry.id());
    }
    return created;
  }

  /**
   * Changes an entry as a whole.
   *
   * @param expectedVersion the version the change was made from
   * @throws UnknownFaqEntry when there is none with its id
   * @throws StaleFaqEntry when it has another version by now
   */
  public FaqEntry update(FaqEntry entry, int expectedVersion) {
    FaqEntry updated = entry.stored(expectedVersion + 1, now());
    if (!store.replace(updated, expectedVersion)) {
      if (store.find(entry.id()).isEmpty()) {
        throw new UnknownFaqEntry(entry.id());
      }
      throw new StaleFaqEntry(entry.id(), expectedVersion);
    }
    return updated;
  }

  /**
   * Withdraws an entry: no citizen sees it any more, the record stays.
   *
   * @throws UnknownFaqEntry when there is none with this id
   * @throws StaleFaqEntry when it has another version by now
   */
  public FaqEntry retire(String id, int expectedVersion) {
    FaqEntry entry = store.find(id).orElseThrow(() -> new UnknownFaqEntry(id));
    return update(entry.withStatus(FaqStatus.RETIRED), expectedVersion);
  }

  /**
   * Takes entries over from a file, one JSON object a line: {@code id}, {@code question}, {@code
   * answer} and, where wanted, {@code aliases}, {@code category}, {@code language}, {@code
   * programIds}, {@code variantOf}. Safe to repeat: a line that says what is stored writes nothing.
   * A new entry is published at once; a known one keeps its status and whatever the line leaves
   * out.
   *
   * @return what became of each line that is not blank, in the order of the file
   */
  public List<ImportedRow> importEntries(Stream<String> lines) {
    return new FaqImport(store, now()).take(lines);
  }

  /** The entries changed at an instant or later, in no order; withdrawn ones among them. */
  public List<FaqEntry> changedSince(Instant since) {
    return store.changedSince(since);
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
