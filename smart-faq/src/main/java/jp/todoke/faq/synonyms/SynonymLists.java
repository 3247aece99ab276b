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
  private static final String BASE = "base";
  private static final String TURN = "turn";
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
            Optional.empty(),
            servedVersion());
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
              .append("note", note)
              .append(BASE, proposed.base()));
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

  /**
   * Has a list served, on every node at its next look; see {@link #publishable}. Published again it
   * stays as it is.
   *
   * @throws StaleSynonymList when another list is served than the one it was made from: what that
   *     one has would be lost
   */
  public void publish(int version, String by) {
    SynonymList list = publishable(version, by);
    Document now = served();
    int last = now.getInteger(VERSION, 0);
    if (last != version) {
      if (list.base() != last) {
        throw new StaleSynonymList(list.base());
      }
      List<Integer> before = new ArrayList<>(now.getList(BEFORE, Integer.class, List.of()));
      before.add(last);
      serve(version, before.subList(Math.max(0, before.size() - MOST_BEFORE), before.size()), now);
    }
    lists.updateOne(
        Filters.and(Filters.eq(id(version)), Filters.exists("approvedBy", false)),
        Updates.set("approvedBy", by));
  }

  /**
   * Has the list served that was served before the one named. Naming the same one twice goes back
   * once.
   *
   * @param from the version that is served and not wanted
   * @return the version served instead
   * @throws StaleSynonymList when another one is served by now
   * @throws NoEarlierSynonymList when there was none before
   */
  public int rollBack(int from) {
    Document now = served();
    if (now.getInteger(VERSION, 0) != from) {
      throw new StaleSynonymList(from);
    }
    List<Integer> before = new ArrayList<>(now.getList(BEFORE, Integer.class, List.of()));
    if (before.isEmpty()) {
      throw new NoEarlierSynonymList();
    }
    int version = before.removeLast();
    serve(version, before, now);
    return version;
  }

  /** Takes the place of what was read and of nothing else. */
  private void serve(int version, List<Integer> before, Document read) {
    Number turn = read.get(TURN, Number.class);
    try {
      lists.replaceOne(
          Filters.and(Filters.eq(SERVED), Filters.eq(TURN, turn)),
          new Document("_id", SERVED)
              .append(VERSION, version)
              .append(BEFORE, List.copyOf(before))
              .append(TURN, turn == null ? 1L : turn.longValue() + 1),
          new ReplaceOptions().upsert(true));
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        throw new StaleSynonymList(read.getInteger(VERSION, 0));
      }
      throw e;
    }
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
        Optional.ofNullable(row.getString("approvedBy")),
        row.getInteger(BASE, 0));
  }
}
