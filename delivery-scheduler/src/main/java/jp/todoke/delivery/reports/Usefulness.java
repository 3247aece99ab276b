package jp.todoke.delivery.reports;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import jp.todoke.channels.Route;
import jp.todoke.delivery.ledger.Ledger;
import org.bson.Document;

/**
 * What people said by one tap of what was delivered to them (function #29; collection {@code
 * deliveryUsefulness}): one word a person and delivery, the last one counts. Thread-safe.
 */
public final class Usefulness {

  private final MongoCollection<Document> said;
  private final Ledger ledger;
  private final Clock clock;

  /** Opens the collection of this database and makes sure of its indexes. */
  public Usefulness(MongoDatabase database, Ledger ledger, Clock clock) {
    this.said = database.getCollection("deliveryUsefulness");
    this.ledger = ledger;
    this.clock = clock;
    said.createIndex(Indexes.ascending("delivery", "useful"));
    said.createIndex(Indexes.ascending("commonId"));
  }

  /** How many people found a delivery useful, and how many did not. */
  public record Counts(long useful, long notUseful) {}

  /** Keeps what a person says of a delivery; whoever calls knows that it was delivered to them. */
  public void say(String delivery, String commonId, boolean useful) {
    said.updateOne(
        eq("_id", delivery + ":" + commonId),
        Updates.combine(
            Updates.set("useful", useful),
            Updates.set("at", Date.from(clock.instant())),
            Updates.setOnInsert("delivery", delivery),
            Updates.setOnInsert("commonId", commonId)),
        new UpdateOptions().upsert(true));
  }

  /**
   * Keeps what a person tapped under a message of a road; false for a delivery that never took it.
   */
  public boolean tapped(String delivery, Route route, String commonId, boolean useful) {
    boolean known = ledger.last(delivery, route).isPresent();
    if (known) {
      say(delivery, commonId, useful);
    }
    return known;
  }

  /** What was said of a delivery, or of several together. */
  public Counts of(List<String> deliveries) {
    long useful = 0;
    long notUseful = 0;
    for (String delivery : deliveries) {
      useful += said.countDocuments(and(eq("delivery", delivery), eq("useful", true)));
      notUseful += said.countDocuments(and(eq("delivery", delivery), eq("useful", false)));
    }
    return new Counts(useful, notUseful);
  }

  /** Removes what a person said who leaves the service. */
  public void forget(String commonId) {
    said.deleteMany(eq("commonId", commonId));
  }
}
