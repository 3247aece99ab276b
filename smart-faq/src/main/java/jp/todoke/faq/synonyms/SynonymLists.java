package jp.todoke.faq.synonyms;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.bson.Document;

/**
 * The city's synonym lists: proposed by one, published by another, rolled back in one call.
 *
 * <p>Thread-safe; every node sees what another wrote at its next look. Whether a list may be
 * published at all is judged before, by who can ask it.
 */
public final class SynonymLists {

  private static final String SERVED = "served";
  private static final String VERSION = "version";
  private static final String BEFORE = "before";
  private static final int MOST_BEFORE = 50;

  private final MongoCollection<Document> lists;
  private final Clock clock;

  /** Uses the database's collection. */
  public SynonymLists(MongoDatabase database, Clock clock) {
    lists = database.getCollection("synonymLists");
    this.clock = clock;
  }

  /** The version citizens are served by; 0 is the shipped one. */
  public int servedVersion() {
    return served().getInteger(VERSION, 0);
  }

  /** The list of a version; empty for the shipped one and for one that is not there. */
  public Optional<SynonymList> find(int version) {
    return Optional.ofNullable(lists.find(Filters.eq(id(version))).first()).map(SynonymLists::list);
  }

  /** The newest version that was proposed; 0 before the first. */
  public int newestVersion() {
    Document newest =
        lists
            .find(Filters.and(Filters.gt(VERSION, 0), Filters.ne("_id", SERVED)))
            .sort(Sorts.descending(VERSION))
            .first();
    return newest == null ? 0 : newest.getInteger(VERSION, 0);
  }

  /** The newest lists, the newest first. */
  public List<SynonymList> newest(int limit) {
    List<SynonymList> found = new ArrayList<>();
    for (Document row :
        lists
            .find(Filters.and(Filters.gt(VERSION, 0), Filters.ne("_id", SERVED)))
            .sort(Sorts.descending(VERSION))
            .limit(limit)) {
      found.add(list(row));
    }
    return List.copyOf(found);
  }

  /**
   * Proposes a list as a whole.
   *
   * @param expected the newest version the proposer has seen
   * @throws StaleSynonymList when there is a newer one
   */
  public SynonymList propose(List<String> groups, String by, String note, int expected) {
    SynonymList proposed =
        new SynonymList(
            expected + 1,
            groups,
            by,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            note,
            Optional.empty());
    if (newestVersion() != expected) {
      throw new StaleSynonymList(expected);
    }
    try {
      lists.insertOne(
          new Document("_id", id(proposed.version()))
              .append(VERSION, proposed.version())
              .append("groups", proposed.groups())
              .append("by", by)
              .append("at", Date.from(proposed.at()))
              .append("note", note));
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        throw new StaleSynonymList(expected);
      }
      throw e;
    }
    return proposed;
  }

  /**
   * The list if this person may publish it.
   *
   * @throws UnknownSynonymList when there is none of this version
   * @throws OwnSynonymList when they proposed it themselves
   */
  public SynonymList publishable(int version, String by) {
    SynonymList list = find(version).orElseThrow(() -> new UnknownSynonymList(version));
    if (list.by().equals(by)) {
      throw new OwnSynonymList(version);
    }
    return list;
  }

  /** Has a list served, on every node at its next look; see {@link #publishable}. */
  public void publish(int version, String by) {
    publishable(version, by);
    Document now = served();
    int last = now.getInteger(VERSION, 0);
    if (last == version) {
      return;
    }
    List<Integer> before = new ArrayList<>(now.getList(BEFORE, Integer.class, List.of()));
    before.add(last);
    lists.updateOne(Filters.eq(id(version)), Updates.set("approvedBy", by));
    serve(version, before.subList(Math.max(0, before.size() - MOST_BEFORE), before.size()));
  }

  /**
   * Has the list served that was served before.
   *
   * @return its version
   * @throws NoEarlierSynonymList when there was none
   */
  public int rollBack() {
    List<Integer> before = new ArrayList<>(served().getList(BEFORE, Integer.class, List.of()));
    if (before.isEmpty()) {
      throw new NoEarlierSynonymList();
    }
    int version = before.removeLast();
    serve(version, before);
    return version;
  }

  private void serve(int version, List<Integer> before) {
    lists.replaceOne(
        Filters.eq(SERVED),
        new Document("_id", SERVED).append(VERSION, version).append(BEFORE, List.copyOf(before)),
        new ReplaceOptions().upsert(true));
  }

  private Document served() {
    Document served = lists.find(Filters.eq(SERVED)).first();
    return served == null ? new Document() : served;
  }

  private static String id(int version) {
    return "v" + version;
  }

  private static SynonymList list(Document row) {
    return new SynonymList(
        row.getInteger(VERSION, 0),
        row.getList("groups", String.class, List.of()),
        Objects.requireNonNullElse(row.getString("by"), ""),
        row.getDate("at").toInstant(),
        Objects.requireNonNullElse(row.getString("note"), ""),
        Optional.ofNullable(row.getString("approvedBy")));
  }
}
