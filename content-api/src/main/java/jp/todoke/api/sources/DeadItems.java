package jp.todoke.api.sources;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.DeleteOneModel;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/** The collection {@code deadItems}: items that could not be read, until they can or are gone. */
final class DeadItems {

  private static final Duration KEPT = Duration.ofDays(30);

  /**
   * An item that could not be read.
   *
   * @param id the id it would have
   * @param code what is wrong with it
   * @param times how often it was met
   */
  record DeadItem(String id, String code, Instant firstSeenAt, Instant lastSeenAt, int times) {}

  private final MongoCollection<Document> dead;

  DeadItems(MongoDatabase database) {
    this.dead = database.getCollection("deadItems");
  }

  /** Records the dead ones and forgets those that can be read now. */
  void record(Source source, Collection<ReadItem> items, Instant now) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (ReadItem item : items) {
      if (item instanceof ReadItem.Dead(String id, String code)) {
        writes.add(
            new UpdateOneModel<>(
                Filters.eq("_id", id),
                Updates.combine(
                    Updates.set("sourceId", source.id()),
                    Updates.set("code", code),
                    Updates.set("lastSeenAt", Date.from(now)),
                    Updates.setOnInsert("firstSeenAt", Date.from(now)),
                    Updates.inc("times", 1)),
                new UpdateOptions().upsert(true)));
      } else {
        writes.add(new DeleteOneModel<>(Filters.eq("_id", item.anyId())));
      }
    }
    if (!writes.isEmpty()) {
      dead.bulkWrite(writes, new BulkWriteOptions().ordered(true));
    }
  }

  /** Forgets what was not met for a month. */
  void forgetOld(String sourceId, Instant now) {
    dead.deleteMany(
        Filters.and(
            Filters.eq("sourceId", sourceId),
            Filters.lt("lastSeenAt", Date.from(now.minus(KEPT)))));
  }

  void forget(String sourceId) {
    dead.deleteMany(Filters.eq("sourceId", sourceId));
  }

  List<DeadItem> page(String sourceId, String after, int limit) {
    return dead.find(Filters.and(Filters.eq("sourceId", sourceId), Filters.gt("_id", after)))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(
            document ->
                new DeadItem(
                    document.getString("_id"),
                    document.getString("code"),
                    document.getDate("firstSeenAt").toInstant(),
                    document.getDate("lastSeenAt").toInstant(),
                    document.getInteger("times")))
        .into(new ArrayList<>());
  }
}
