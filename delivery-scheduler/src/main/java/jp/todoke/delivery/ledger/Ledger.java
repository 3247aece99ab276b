package jp.todoke.delivery.ledger;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.channels.Route;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code chunks}. Any number of threads and nodes share it: a chunk is taken by one
 * atomic update with a lease, every later write of its holder carries the fencing token of that
 * claim, and a holder whose lease was taken over can change nothing any more. Thread-safe.
 */
public final class Ledger {

  /** One field says whether and when a chunk may be taken: due for retries and leases alike. */
  private enum Status {
    FROZEN,
    OPEN,
    HELD,
    DONE
  }

  private static final String NOBODY = "";

  /** With more standings than that they are written anew, each recipient once. */
  private static final int MOST_STANDINGS = 40;

  /** So many chunks of a closed delivery are deleted at once. */
  private static final int STEP = 200;

  /** What {@link Chunk#ref} writes. */
  private static final Pattern REF =
      Pattern.compile("([a-z0-9-]{1,24})-([pmlh])(\\d{1,6})-(\\d{1,3})");

  private final MongoCollection<Document> chunks;
  private final Clock clock;
  private final Duration lease;
  private final DueChunks due = new DueChunks();

  /**
   * Opens the collection of this database and makes sure of its indexes.
   *
   * @param lease how long a chunk stays with its holder after each save
   */
  public Ledger(MongoDatabase database, Clock clock, Duration lease) {
    this.chunks = database.getCollection("chunks");
    this.clock = clock;
    this.lease = lease;
    // A claim asks for one status and one road and takes the first by kind and due.
    chunks.createIndex(Indexes.ascending("status", "route", "kind", "due"));
    chunks.createIndex(Indexes.ascending("delivery", "route", "number"));
    chunks.createIndex(Indexes.ascending("delivery", "status"));
    chunks.createIndex(Indexes.ascending("due"));
  }

