package jp.todoke.segmentation.audiences;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
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
import org.roaringbitmap.RoaringBitmap;

/**
 * Sets of people kept as they were at one moment, until whoever keeps them forgets them, the same
 * on every node: what a campaign was frozen with, what another system was given. Thread-safe.
 *
 * <p>Owns {@code peopleSets}, {@code peopleSetParts} (up to {@value #PART} common IDs each, one
 * after the other) and {@code peopleSetBits}, a copy by the ordinals of each node that only makes
 * {@link #contains} fast after a restart.
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
  private final Map<String, RoaringBitmap> held = new ConcurrentHashMap<>();

  public PeopleSets(MongoDatabase database, Audiences audiences) {
    this.sets = database.getCollection("peopleSets");
    this.parts = database.getCollection("peopleSetParts");
    this.bits = database.getCollection("peopleSetBits");
    this.audiences = audiences;
    parts.createIndex(Indexes.ascending("set"));
    bits.createIndex(Indexes.ascending("set"));
  }

  /** A set that is kept; {@code written} names the parts of the writer who came first. */
  private record Head(int people, String written) {}

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
    audiences.members(
        audience,
        commonId -> {
          ids.writeBytes(commonId.getBytes(StandardCharsets.UTF_8));
          ids.write(END);
          if (++count[0] % PART == 0) {
            some.add(part(set, written, count[1]++, ids));
          }
        });
    if (ids.size() > 0) {
      some.add(part(set, written, count[1], ids));
    }
    if (!some.isEmpty()) {
      parts.insertMany(some);
    }
    try {
      sets.insertOne(
          new Document("_id", set)
              .append("people", count[0])
              .append("written", written)
              .append("at", Date.from(audiences.now())));
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw refused;
      }
      parts.deleteMany(Filters.regex("_id", "^" + written));
      return head(set).map(Head::people).orElse(0);
    }
    if (audiences.isCurrent(audience)) {
      hold(set, audience.members());
    }
    return count[0];
  }

  private static Document part(String set, String written, int number, ByteArrayOutputStream ids) {
    Document part =
        new Document("_id", written + ":" + number)
            .append("set", set)
            .append("ids", new Binary(ids.toByteArray()));
    ids.reset();
    return part;
  }

  private void hold(String set, RoaringBitmap people) {
    // The ordinals first: what the bits mean must outlive this process as they do.
    audiences.saveOrdinals();
    String id = audiences.node() + "/" + set;
    bits.replaceOne(
        Filters.eq("_id", id),
        new Document("_id", id)
            .append("set", set)
            .append("bits", new Binary(AudienceStore.bytes(people))),
        new ReplaceOptions().upsert(true));
    held.put(set, people);
  }

  private Optional<Head> head(String set) {
    return Optional.ofNullable(sets.find(Filters.eq("_id", set)).first())
        .filter(found -> !found.containsKey(FORGOTTEN))
        .map(found -> new Head(found.getInteger("people"), found.getString("written")));
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
    int perPart = PART / BLOCK;
    int last = (head.get().people() + BLOCK - 1) / BLOCK;
    int number = first;
    while (number < last) {
      List<String> part = part(head.get(), number / perPart);
      int end = Math.min(last, (number / perPart + 1) * perPart);
      for (; number < end; number++) {
        if (!more.getAsBoolean()) {
          return;
        }
        int from = number % perPart * BLOCK;
        taker.take(number, part.subList(from, Math.min(part.size(), from + BLOCK)));
      }
    }
  }

  /** One block of a set; empty behind the last one and where there is no such set. */
  public List<String> block(String set, int number) {
    List<String> found = new ArrayList<>();
    int[] left = {1};
    blocks(set, number, () -> left[0]-- > 0, (any, commonIds) -> found.addAll(commonIds));
    return found;
  }

  private List<String> part(Head head, int number) {
    Document part = parts.find(Filters.eq("_id", head.written() + ":" + number)).first();
    if (part == null) {
      throw new IllegalStateException("part " + number + " of a set of people is missing");
    }
    return new String(part.get("ids", Binary.class).getData(), StandardCharsets.UTF_8)
        .lines()
        .toList();
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
    RoaringBitmap known = held.get(set);
    return known == null ? read(set) : known;
  }

  private synchronized RoaringBitmap read(String set) {
    RoaringBitmap meanwhile = held.get(set);
    if (meanwhile != null) {
      return meanwhile;
    }
    Document stored = bits.find(Filters.eq("_id", audiences.node() + "/" + set)).first();
    if (stored != null) {
      RoaringBitmap people = AudienceStore.bitmap(stored.get("bits", Binary.class).getData());
      held.put(set, people);
      return people;
    }
    RoaringBitmap people = new RoaringBitmap();
    if (head(set).isEmpty()) {
      return people;
    }
    blocks(
        set,
        0,
        () -> true,
        (number, commonIds) ->
            commonIds.forEach(commonId -> audiences.ordinal(commonId).ifPresent(people::add)));
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
