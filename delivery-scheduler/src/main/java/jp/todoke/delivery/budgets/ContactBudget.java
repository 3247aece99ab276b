package jp.todoke.delivery.budgets;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Projections;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.channels.Route;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * At most so many messages in a rolling window per person and route. Each person has as many places
 * as the limit allows; a message needs one that is free or whose time is over, and takes it by
 * inserting the place, which only one of any number of nodes can. Thread-safe.
 */
public final class ContactBudget {

  private static final String DELIVERY = "d";
  private static final String TAKEN = "t";

  private final MongoCollection<Document> places;
  private final Map<Route, Limit> limits;
  private final Clock clock;

  /**
   * How many messages in which time. One that is lowered does not see what was sent beyond it.
   *
   * @param messages at least 1
   */
  public record Limit(int messages, Duration window) {}

  /**
   * Who used one of a person's places.
   *
   * @param delivery id of the campaign or trigger's group
   * @param at when it was taken, UTC
   */
  public record Slot(String delivery, Instant at) {}

  /**
   * Opens the collection of this database.
   *
   * @param limits a route without one has no budget
   */
  public ContactBudget(MongoDatabase database, Map<Route, Limit> limits, Clock clock) {
    this.places = database.getCollection("contactBudgets");
    this.limits = limits.isEmpty() ? Map.of() : new EnumMap<>(limits);
    this.clock = clock;
    places.createIndex(Indexes.ascending(TAKEN));
  }

  /**
   * Takes a place of each person for a delivery; whoever has one for it already keeps it, also one
   * that a node left behind when it died.
   *
   * @return those with a place
   */
  public Set<String> reserve(String delivery, Route route, Collection<String> commonIds) {
    Limit limit = limits.get(route);
    if (limit == null) {
      return new LinkedHashSet<>(commonIds);
    }
    Instant now = clock.instant();
    Instant cutoff = now.minus(limit.window());
    Set<String> granted = new LinkedHashSet<>();
    Collection<String> asking = commonIds;
    while (!asking.isEmpty()) {
      Map<String, Slot> taken = taken(route, asking);
      Map<String, String> free = new LinkedHashMap<>();
      List<String> over = new ArrayList<>();
      for (String commonId : asking) {
        List<String> ids = ids(commonId, route);
        if (ids.stream().map(taken::get).anyMatch(slot -> isOf(slot, delivery))) {
          granted.add(commonId);
          continue;
        }
        ids.stream()
            .filter(id -> !isHeld(taken.get(id), cutoff))
            .findFirst()
            .ifPresent(
                id -> {
                  free.put(id, commonId);
                  if (taken.containsKey(id)) {
                    over.add(id);
                  }
                });
      }
      if (!over.isEmpty()) {
        places.deleteMany(and(in("_id", over), lte(TAKEN, Date.from(cutoff))));
      }
      // Whose place somebody else took meanwhile asks again.
      Set<String> lost = insert(free.keySet(), delivery, now);
      asking = lost.stream().map(free::get).toList();
      free.keySet().removeAll(lost);
      granted.addAll(free.values());
    }
    granted.retainAll(commonIds);
    return granted;
  }

  /** Whether a place has been taken for that delivery. */
  private static boolean isOf(@Nullable Slot slot, String delivery) {
    return slot != null && slot.delivery().equals(delivery);
  }

  private static boolean isHeld(@Nullable Slot slot, Instant cutoff) {
    return slot != null && slot.at().isAfter(cutoff);
  }

  /** Takes those places. @return those that were not free any more */
  private Set<String> insert(Collection<String> ids, String delivery, Instant now) {
    List<Document> wanted = new ArrayList<>();
    for (String id : ids) {
      wanted.add(new Document("_id", id).append(DELIVERY, delivery).append(TAKEN, Date.from(now)));
    }
    Set<String> lost = new LinkedHashSet<>();
    if (!wanted.isEmpty()) {
      try {
        places.insertMany(wanted, new InsertManyOptions().ordered(false));
      } catch (MongoBulkWriteException refused) {
        for (BulkWriteError error : refused.getWriteErrors()) {
          if (error.getCategory() != ErrorCategory.DUPLICATE_KEY) {
            throw refused;
          }
          lost.add(wanted.get(error.getIndex()).getString("_id"));
        }
        if (refused.getWriteConcernError() != null) {
          throw refused;
        }
      }
    }
    return lost;
  }

  /** Gives places back that were taken for a delivery and not used. */
  public void release(String delivery, Route route, Collection<String> commonIds) {
    if (limits.containsKey(route) && !commonIds.isEmpty()) {
      places.deleteMany(and(among(route, commonIds), eq(DELIVERY, delivery)));
    }
  }

  /** Who uses a person's places on a route at the moment, in order of time. */
  public List<Slot> of(String commonId, Route route) {
    Limit limit = limits.get(route);
    if (limit == null) {
      return List.of();
    }
    Instant cutoff = clock.instant().minus(limit.window());
    Map<String, Slot> taken = taken(route, List.of(commonId));
    return ids(commonId, route).stream()
        .flatMap(id -> Stream.ofNullable(taken.get(id)))
        .filter(slot -> isHeld(slot, cutoff))
        .sorted(Comparator.comparing(Slot::at))
        .toList();
  }

  /** Removes the places of a person who leaves the service. */
  public void forget(String commonId) {
    places.deleteMany(
        or(
            Stream.of(Route.values())
                .map(route -> prefix(commonId, route))
                .map(prefix -> and(gte("_id", prefix), lt("_id", prefix + "\uffff")))
                .toList()));
  }

  /**
   * Forgets places whose time is over on every route, so that who was written to when is not known
   * for longer than it must be.
   *
   * @param most how many at once
   * @return how many went
   */
  public long forgetOver(int most) {
    Duration longest =
        limits.values().stream()
            .map(Limit::window)
            .max(Comparator.naturalOrder())
            .orElse(Duration.ZERO);
    Bson over = lte(TAKEN, Date.from(clock.instant().minus(longest)));
    List<String> ids =
        places
            .find(over)
            .projection(Projections.include("_id"))
            .limit(most)
            .map(document -> document.getString("_id"))
            .into(new ArrayList<>());
    return ids.isEmpty() ? 0 : places.deleteMany(and(in("_id", ids), over)).getDeletedCount();
  }

  private Map<String, Slot> taken(Route route, Collection<String> commonIds) {
    Map<String, Slot> taken = new HashMap<>();
    places
        .find(among(route, commonIds))
        .batchSize(commonIds.size() * messages(route) + 1)
        .forEach(
            place ->
                taken.put(
                    place.getString("_id"),
                    new Slot(place.getString(DELIVERY), place.getDate(TAKEN).toInstant())));
    return taken;
  }

  private Bson among(Route route, Collection<String> commonIds) {
    return in(
        "_id", commonIds.stream().flatMap(commonId -> ids(commonId, route).stream()).toList());
  }

  private List<String> ids(String commonId, Route route) {
    String prefix = prefix(commonId, route);
    return IntStream.range(0, messages(route)).mapToObj(place -> prefix + place).toList();
  }

  private int messages(Route route) {
    Limit limit = limits.get(route);
    return limit == null ? 0 : limit.messages();
  }

  private static String prefix(String commonId, Route route) {
    return commonId + ":" + route + ":";
  }
}