  /**
   * Writes a new chunk that nobody takes before {@link #open}; false when there is one of this id,
   * which stays as it is.
   */
  public boolean freeze(Chunk chunk) {
    try {
      Document document =
          new Document("_id", chunk.id())
              .append("delivery", chunk.delivery())
              .append("kind", chunk.kind().ordinal())
              .append("route", chunk.route().name())
              .append("number", chunk.number())
              .append("payload", chunk.payload())
              .append("key", chunk.key().toString())
              .append("status", Status.FROZEN.name())
              .append("due", Date.from(clock.instant()))
              .append("owner", NOBODY)
              .append("fence", 0L)
              .append("tally", tally(chunk))
              .append("people", chunk.recipients().stream().map(Recipient::commonId).toList())
              .append("standings", Standings.write(chunk.recipients(), everybody(chunk)));
      chunk.crowd().ifPresent(crowd -> document.append("crowd", crowd.document()));
      chunks.insertOne(document);
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  /** One chunk as it stands. */
  public Optional<Chunk> find(String delivery, Route route, int number) {
    return Optional.ofNullable(chunks.find(eq("_id", Chunk.id(delivery, route, number))).first())
        .map(Ledger::chunk);
  }

  /** Whom a parcel of that reference is for; empty when there is none. */
  public Optional<Parcel> parcel(String ref) {
    Matcher parts = REF.matcher(ref);
    if (!parts.matches()) {
      return Optional.empty();
    }
    Route route =
        switch (parts.group(2)) {
          case "p" -> Route.PORTAL;
          case "m" -> Route.MAIL;
          case "h" -> Route.HTTP;
          default -> Route.LINE;
        };
    int place = Integer.parseInt(parts.group(4));
    return find(parts.group(1), route, Integer.parseInt(parts.group(3)))
        .filter(chunk -> place < chunk.recipients().size())
        .map(chunk -> new Parcel(chunk.delivery(), chunk.kind(), chunk.at(place).commonId()));
  }

  /**
   * What a reference means.
   *
   * @param delivery the campaign, notice or trigger's group
   * @param commonId the person it is for
   */
  public record Parcel(String delivery, Kind kind, String commonId) {

    @Override
    public String toString() {
      return "Parcel[" + delivery + "]";
    }
  }

  /** Hands over every chunk of a delivery, streaming. */
  public void each(String delivery, Consumer<Chunk> taker) {
    chunks.find(eq("delivery", delivery)).forEach(document -> taker.accept(chunk(document)));
  }

  /** Hands over every chunk that was worked on since that moment, and perhaps others, streaming. */
  public void each(Instant since, Consumer<Chunk> taker) {
    chunks.find(gte("due", Date.from(since))).forEach(document -> taker.accept(chunk(document)));
  }

  /** The chunk of the highest number that is frozen on a route. */
  public Optional<Chunk> last(String delivery, Route route) {
    return Optional.ofNullable(
            chunks
                .find(and(eq("delivery", delivery), eq("route", route.name())))
                .sort(Sorts.descending("number"))
                .first())
        .map(Ledger::chunk);
  }

  /** Lets the frozen chunks of a delivery be taken. Safe to repeat. */
  public void open(String delivery) {
    chunks.updateMany(
        and(eq("delivery", delivery), eq("status", Status.FROZEN.name())),
        Updates.combine(
            Updates.set("status", Status.OPEN.name()),
            Updates.set("openedAt", Date.from(clock.instant()))));
  }

  /** Makes everything unfinished of a delivery due now, so that a stop takes effect everywhere. */
  public void hasten(String delivery) {
    chunks.updateMany(
        and(eq("delivery", delivery), unfinishedStatus(), eq("owner", NOBODY)),
        Updates.combine(
            Updates.set("status", Status.OPEN.name()),
            Updates.set("due", Date.from(clock.instant()))));
  }

  /**
   * A chunk with nothing left to do.
   *
   * @param due when the last claim on it would have run out, UTC
   */
  public record Ended(String delivery, Instant due) {}

  /**
   * Chunks of a kind on a road that were done and due within a time, the oldest first.
   *
   * @param from inclusive
   * @param before exclusive
   */
  public List<Ended> ended(Kind kind, Route route, Instant from, Instant before, int most) {
    return chunks
        .find(
            and(
                eq("status", Status.DONE.name()),
                eq("route", route.name()),
                eq("kind", kind.ordinal()),
                gte("due", Date.from(from)),
                lt("due", Date.from(before))))
        .projection(new Document("delivery", 1).append("due", 1))
        .sort(Sorts.ascending("due"))
        .limit(most)
        .map(
            document ->
                new Ended(document.getString("delivery"), document.getDate("due").toInstant()))
        .into(new ArrayList<>());
  }

  /** Whether every chunk of a delivery is done and was due before a moment; true without any. */
  public boolean ended(String delivery, Instant before) {
    return unfinished(delivery) == 0
        && chunks
                .find(
                    and(
                        eq("delivery", delivery),
                        or(ne("status", Status.DONE.name()), gte("due", Date.from(before)))))
                .first()
            == null;
  }

  /** Whether there is any chunk of a delivery. */
  public boolean holds(String delivery) {
    return chunks.find(eq("delivery", delivery)).projection(new Document("delivery", 1)).first()
        != null;
  }

  /**
   * Deletes the chunks of a delivery that are done. Safe to break off, to repeat and to run on
   * several nodes at once.
   *
   * @param more asked before each step of at most {@value #STEP} chunks; false ends it
   */
  public void forget(String delivery, BooleanSupplier more) {
    Bson done = and(eq("delivery", delivery), eq("status", Status.DONE.name()));
    List<String> ids;
    do {
      ids =
          more.getAsBoolean()
              ? chunks
                  .find(done)
                  .projection(new Document("_id", 1))
                  .limit(STEP)
                  .map(document -> document.getString("_id"))
                  .into(new ArrayList<>())
              : List.of();
      chunks.deleteMany(and(in("_id", ids), eq("status", Status.DONE.name())));
    } while (!ids.isEmpty());
  }

  /** How many chunks of a delivery are not done. */
  public long unfinished(String delivery) {
    return chunks.countDocuments(and(eq("delivery", delivery), unfinishedStatus()));
  }

  private static Bson unfinishedStatus() {
    return in("status", Status.FROZEN.name(), Status.OPEN.name(), Status.HELD.name());
  }

  /** The same as {@link #claim(Collection, int, String)}, of one chunk. */
  public Optional<Chunk> claim(Collection<Route> routes, String owner) {
    return claim(routes, 1, owner).stream().findFirst();
  }

  /**
   * Takes the next chunks of one delivery and road that are due, in the order of kinds: never
   * tried, or whose retry has come, or whose holder did not save within the lease.
   *
   * @param routes those the caller works for
   * @param most how many; fewer where little is due, none where nothing is
   * @param owner the caller's name, for the log of operations
   */
  public List<Chunk> claim(Collection<Route> routes, int most, String owner) {
    Instant now = clock.instant();
    List<Chunk> claimed = List.of();
    boolean more = true;
    while (more && claimed.isEmpty()) {
      List<String> next = due.next(routes, now, most, size -> due(routes, now, size));
      claimed =
          next.size() == 1
              ? claim(next.getFirst(), now, owner).stream().toList()
              : claim(next, now, owner);
      more = !next.isEmpty();
    }
    return claimed;
  }

  /** Those that are due, in the order of kinds: of the first kind only. */
  private List<String> due(Collection<Route> routes, Instant now, int most) {
    List<Document> due =
        chunks
            .find(
                and(
                    eq("status", Status.OPEN.name()),
                    lte("due", Date.from(now)),
                    in("route", routes.stream().map(Route::name).toList())))
            .sort(Sorts.ascending("kind", "due"))
            .projection(Projections.include("kind"))
            .limit(most)
            .into(new ArrayList<>());
    return due.stream()
        .filter(chunk -> chunk.getInteger("kind").equals(due.getFirst().getInteger("kind")))
        .map(chunk -> chunk.getString("_id"))
        .toList();
  }

  /** Empty when somebody else was faster. */
  private Optional<Chunk> claim(String id, Instant now, String owner) {
    return Optional.ofNullable(
            chunks.findOneAndUpdate(
                free(id, now),
                taken(now, owner),
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
        .map(Ledger::chunk);
  }

  /** Those of them for which nobody else was faster; each is taken by a write of its own. */
  private List<Chunk> claim(List<String> ids, Instant now, String owner) {
    if (ids.isEmpty()) {
      return List.of();
    }
    String claim = UUID.randomUUID().toString();
    Bson taken = Updates.combine(taken(now, owner), Updates.set("claim", claim));
    chunks.bulkWrite(
        ids.stream().map(id -> new UpdateOneModel<Document>(free(id, now), taken)).toList(),
        new BulkWriteOptions().ordered(false));
    return chunks
        .find(and(in("_id", ids), eq("claim", claim)))
        .map(Ledger::chunk)
        .into(new ArrayList<>());
  }

  private static Bson free(String id, Instant now) {
    return and(eq("_id", id), eq("status", Status.OPEN.name()), lte("due", Date.from(now)));
  }

  private Bson taken(Instant now, String owner) {
    return Updates.combine(
        Updates.set("owner", owner),
        Updates.set("due", Date.from(now.plus(lease))),
        Updates.inc("fence", 1L));
  }

  /**
   * Records what the holder changed, in one write.
   *
   * @return false when the chunk was taken over meanwhile; then nothing was recorded and the holder
   *     leaves it alone
   */
  public boolean save(Chunk chunk, Release release) {
    boolean saved =
        chunks.updateOne(held(chunk), update(chunk, changes(release))).getMatchedCount() == 1;
    chunk.clean();
    return saved;
  }

  /**
   * Records what the holder of several changed, each in a write of its own, together.
   *
   * @return the chunks that were taken over meanwhile; nothing of those was recorded and the holder
   *     leaves them alone
   */
  public Set<Chunk> save(Map<Chunk, Release> releases) {
    Set<Chunk> lost = new LinkedHashSet<>();
    if (releases.size() == 1) {
      releases.forEach(
          (chunk, release) -> {
            if (!save(chunk, release)) {
              lost.add(chunk);
            }
          });
    } else if (!releases.isEmpty()) {
      List<UpdateOneModel<Document>> writes = new ArrayList<>();
      releases.forEach(
          (chunk, release) ->
              writes.add(new UpdateOneModel<>(held(chunk), update(chunk, changes(release)))));
      int saved = chunks.bulkWrite(writes, new BulkWriteOptions().ordered(false)).getMatchedCount();
      releases.keySet().forEach(Chunk::clean);
      if (saved < writes.size()) {
        lost.addAll(releases.keySet());
        lost.removeIf(chunk -> chunks.find(held(chunk)).first() != null);
      }
    }
    return lost;
  }

  /** A fencing token never comes back, so that whoever does not find this has lost the chunk. */
  private static Bson held(Chunk chunk) {
    return and(eq("_id", chunk.id()), eq("fence", chunk.fence()));
  }

  private Document changes(Release release) {
    return switch (release) {
      case Release.Keep keep -> new Document("due", Date.from(clock.instant().plus(lease)));
      case Release.At(Instant due) -> new Document("due", Date.from(due)).append("owner", NOBODY);
      case Release.Held held -> new Document("status", Status.HELD.name()).append("owner", NOBODY);
      case Release.Done done -> new Document("status", Status.DONE.name()).append("owner", NOBODY);
    };
  }

  /** The changes together with what changed in the chunk, added or all of it anew. */
  private static Document update(Chunk chunk, Document changes) {
    Document update = new Document("$set", changes);
    BitSet dirty = chunk.dirty();
    if (!dirty.isEmpty()) {
      List<Document> added = Standings.write(chunk.recipients(), dirty);
      int standings = chunk.standings() + added.size();
      if (dirty.cardinality() == chunk.recipients().size()) {
        changes.append("standings", added);
        standings = added.size();
      } else if (standings > MOST_STANDINGS) {
        List<Document> all = Standings.write(chunk.recipients(), everybody(chunk));
        changes.append("standings", all);
        standings = all.size();
      } else {
        update.append("$push", new Document("standings", new Document("$each", added)));
      }
      chunk.standings(standings);
    }
    if (chunk.crowdChanged()) {
      chunk.crowd().ifPresent(crowd -> changes.append("crowd", crowd.document()));
    }
    if (!dirty.isEmpty() || chunk.crowdChanged()) {
      changes.append("tally", tally(chunk));
    }
    return update;
  }

  private static BitSet everybody(Chunk chunk) {
    BitSet everybody = new BitSet();
    everybody.set(0, chunk.recipients().size());
    return everybody;
  }

  /**
   * A chunk that has waited for long.
   *
   * @param due when it was to be taken, or its lease ended, UTC
   * @param taken whether somebody holds it
   */
  public record Overdue(String id, Instant due, boolean taken) {}

  /** Chunks that nobody has worked on since that moment although they were due, oldest first. */
  public List<Overdue> overdue(Instant before, int most) {
    return waiting(Status.OPEN, before, most);
  }

  /**
   * Chunks that were let go before that moment and are not done, however often they were tried
   * since, oldest first.
   */
  public List<Overdue> late(Instant openedBefore, int most) {
    return chunks
        .find(and(eq("status", Status.OPEN.name()), lt("openedAt", Date.from(openedBefore))))
        .projection(new Document("openedAt", 1).append("owner", 1))
        .sort(Sorts.ascending("openedAt"))
        .limit(most)
        .map(
            document ->
                new Overdue(
                    document.getString("_id"),
                    document.getDate("openedAt").toInstant(),
                    !NOBODY.equals(document.getString("owner"))))
        .into(new ArrayList<>());
  }

  /** The deliveries of which unfinished chunks do not add up, by one aggregation. */
  public Set<String> unbalanced() {
    Set<String> deliveries = new TreeSet<>();
    Document ofSelected =
        new Document(
            "$cond",
            List.of(
                new Document("$eq", List.of("$tally.s", SELECTED)),
                "$tally.n",
                new Document("$multiply", List.of(-1, "$tally.n"))));
    chunks
        .aggregate(
            List.of(
                new Document("$match", unfinishedStatus()),
                new Document("$project", new Document("delivery", 1).append("tally", 1)),
                new Document("$unwind", "$tally"),
                new Document(
                    "$group",
                    new Document("_id", "$_id")
                        .append("delivery", new Document("$first", "$delivery"))
                        .append("difference", new Document("$sum", ofSelected))),
                new Document("$match", new Document("difference", new Document("$ne", 0)))))
        .forEach(chunk -> deliveries.add(chunk.getString("delivery")));
    return deliveries;
  }

  /** Chunks that have waited for a person's decision since that moment, oldest first. */
  public List<Overdue> held(Instant before, int most) {
    return waiting(Status.HELD, before, most);
  }

  private List<Overdue> waiting(Status status, Instant before, int most) {
    return chunks
        .find(and(eq("status", status.name()), lte("due", Date.from(before))))
        .projection(new Document("due", 1).append("owner", 1))
        .sort(Sorts.ascending("due"))
        .limit(most)
        .map(
            document ->
                new Overdue(
                    document.getString("_id"),
                    document.getDate("due").toInstant(),
                    !NOBODY.equals(document.getString("owner"))))
        .into(new ArrayList<>());
  }

  /**
   * Carries out a person's decision on everything of a delivery that waits for one.
   *
   * @param resend true sends the unknown ones anew, under a new retry key; false leaves them
   *     unknown for good
   * @return how many recipients it concerned
   */
  public int decide(String delivery, boolean resend) {
    int decided = 0;
    for (Document held :
        chunks.find(and(eq("delivery", delivery), eq("status", Status.HELD.name())))) {
      Chunk chunk = chunk(held);
      int unknown = chunk.where(Recipient.State.UNKNOWN).size();
      chunk.each(
          Recipient.State.UNKNOWN,
          recipient -> resend ? recipient.repeated(0) : recipient.unanswered("left", ""));
      chunk.rekey();
      Document changes =
          new Document("key", chunk.key().toString())
              .append("due", Date.from(clock.instant()))
              .append("status", (resend ? Status.OPEN : Status.DONE).name());
      decided +=
          chunks
                      .updateOne(
                          and(
                              eq("_id", chunk.id()),
                              eq("fence", chunk.fence()),
                              eq("status", Status.HELD.name())),
                          update(chunk, changes).append("$inc", new Document("fence", 1L)))
                      .getMatchedCount()
                  == 1
              ? unknown
              : 0;
    }
    return decided;
  }

  /** The sums of every route of a delivery at one moment, by one aggregation. */
  public Map<Route, Tally> tally(String delivery) {
    return tally(List.of(delivery));
  }

  /** The sums of every route of several deliveries together at one moment, by one aggregation. */
  public Map<Route, Tally> tally(Collection<String> deliveries) {
    Map<Route, Long> selected = new EnumMap<>(Route.class);
    Map<Route, Map<Tally.Line, Long>> lines = new EnumMap<>(Route.class);
    for (Document sum :
        chunks.aggregate(
            List.of(
                new Document(
                    "$match",
                    new Document("delivery", new Document("$in", List.copyOf(deliveries)))),
                new Document("$project", new Document("route", 1).append("tally", 1)),
                new Document("$unwind", "$tally"),
                new Document(
                    "$group",
                    new Document(
                            "_id",
                            new Document("route", "$route")
                                .append("s", "$tally.s")
                                .append("r", "$tally.r"))
                        .append("n", new Document("$sum", "$tally.n")))))) {
      Document of = sum.get("_id", Document.class);
      Route route = Route.valueOf(of.getString("route"));
      long n = sum.get("n", Number.class).longValue();
      if (of.getString("s").equals(SELECTED)) {
        selected.put(route, n);
      } else {
        lines
            .computeIfAbsent(route, added -> new TreeMap<>())
            .put(new Tally.Line(Recipient.State.valueOf(of.getString("s")), of.getString("r")), n);
      }
    }
    Map<Route, Tally> tallies = new EnumMap<>(Route.class);
    selected.forEach(
        (route, n) -> tallies.put(route, new Tally(n, lines.getOrDefault(route, Map.of()))));
    return tallies;
  }

  /** The size of the chunk stands beside what is recorded, so that a balance can fail. */
  private static final String SELECTED = "SELECTED";

  private static List<Document> tally(Chunk chunk) {
    List<Document> lines = new ArrayList<>();
    lines.add(new Document("s", SELECTED).append("r", "").append("n", chunk.selected()));
    chunk
        .tally()
        .forEach(
            (line, n) ->
                lines.add(
                    new Document("s", line.state().name())
                        .append("r", line.reason())
                        .append("n", n)));
    return lines;
  }

  private static Chunk chunk(Document document) {
    Chunk chunk =
        new Chunk(
            document.getString("delivery"),
            Kind.values()[document.getInteger("kind")],
            Route.valueOf(document.getString("route")),
            document.getInteger("number"),
            document.getString("payload"),
            document.getLong("fence"),
            UUID.fromString(document.getString("key")),
            Optional.ofNullable(document.getDate("openedAt")).map(Date::toInstant),
            Standings.read(
                document.getList("people", String.class),
                document.getList("standings", Document.class)));
    chunk.standings(document.getList("standings", Document.class).size());
    return Optional.ofNullable(document.get("crowd", Document.class))
        .map(Crowd::read)
        .map(chunk::with)
        .orElse(chunk);
  }
}
