package jp.todoke.segmentation.audiences;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.bson.Document;
import org.bson.types.Binary;
import org.roaringbitmap.PeekableIntIterator;
import org.roaringbitmap.RoaringBitmap;
import org.roaringbitmap.RoaringBitmapWriter;

/**
 * Sets of people kept as they were at one moment, until whoever keeps them forgets them, the same
 * on every node: what a campaign was frozen with, what another system was given. Thread-safe.
 *
 * <p>Owns {@code peopleSets}, {@code peopleSetParts} (up to {@value #PART} common IDs each, one
 * after the other, or the places of a set within another) and {@code peopleSetBits}, a copy by the
 * ordinals of each node that only makes {@link #contains} fast after a restart.
 */
public final class PeopleSets {

  /** How many people a block holds; LINE's limit for one multicast. */
  public static final int BLOCK = 500;

  private static final int PART = 50_000;
  private static final byte END = '\n';
  private static final String FORGOTTEN = "forgotten";

  private final MongoCollection<Document> sets;
  private final MongoCollection<Document> parts;
  private final MongoCollection<Document> bits;
  private final Audiences audiences;
  private final Map<String, Held> held = new ConcurrentHashMap<>();

  public PeopleSets(MongoDatabase database, Audiences audiences) {
    this.sets = database.getCollection("peopleSets");
    this.parts = database.getCollection("peopleSetParts");
    this.bits = database.getCollection("peopleSetBits");
    this.audiences = audiences;
    sets.createIndex(Indexes.ascending("whole"), new IndexOptions().sparse(true));
    parts.createIndex(Indexes.ascending("set"));
    bits.createIndex(Indexes.ascending("set"));
  }

  /**
   * A set that is kept.
   *
   * @param people how many
   * @param written names the parts of the writer who came first
   * @param whole the set of whose places this one is made; empty for one with people of its own
   */
  private record Head(int people, String written, Optional<String> whole) {}

  /**
   * The people of a set by the ordinals of this node.
   *
   * @param inOrder whether the person with the n-th ordinal stands at the n-th place of the set
   */
  private record Held(RoaringBitmap people, boolean inOrder) {}

  /**
   * Keeps that audience under a name. Who is there already stays: the first to write it has the
   * word, on whatever node, and a writer that died leaves nothing behind that is ever read.
   *
   * @return how many people are in the set that is kept
   */
  public int keep(String set, Audience audience) {
    Optional<Head> known = head(set);
    if (known.isPresent()) {
      return known.get().people();
    }
    String written = UUID.randomUUID().toString();
    List<Document> some = new ArrayList<>();
    ByteArrayOutputStream ids = new ByteArrayOutputStream(PART * 16);
    int[] count = {0, 0};
    audience.each(
        ordinal -> {
          if (audience.numbers().write(ordinal, ids)) {
            ids.write(END);
            if (++count[0] % PART == 0) {
              some.add(part(set, written, count[1]++).append("ids", taken(ids)));
            }
          }
        });
    if (ids.size() > 0) {
      some.add(part(set, written, count[1]).append("ids", taken(ids)));
    }
    boolean inOrder = count[0] == audience.size();
    return keep(set, new Head(count[0], written, Optional.empty()), some, audience, inOrder);
  }

  /**
   * Keeps some of the people of another set, which must be kept as long: by their places in it, a
   * bit each.
   *
   * @param some people of that set
   * @return how many people are in the set that is kept
   */
  public int keepSome(String set, String whole, Audience some) {
    Optional<Head> known = head(set);
    if (known.isPresent()) {
      return known.get().people();
    }
    String written = UUID.randomUUID().toString();
    RoaringBitmap places = places(whole, some.members());
    int people = places.getCardinality();
    Document part = part(set, written, 0).append("places", new Binary(AudienceStore.bytes(places)));
    boolean inOrder = people == some.size() && held(whole).inOrder();
    return keep(set, new Head(people, written, Optional.of(whole)), List.of(part), some, inOrder);
  }

