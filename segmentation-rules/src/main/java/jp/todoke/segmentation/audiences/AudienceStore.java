package jp.todoke.segmentation.audiences;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
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
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Binary;
import org.roaringbitmap.RoaringBitmap;

/**
 * The collections {@code audiences} and {@code audienceOrdinals} of one node. A bitmap of a slice
 * is at most 8 KiB, so that no document comes near MongoDB's limit, whatever the city's size.
 */
final class AudienceStore {

  private final MongoCollection<Document> audiences;
  private final MongoCollection<Document> ordinals;
  private final String node;

  AudienceStore(MongoDatabase database, String node) {
    this.audiences = database.getCollection("audiences");
    this.ordinals = database.getCollection("audienceOrdinals");
    this.node = node;
    audiences.createIndex(Indexes.ascending("node", "key"));
  }

  /** One slice of one answer. */
  record Slice(String key, int number, Instant decidedAt, Bits bits) {}

  /** The slices of those answers that were decided before. */
  void each(Collection<String> keys, Consumer<Slice> taker) {
    for (Document document :
        audiences.find(Filters.and(Filters.eq("node", node), Filters.in("key", keys)))) {
      taker.accept(
          new Slice(
              document.getString("key"),
              document.getInteger("slice"),
              document.getDate("decidedAt").toInstant(),
              new Bits(
                  bitmap(document.get("yes", Binary.class)),
                  bitmap(document.get("unknown", Binary.class)))));
    }
  }

  /** Keeps what was decided on one slice; written again it only replaces itself. */
  void save(int number, Instant decidedAt, Map<String, Bits> decided) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    decided.forEach(
        (key, bits) -> {
          String id = node + "/" + key + "/" + number;
          writes.add(
              new ReplaceOneModel<>(
                  Filters.eq("_id", id),
                  new Document("_id", id)
                      .append("node", node)
                      .append("key", key)
                      .append("slice", number)
                      .append("decidedAt", Date.from(decidedAt))
                      .append("yes", binary(bits.yes()))
                      .append("unknown", binary(bits.unknown())),
                  new ReplaceOptions().upsert(true)));
        });
    if (!writes.isEmpty()) {
      audiences.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  /** Takes away every answer but those. */
  void keepOnly(Collection<String> keys) {
    Bson others = Filters.and(Filters.eq("node", node), Filters.nin("key", keys));
    audiences.deleteMany(others);
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

  private static Binary binary(RoaringBitmap bitmap) {
    try {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream(bitmap.serializedSizeInBytes());
      bitmap.serialize(new DataOutputStream(bytes));
      return new Binary(bytes.toByteArray());
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  private static RoaringBitmap bitmap(Binary stored) {
    try {
      RoaringBitmap bitmap = new RoaringBitmap();
      bitmap.deserialize(ByteBuffer.wrap(stored.getData()));
      return bitmap;
    } catch (IOException broken) {
      throw new UncheckedIOException("a stored audience cannot be read", broken);
    }
  }
}
