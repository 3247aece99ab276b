package jp.todoke.channels;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/**
 * The providers' receipts (collection {@code receipts}), kept as evidence for as long as the
 * scheduler says. Thread-safe.
 */
public final class Receipts {

  private final MongoCollection<Document> receipts;

  /** Opens the collection of this database and makes sure of its index. */
  public Receipts(MongoDatabase database) {
    receipts = database.getCollection("receipts");
    receipts.createIndex(Indexes.ascending("ref", "at"));
  }

  /** Keeps receipts; the same one again (provider, ref, status, request id) changes nothing. */
  public void record(Collection<Receipt> batch) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (Receipt receipt : batch) {
      String requestId = receipt.requestId().orElse("");
      Document kept =
          new Document("provider", receipt.provider())
              .append("ref", receipt.ref())
              .append("status", receipt.status())
              .append("at", Date.from(receipt.at()));
      receipt.requestId().ifPresent(id -> kept.append("requestId", id));
      writes.add(
          new UpdateOneModel<>(
              eq(
                  "_id",
                  String.join(":", receipt.provider(), receipt.ref(), receipt.status(), requestId)),
              new Document("$setOnInsert", kept),
              new UpdateOptions().upsert(true)));
    }
    if (!writes.isEmpty()) {
      receipts.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  /** Everything providers said about one reference, oldest first. */
  public List<Receipt> of(String ref) {
    List<Receipt> found = new ArrayList<>();
    for (Document document : receipts.find(eq("ref", ref)).sort(Sorts.ascending("at"))) {
      found.add(
          new Receipt(
              document.getString("provider"),
              document.getString("ref"),
              document.getString("status"),
              Optional.ofNullable(document.getString("requestId")),
              document.getDate("at").toInstant()));
    }
    return found;
  }

  /**
   * Ends the keeping of some receipts received before an instant.
   *
   * @param keeping how the references begin whose receipts stay
   * @param most how many at once
   * @return how many went
   */
  public long forgetBefore(Instant instant, String keeping, int most) {
    // Two ranges of the index in place of a negation, which would read what is kept for decades.
    int end = keeping.length() - 1;
    String behind = keeping.substring(0, end) + (char) (keeping.charAt(end) + 1);
    List<String> old =
        receipts
            .find(and(or(lt("ref", keeping), gte("ref", behind)), lt("at", Date.from(instant))))
            .projection(new Document("_id", 1))
            .limit(most)
            .map(document -> document.getString("_id"))
            .into(new ArrayList<>());
    return receipts.deleteMany(in("_id", old)).getDeletedCount();
  }
}
