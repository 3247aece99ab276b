package jp.todoke.delivery.triggers;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.Document;

/**
 * Which news each trigger has told everybody it concerned (collection {@code triggerNews}).
 * Thread-safe; any number of nodes.
 */
final class Told {

  private final MongoCollection<Document> news;

  /** Spares asking again; what is told stays told. */
  private final Set<String> known = ConcurrentHashMap.newKeySet();

  Told(MongoDatabase database) {
    news = database.getCollection("triggerNews");
  }

  boolean contains(String trigger, String occurrence) {
    String id = id(trigger, occurrence);
    if (known.contains(id)) {
      return true;
    }
    boolean told = news.find(eq("_id", id)).first() != null;
    if (told) {
      known.add(id);
    }
    return told;
  }

  void add(String trigger, String occurrence, Instant at) {
    String id = id(trigger, occurrence);
    news.updateOne(
        eq("_id", id), Updates.setOnInsert("at", Date.from(at)), new UpdateOptions().upsert(true));
    known.add(id);
  }

  private static String id(String trigger, String occurrence) {
    return trigger + ":" + occurrence;
  }
}