  private int keep(
      String set, Head head, List<Document> written, Audience audience, boolean inOrder) {
    if (!written.isEmpty()) {
      parts.insertMany(written);
    }
    Document kept =
        new Document("_id", set)
            .append("people", head.people())
            .append("written", head.written())
            .append("at", Date.from(audiences.now()));
    head.whole().ifPresent(whole -> kept.append("whole", whole));
    try {
      sets.insertOne(kept);
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw refused;
      }
      parts.deleteMany(Filters.regex("_id", "^" + head.written()));
      return head(set).map(Head::people).orElse(0);
    }
    if (audiences.isCurrent(audience)) {
      hold(set, new Held(audience.members(), inOrder));
    }
    return head.people();
  }

  private static Document part(String set, String written, int number) {
    return new Document("_id", written + ":" + number).append("set", set);
  }

  private static Binary taken(ByteArrayOutputStream ids) {
    Binary taken = new Binary(ids.toByteArray());
    ids.reset();
    return taken;
  }

  /** Where in a set those people stand. */
  private RoaringBitmap places(String whole, RoaringBitmap some) {
    RoaringBitmapWriter<RoaringBitmap> places = RoaringBitmapWriter.writer().get();
    Held held = held(whole);
    int[] place = {0};
    if (held.inOrder()) {
      PeekableIntIterator wanted = some.getIntIterator();
      held.people()
          .forEach(
              (int ordinal) -> {
                wanted.advanceIfNeeded(ordinal);
                if (wanted.hasNext() && wanted.peekNext() == ordinal) {
                  places.add(place[0]);
                }
                place[0]++;
              });
    } else {
      blocks(
          whole,
          0,
          () -> true,
          (number, commonIds) ->
              commonIds.forEach(
                  commonId -> {
                    if (audiences.ordinal(commonId).filter(some::contains).isPresent()) {
                      places.add(place[0]);
                    }
                    place[0]++;
                  }));
    }
    return places.get();
  }

  private void hold(String set, Held people) {
    // The ordinals first: what the bits mean must outlive this process as they do.
    audiences.saveOrdinals();
    String id = audiences.node() + "/" + set;
    bits.replaceOne(
        Filters.eq("_id", id),
        new Document("_id", id)
            .append("set", set)
            .append("bits", new Binary(AudienceStore.bytes(people.people())))
            .append("inOrder", people.inOrder()),
        new ReplaceOptions().upsert(true));
    held.put(set, people);
  }

  private Optional<Head> head(String set) {
    return Optional.ofNullable(sets.find(Filters.eq("_id", set)).first())
        .filter(found -> !found.containsKey(FORGOTTEN))
        .map(
            found ->
                new Head(
                    found.getInteger("people"),
                    found.getString("written"),
                    Optional.ofNullable(found.getString("whole"))));
  }

  /** How many people are in a set; empty when none of that name is kept. */
  public Optional<Integer> size(String set) {
    return head(set).map(Head::people);
  }

  /** Hears of the blocks of a set. */
  public interface Taker {

    /**
     * Takes the next block.
     *
     * @param number from 0
     * @param commonIds {@value #BLOCK}, fewer in the last block
     */
    void take(int number, List<String> commonIds);
  }

  /**
   * Hands over the blocks of a set, always the same people in the same block.
   *
   * @param first the number of the first block wanted
   * @param more asked before each block; false ends it
   */
  public void blocks(String set, int first, BooleanSupplier more, Taker taker) {
    Optional<Head> head = head(set);
    if (head.isEmpty()) {
      return;
    }
    RoaringBitmap standing = places(head.get());
    if (standing.getCardinality() <= (long) first * BLOCK) {
      return;
    }
    Optional<Head> whole = head.get().whole().isEmpty() ? head : head(head.get().whole().get());
    if (whole.isEmpty()) {
      throw new IllegalStateException("the set of people is missing of which another is a part");
    }
    PeekableIntIterator places = standing.getIntIterator();
    places.advanceIfNeeded(standing.select(first * BLOCK));
    int number = first;
    int open = -1;
    List<String> part = List.of();
    List<String> block = new ArrayList<>(BLOCK);
    while (places.hasNext() && (!block.isEmpty() || more.getAsBoolean())) {
      int place = places.next();
      if (place / PART != open) {
        open = place / PART;
        part = part(whole.get(), open);
      }
      block.add(part.get(place % PART));
      if (block.size() == BLOCK || !places.hasNext()) {
        taker.take(number++, List.copyOf(block));
        block.clear();
      }
    }
  }

  /** At which places of its parts, or of those of the set it is a part of, a set has its people. */
  private RoaringBitmap places(Head head) {
    return head.whole().isEmpty()
        ? RoaringBitmap.bitmapOfRange(0, head.people())
        : AudienceStore.bitmap(stored(head, 0).get("places", Binary.class).getData());
  }

  /** One block of a set; empty behind the last one and where there is no such set. */
  public List<String> block(String set, int number) {
    List<String> found = new ArrayList<>();
    int[] left = {1};
    blocks(set, number, () -> left[0]-- > 0, (any, commonIds) -> found.addAll(commonIds));
    return found;
  }

  private List<String> part(Head head, int number) {
    byte[] ids = stored(head, number).get("ids", Binary.class).getData();
    return new String(ids, StandardCharsets.UTF_8).lines().toList();
  }

  private Document stored(Head head, int number) {
    Document part = parts.find(Filters.eq("_id", head.written() + ":" + number)).first();
    if (part == null) {
      throw new IllegalStateException("part " + number + " of a set of people is missing");
    }
    return part;
  }

  /** Whether the person is in the set; asks the memory of this node once it has looked. */
  public boolean contains(String set, String commonId) {
    return audiences.ordinal(commonId).map(ordinal -> people(set).contains(ordinal)).orElse(false);
  }

  /** Those of a set whom this node knows, to be combined with its audiences. */
  public Audience audience(String set) {
    return audiences.of(people(set).clone());
  }

  private RoaringBitmap people(String set) {
    return held(set).people();
  }

  private Held held(String set) {
    Held known = held.get(set);
    return known == null ? read(set) : known;
  }

  private synchronized Held read(String set) {
    Held meanwhile = held.get(set);
    if (meanwhile != null) {
      return meanwhile;
    }
    Document stored = bits.find(Filters.eq("_id", audiences.node() + "/" + set)).first();
    if (stored != null) {
      Held people =
          new Held(
              AudienceStore.bitmap(stored.get("bits", Binary.class).getData()),
              stored.getBoolean("inOrder", false));
      held.put(set, people);
      return people;
    }
    Held people = new Held(new RoaringBitmap(), false);
    if (head(set).isEmpty()) {
      return people;
    }
    blocks(
        set,
        0,
        () -> true,
        (number, commonIds) ->
            commonIds.forEach(
                commonId -> audiences.ordinal(commonId).ifPresent(people.people()::add)));
    hold(set, people);
    return people;
  }

  /**
   * A set by its name.
   *
   * @param keptAt when it was kept, UTC; empty for one that was kept before this was noted
   */
  public record Kept(String set, Optional<Instant> keptAt) {}

  /** Sets in the order of their names, up to {@code limit} after {@code after}. */
  public List<Kept> page(String after, int limit) {
    return sets.find(Filters.gt("_id", after))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(
            found ->
                new Kept(
                    found.getString("_id"),
                    Optional.ofNullable(found.getDate("at")).map(Date::toInstant)))
        .into(new ArrayList<>());
  }

  /** Lets the memory of this node go of sets that were forgotten on another. */
  public void letGo() {
    List<String> here = List.copyOf(held.keySet());
    Set<String> kept =
        sets.find(Filters.in("_id", here))
            .projection(Projections.include("_id"))
            .map(found -> found.getString("_id"))
            .into(new HashSet<>());
    here.stream()
        .filter(set -> !kept.contains(set))
        .forEach(
            set -> {
              bits.deleteOne(Filters.eq("_id", audiences.node() + "/" + set));
              held.remove(set);
            });
  }

  /** Whether another set is made of places in this one, which must be kept as long. */
  public boolean isWhole(String set) {
    return sets.countDocuments(Filters.eq("whole", set), new CountOptions().limit(1)) > 0;
  }

  /**
   * Forgets a set for all nodes; those that have it in memory {@link #letGo} of it. One that was
   * broken off is finished by forgetting the set again, which is still on a {@link #page}.
   */
  public void forget(String set) {
    sets.updateOne(Filters.eq("_id", set), Updates.set(FORGOTTEN, true));
    parts.deleteMany(Filters.eq("set", set));
    bits.deleteMany(Filters.eq("set", set));
    sets.deleteOne(Filters.eq("_id", set));
    held.remove(set);
  }
}
