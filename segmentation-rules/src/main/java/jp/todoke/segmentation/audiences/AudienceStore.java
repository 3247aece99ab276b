package jp.todoke.segmentation.audiences;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.types.Binary;
import org.roaringbitmap.RoaringBitmap;

/**
 * The collections {@code audiences} and {@code audienceOrdinals} of one node. What was decided on a
 * slice together is stored together, up to 8 MiB a document, whatever the city's size.
 */
final class AudienceStore {

  /** Begin another document beyond this; two bitmaps of a slice are at most 16 KiB more. */
  private static final int FULL = 8 << 20;

  private final MongoCollection<Document> audiences;
  private final MongoCollection<Document> ordinals;
  private final String node;

  AudienceStore(MongoDatabase database, String node) {
    this.audiences = database.getCollection("audiences");
    this.ordinals = database.getCollection("audienceOrdinals");
    this.node = node;
    audiences.createIndex(Indexes.ascending("node", "decidedAt"));
  }

  String node() {
    return node;
  }

  /** One slice of one answer. */
  record Slice(String key, int number, Instant decidedAt, Bits bits) {}

  /** The slices of those answers that were decided before, the latest last. */
  void each(Set<String> keys, Consumer<Slice> taker) {
    for (Document document :
        audiences.find(Filters.eq("node", node)).sort(Sorts.ascending("decidedAt"))) {
      List<String> decided = document.getList("keys", String.class);
      ByteBuffer bitmaps = ByteBuffer.wrap(document.get("bitmaps", Binary.class).getData());
      for (String key : decided) {
        Bits bits = new Bits(bitmap(bitmaps), bitmap(bitmaps));
        if (keys.contains(key)) {
          taker.accept(
              new Slice(
                  key,
                  document.getInteger("slice"),
                  document.getDate("decidedAt").toInstant(),
                  bits));
        }
      }
    }
  }

  /** Keeps what was decided on one slice, as few documents as it fits into. */
  void save(int number, Instant decidedAt, Map<String, Bits> decided) {
    List<String> keys = new ArrayList<>();
    ByteArrayOutputStream bitmaps = new ByteArrayOutputStream();
    for (Map.Entry<String, Bits> answer : decided.entrySet()) {
      keys.add(answer.getKey());
      append(bitmaps, answer.getValue().yes());
      append(bitmaps, answer.getValue().unknown());
      if (bitmaps.size() > FULL) {
        insert(number, decidedAt, keys, bitmaps);
        keys.clear();
        bitmaps.reset();
      }
    }
    if (!keys.isEmpty()) {
      insert(number, decidedAt, keys, bitmaps);
    }
  }

  private void insert(
      int number, Instant decidedAt, List<String> keys, ByteArrayOutputStream bitmaps) {
    audiences.insertOne(
        new Document(
                "_id", node + "/" + number + "/" + decidedAt.toEpochMilli() + "/" + keys.getFirst())
            .append("node", node)
            .append("slice", number)
            .append("decidedAt", Date.from(decidedAt))
            .append("keys", List.copyOf(keys))
            .append("bitmaps", new Binary(bitmaps.toByteArray())));
  }

  /** Takes away what holds none of those answers. */
  void keepOnly(Collection<String> keys) {
    audiences.deleteMany(Filters.and(Filters.eq("node", node), Filters.nin("keys", keys)));
  }

  /** The common IDs of every slice of ordinals, in order. */
  List<List<String>> ordinals() {
    return ordinals
        .find(Filters.eq("node", node))
        .sort(Sorts.ascending("slice"))
        .map(document -> document.getList("ids", String.class))
        .into(new ArrayList<>());
  }

  void saveOrdinals(int number, List<String> ids) {
    String id = node + "/" + number;
    ordinals.replaceOne(
        Filters.eq("_id", id),
        new Document("_id", id).append("node", node).append("slice", number).append("ids", ids),
        new ReplaceOptions().upsert(true));
  }

  private static void append(ByteArrayOutputStream bitmaps, RoaringBitmap bitmap) {
    try {
      bitmap.serialize(new DataOutputStream(bitmaps));
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static byte[] bytes(RoaringBitmap bitmap) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    append(bytes, bitmap);
    return bytes.toByteArray();
  }

  static RoaringBitmap bitmap(byte[] stored) {
    return bitmap(ByteBuffer.wrap(stored));
  }

  private static RoaringBitmap bitmap(ByteBuffer stored) {
    try {
      RoaringBitmap bitmap = new RoaringBitmap();
      bitmap.deserialize(stored);
      stored.position(stored.position() + bitmap.serializedSizeInBytes());
      return bitmap;
    } catch (IOException broken) {
      throw new UncheckedIOException("a stored audience cannot be read", broken);
    }
  }
}
