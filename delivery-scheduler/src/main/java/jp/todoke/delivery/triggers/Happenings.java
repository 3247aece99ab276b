package jp.todoke.delivery.triggers;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/** Events that have set nothing off yet (collection {@code triggerEvents}). Thread-safe. */
final class Happenings {

  private static final int AT_A_TURN = 500;

  private final MongoCollection<Document> events;

  Happenings(MongoDatabase database) {
    events = database.getCollection("triggerEvents");
    events.createIndex(Indexes.ascending("at"));
  }

  /** Keeps one; told again it stays as it is. */
  void keep(Happening happening) {
    events.updateOne(
        eq("_id", happening.occurrence()),
        Updates.combine(
            Updates.setOnInsert("type", happening.type()),
            Updates.setOnInsert("commonId", happening.commonId()),
            Updates.setOnInsert("at", Date.from(happening.at()))),
        new UpdateOptions().upsert(true));
  }

  /** The newest of those that are kept. */
  List<Happening> kept() {
    return events
        .find()
        .sort(Sorts.descending("at"))
        .limit(AT_A_TURN)
        .map(
            event ->
                new Happening(
                    event.getString("_id"),
                    event.getString("type"),
                    event.getString("commonId"),
                    event.getDate("at").toInstant()))
        .into(new ArrayList<>());
  }

  void done(Happening happening) {
    events.deleteOne(eq("_id", happening.occurrence()));
  }

  void forgetBefore(Instant moment) {
    events.deleteMany(lt("at", Date.from(moment)));
  }
}
