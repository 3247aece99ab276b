package jp.todoke.api.contents;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The door to the copies of what the content systems say. Thread-safe; what another node took over
 * is in {@link #current()} after {@link #refresh()}.
 */
@Singleton
public class Contents {

  /** How far back a refresh looks, so that clocks of nodes may differ and writes may be slow. */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  private static final int BATCH = 500;

  private final ContentRepository repository;
  private final MongoCollection<Document> documents;
  private final ContentMarkStore marks;
  private final Clock clock;
  private final Map<String, ContentItem> memory = new HashMap<>();
  private final Map<String, ContentMark> markMemory = new HashMap<>();
  private Instant read = Instant.EPOCH;
  private volatile Map<String, ContentItem> current = Map.of();

  /**
   * Opens the copies.
   *
   * @param repository asked only after the database is open, whose address it needs
   */
  @Inject
  Contents(MongoDatabase database, Provider<ContentRepository> repository, Clock clock) {
    this.documents = database.getCollection("contents");
    documents.createIndex(Indexes.ascending("fetchedAt"));
    documents.createIndex(Indexes.ascending("sourceId"));
    this.marks = new ContentMarkStore(database);
    this.repository = repository.get();
    this.clock = clock;
    refresh();
  }

  /** Everything that is not withdrawn, by id, with what staff decided about it. */
  public Map<String, ContentItem> current() {
    return current;
  }

  /** Reads what changed since the last time. */
  public synchronized void refresh() {
    Instant now = clock.instant();
    Instant since = read.equals(Instant.EPOCH) ? read : read.minus(OVERLAP);
    boolean changed = false;
    for (StoredContent stored : repository.findByFetchedAtGreaterThanEqual(Date.from(since))) {
      ContentItem item = stored.item();
      changed |= !item.equals(memory.put(item.id(), item));
    }
    for (Map.Entry<String, ContentMark> mark : marks.changedSince(since).entrySet()) {
      changed |= !mark.getValue().equals(markMemory.put(mark.getKey(), mark.getValue()));
    }
    read = now;
    if (changed) {
      memory.values().removeIf(ContentItem::withdrawn);
      current =
          memory.values().stream()
              .map(item -> item.marked(markMemory.getOrDefault(item.id(), ContentMark.NONE)))
              .collect(Collectors.toUnmodifiableMap(ContentItem::id, Function.identity()));
    }
  }

  /** The item as stored, unless it is withdrawn. */
  public Optional<ContentItem> find(String id) {
    return repository
        .findById(id)
        .map(StoredContent::item)
        .filter(item -> !item.withdrawn())
        .map(item -> item.marked(marks.find(id)));
  }

  /** Up to {@code limit} items shown now that follow that id, by id. */
  List<ContentItem> page(Bson filter, String after, int limit) {
    Date now = Date.from(clock.instant());
    List<String> ids =
        documents
            .find(
                Filters.and(
                    filter,
                    Filters.gt("_id", after),
                    Filters.eq("withdrawn", false),
                    Filters.or(Filters.eq("validFrom", null), Filters.lte("validFrom", now)),
                    Filters.or(Filters.eq("validTo", null), Filters.gt("validTo", now))))
            .sort(Sorts.ascending("_id"))
            .limit(limit)
            .projection(Projections.include("_id"))
            .map(document -> document.getString("_id"))
            .into(new ArrayList<>());
    Map<String, ContentItem> items = stored(ids);
    Map<String, ContentMark> decided = marks.findAll(ids);
    return ids.stream()
        .filter(items::containsKey)
        .map(items::get)
        .map(item -> item.marked(decided.getOrDefault(item.id(), ContentMark.NONE)))
        .toList();
  }

  /** What staff decided about an item. */
  ContentMark mark(String id) {
    return marks.find(id);
  }

  /**
   * Decides whom an item is meant for and whether it is shown first.
   *
   * @throws StaleContent when the mark is no longer at {@code expected}
   */
  ContentMark mark(String id, Optional<String> segmentId, boolean pinned, int expected) {
    ContentMark mark = new ContentMark(segmentId, pinned, expected + 1);
    if (!marks.put(id, mark, now())) {
      throw new StaleContent(id, expected);
    }
    refresh();
    return mark;
  }

  /**
   * Takes over what a source says now; what it says already is not written again. To be called by
   * one writer per source at a time, who refreshes when done.
   *
   * @return how many were new or changed
   */
  public int take(Collection<ContentItem> pulled) {
    Map<String, ContentItem> latest = new HashMap<>();
    pulled.forEach(item -> latest.put(item.id(), item));
    Map<String, ContentItem> before = stored(latest.keySet());
    List<StoredContent> changed = new ArrayList<>();
    for (ContentItem item : latest.values()) {
      ContentItem earlier = before.get(item.id());
      if (earlier == null || !item.saysTheSameAs(earlier)) {
        int version = earlier == null ? 1 : earlier.version() + 1;
        changed.add(StoredContent.of(item.copy(false, version, now())));
      }
    }
    save(changed);
    return changed.size();
  }

  /**
   * Withdraws items that are gone from their source.
   *
   * @return how many were not withdrawn before
   */
  public int withdraw(Collection<String> ids) {
    List<StoredContent> gone =
        stored(ids).values().stream()
            .filter(item -> !item.withdrawn())
            .map(item -> StoredContent.of(item.copy(true, item.version() + 1, now())))
            .toList();
    save(gone);
    return gone.size();
  }

  /** When each item of a source that is not withdrawn was modified there, by id. */
  public Map<String, Instant> modifiedOf(String sourceId) {
    Map<String, Instant> modified = new HashMap<>();
    documents
        .find(Filters.and(Filters.eq("sourceId", sourceId), Filters.eq("withdrawn", false)))
        .projection(Projections.include("modifiedAt"))
        .forEach(
            document ->
                modified.put(
                    document.getString("_id"), document.getDate("modifiedAt").toInstant()));
    return modified;
  }

  private void save(List<StoredContent> changed) {
    if (!changed.isEmpty()) {
      repository.saveAll(changed);
    }
  }

  private Map<String, ContentItem> stored(Collection<String> ids) {
    Map<String, ContentItem> stored = new HashMap<>();
    List<String> all = List.copyOf(new HashSet<>(ids));
    for (int from = 0; from < all.size(); from += BATCH) {
      Set<String> some = Set.copyOf(all.subList(from, Math.min(all.size(), from + BATCH)));
      repository.findByIdIn(some).forEach(found -> stored.put(found.id(), found.item()));
    }
    return stored;
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
