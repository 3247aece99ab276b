package jp.todoke.delivery.budgets;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.WriteModel;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jp.todoke.channels.Route;
import org.bson.Document;

/**
 * At most so many messages in a rolling window per person and route. Any number of nodes: everybody
 * joins a person's list by one atomic write, and the order of the list decides. Thread-safe.
 */
public final class ContactBudget {

  private static final String SLOTS = "slots";

  private final MongoCollection<Document> budgets;
  private final Map<Route, Limit> limits;
  private final Clock clock;

  /**
   * How many messages in which time.
   *
   * @param messages at least 1
   */
  public record Limit(int messages, Duration window) {}

  /**
   * Who used one of a person's slots.
   *
   * @param delivery id of the campaign or trigger's group
   * @param at when it was reserved, UTC
   */
  public record Slot(String delivery, Instant at) {}

  /**
   * Opens the collection of this database.
   *
   * @param limits a route without one has no budget
   */
  public ContactBudget(MongoDatabase database, Map<Route, Limit> limits, Clock clock) {
    this.budgets = database.getCollection("contactBudgets");
    this.limits = limits.isEmpty() ? Map.of() : new EnumMap<>(limits);
    this.clock = clock;
  }

  /**
   * Takes a slot of each person for a delivery; whoever has one for it already keeps it.
   *
   * @param known those of them who may have one, having been tried before; of others it is not
   *     asked, and one that a node left behind when it died counts once all the same
   * @return those with a slot
   */
  public Set<String> reserve(
      String delivery, Route route, Collection<String> commonIds, Collection<String> known) {
    Limit limit = limits.get(route);
    if (limit == null || commonIds.isEmpty()) {
      return new LinkedHashSet<>(commonIds);
    }
    Instant now = clock.instant();
    Set<String> granted = new LinkedHashSet<>();
    Map<String, List<Slot>> before = slots(route, known);
    List<String> asking = new ArrayList<>();
    for (String commonId : commonIds) {
      if (has(before.getOrDefault(commonId, List.of()), delivery)) {
        granted.add(commonId);
      } else {
        asking.add(commonId);
      }
    }
    Document slot = new Document("d", delivery).append("t", Date.from(now));
    write(asking, route, new Document("$push", new Document(SLOTS, slot)), true);
    List<String> refused = new ArrayList<>();
    List<String> aged = new ArrayList<>();
    Instant cutoff = now.minus(limit.window());
    Map<String, List<Slot>> after = slots(route, asking);
    for (String commonId : asking) {
      List<Slot> all = after.getOrDefault(commonId, List.of());
      List<String> live =
          all.stream()
              .filter(one -> one.at().isAfter(cutoff))
              .map(Slot::delivery)
              .distinct()
              .toList();
      int place = live.indexOf(delivery);
      if (place >= 0 && place < limit.messages()) {
        granted.add(commonId);
      } else {
        refused.add(commonId);
      }
      if (all.stream().anyMatch(one -> !one.at().isAfter(cutoff))) {
        aged.add(commonId);
      }
    }
    write(refused, route, pull(new Document("d", delivery)), false);
    write(aged, route, pull(new Document("t", new Document("$lte", Date.from(cutoff)))), false);
    return granted;
  }

  /** Gives slots back that were taken for a delivery and not used. */
  public void release(String delivery, Route route, Collection<String> commonIds) {
    if (limits.containsKey(route)) {
      write(commonIds, route, pull(new Document("d", delivery)), false);
    }
  }

  /** Who used a person's slots on a route, in order; those out of the window may be among them. */
  public List<Slot> of(String commonId, Route route) {
    return slots(route, List.of(commonId)).getOrDefault(commonId, List.of());
  }

  /** Removes the slots of a person who leaves the service. */
  public void forget(String commonId) {
    budgets.deleteMany(
        in("_id", limits.keySet().stream().map(route -> id(commonId, route)).toList()));
  }

  private static boolean has(List<Slot> slots, String delivery) {
    return slots.stream().anyMatch(slot -> slot.delivery().equals(delivery));
  }

  private static Document pull(Document such) {
    return new Document("$pull", new Document(SLOTS, such));
  }

  private void write(Collection<String> commonIds, Route route, Document change, boolean upsert) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (String commonId : commonIds) {
      writes.add(
          new UpdateOneModel<>(
              eq("_id", id(commonId, route)), change, new UpdateOptions().upsert(upsert)));
    }
    if (!writes.isEmpty()) {
      budgets.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  private Map<String, List<Slot>> slots(Route route, Collection<String> commonIds) {
    Map<String, List<Slot>> slots = new HashMap<>();
    if (commonIds.isEmpty()) {
      return slots;
    }
    budgets
        .find(in("_id", commonIds.stream().map(commonId -> id(commonId, route)).toList()))
        .forEach(
            document -> {
              String id = document.getString("_id");
              slots.put(
                  id.substring(0, id.lastIndexOf(':')),
                  document.getList(SLOTS, Document.class, List.of()).stream()
                      .map(slot -> new Slot(slot.getString("d"), slot.getDate("t").toInstant()))
                      .toList());
            });
    return slots;
  }

  private static String id(String commonId, Route route) {
    return commonId + ":" + route;
  }
}
