package jp.todoke.delivery.reports;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import jp.todoke.channels.Route;
import jp.todoke.delivery.ledger.Ledger;
import org.bson.Document;

/**
 * What people said by one tap of what was delivered to them (function #29; collection {@code
 * deliveryUsefulness}): one word a person and delivery, the last one counts. When a delivery is
 * closed its report keeps how many said what, and nothing more is taken. Thread-safe.
 */
public final class Usefulness {

  private static final int STEP = 1_000;

  private final MongoCollection<Document> said;
  private final Ledger ledger;
  private final ClosedReports closed;
  private final Clock clock;

  /** Opens the collection of this database and makes sure of its indexes. */
  public Usefulness(MongoDatabase database, Ledger ledger, ClosedReports closed, Clock clock) {
    this.said = database.getCollection("deliveryUsefulness");
    this.ledger = ledger;
    this.closed = closed;
    this.clock = clock;
    said.createIndex(Indexes.ascending("delivery", "useful"));
    said.createIndex(Indexes.ascending("commonId"));
  }

  /** How many people found a delivery useful, and how many did not. */
  public record Counts(long useful, long notUseful) {}

  /**
   * Keeps what a person says of a delivery; whoever calls knows that it was delivered to them.
   * False for one that is closed, of which nothing more is kept.
   */
  public boolean say(String delivery, String commonId, boolean useful) {
    if (closed.reaction(delivery).isPresent()) {
      return false;
    }
    said.updateOne(
        eq("_id", delivery + ":" + commonId),
        Updates.combine(
            Updates.set("useful", useful),
            Updates.set("at", Date.from(clock.instant())),
            Updates.setOnInsert("delivery", delivery),
            Updates.setOnInsert("commonId", commonId)),
        new UpdateOptions().upsert(true));
    if (closed.reaction(delivery).isPresent()) {
      // It was closed meanwhile, and whoever closed it may not have seen this row.
      said.deleteOne(eq("_id", delivery + ":" + commonId));
      return false;
    }
    return true;
  }

  /**
   * Keeps what a person tapped under a message of a road; false for a delivery that never took it,
   * or is closed.
   */
  public boolean tapped(String delivery, Route route, String commonId, boolean useful) {
    return ledger.last(delivery, route).isPresent() && say(delivery, commonId, useful);
  }

  /** What was said of a delivery, or of several together. */
  public Counts of(List<String> deliveries) {
    Map<String, ClosedReports.Reaction> over = closed.reactions(deliveries);
    long useful = 0;
    long notUseful = 0;
    for (String delivery : deliveries) {
      ClosedReports.Reaction reaction = over.get(delivery);
      Counts counts = reaction == null ? current(delivery) : reaction.said();
      useful += counts.useful();
      notUseful += counts.notUseful();
    }
    return new Counts(useful, notUseful);
  }

  /** What has been closed in the meantime was written down before the first row went. */
  private Counts current(String delivery) {
    Counts current =
        new Counts(
            said.countDocuments(and(eq("delivery", delivery), eq("useful", true))),
            said.countDocuments(and(eq("delivery", delivery), eq("useful", false))));
    return closed.reaction(delivery).map(ClosedReports.Reaction::said).orElse(current);
  }

  /**
   * Forgets who said what of a delivery whose sums are kept. Safe to break off and repeat.
   *
   * @param more asked before each step of at most {@value #STEP} rows; false ends it
   * @return whether nothing is left
   */
  public boolean forget(String delivery, BooleanSupplier more) {
    List<String> ids;
    do {
      if (!more.getAsBoolean()) {
        return false;
      }
      ids =
          said.find(eq("delivery", delivery))
              .projection(new Document("_id", 1))
              .limit(STEP)
              .map(row -> row.getString("_id"))
              .into(new ArrayList<>());
      said.deleteMany(in("_id", ids));
    } while (ids.size() == STEP);
    return true;
  }

  /** Removes what a person said who leaves the service. */
  public void forget(String commonId) {
    said.deleteMany(eq("commonId", commonId));
  }
}
