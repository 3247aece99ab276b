package jp.todoke.delivery.reports;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Sorts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import jp.todoke.channels.Route;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Crowd;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Tally;
import org.bson.Document;

/**
 * What happened on each day, by delivery and route, counted once when the day in Asia/Tokyo is over
 * and kept when the ledger is gone. Thread-safe; any number of nodes.
 */
public final class DeliveryFacts {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");
  private static final Duration AT_ONCE = Duration.ofSeconds(10);

  /** Not final yet: what is unknown may still turn out to be sent, on another day. */
  private static final Set<State> OPEN = Set.of(State.PENDING, State.STARTED, State.UNKNOWN);

  /** So many days a city may stand still without a day lacking its facts. */
  private static final int CATCH_UP = 7;

  private final MongoCollection<Document> facts;
  private final Ledger ledger;
  private final Clock clock;

  /** Opens the collection of this database. */
  public DeliveryFacts(MongoDatabase database, Ledger ledger, Clock clock) {
    this.facts = database.getCollection("deliveryFacts");
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * One delivery on one route on one day.
   *
   * @param day in Asia/Tokyo
   * @param outcomes people by state and reason, as {@code sent} or {@code suppressed:no-consent}
   * @param sent of them, taken by the provider
   * @param sentAtOnce of those, within 10 seconds after they could be taken from the queue
   */
  public record Fact(
      LocalDate day,
      String delivery,
      Route route,
      Map<String, Long> outcomes,
      long sent,
      long sentAtOnce) {}

  /** Writes the facts of the last days unless they are there already, the oldest first. */
  public void writeDue() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), JAPAN);
    for (int ago = CATCH_UP; ago >= 1; ago--) {
      write(today.minusDays(ago));
    }
  }

  /**
   * Writes the facts of a day that is over unless they are there already.
   *
   * @return how many were written here
   */
  public int write(LocalDate day) {
    if (facts.find(eq("_id", day + ":")).first() != null) {
      return 0;
    }
    Instant from = day.atStartOfDay(JAPAN).toInstant();
    Instant to = day.plusDays(1).atStartOfDay(JAPAN).toInstant();
    Map<String, Counting> counts = new HashMap<>();
    ledger.each(
        from,
        chunk ->
            counts
                .computeIfAbsent(
                    day + ":" + chunk.delivery() + ":" + chunk.route(),
                    added -> new Counting(chunk.delivery(), chunk.route()))
                .count(chunk, from, to));
    int written = 0;
    for (Map.Entry<String, Counting> one : counts.entrySet()) {
      if (!one.getValue().outcomes.isEmpty()) {
        written += insert(one.getValue().document(one.getKey(), day)) ? 1 : 0;
      }
    }
    insert(new Document("_id", day + ":").append("written", written));
    return written;
  }

  private boolean insert(Document document) {
    try {
      facts.insertOne(document);
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  private static final class Counting {
    private final String delivery;
    private final Route route;
    private final Map<Tally.Line, Long> outcomes = new TreeMap<>();
    private long atOnce;

    Counting(String delivery, Route route) {
      this.delivery = delivery;
      this.route = route;
    }

    void count(Chunk chunk, Instant from, Instant to) {
      chunk.crowd().ifPresent(crowd -> count(crowd, chunk, from, to));
      for (Recipient recipient : chunk.recipients()) {
        Instant at = recipient.at().orElse(Instant.MIN);
        if (OPEN.contains(recipient.state()) || at.isBefore(from) || !at.isBefore(to)) {
          continue;
        }
        outcomes.merge(new Tally.Line(recipient.state(), recipient.reason()), 1L, Long::sum);
        if (recipient.state() == State.SENT
            && chunk.openedAt().filter(open -> !at.isAfter(open.plus(AT_ONCE))).isPresent()) {
          atOnce++;
        }
      }
    }

    private void count(Crowd crowd, Chunk chunk, Instant from, Instant to) {
      if (crowd.at().filter(at -> !at.isBefore(from) && at.isBefore(to)).isEmpty()) {
        return;
      }
      boolean soon =
          chunk
              .openedAt()
              .filter(open -> crowd.at().filter(at -> !at.isAfter(open.plus(AT_ONCE))).isPresent())
              .isPresent();
      crowd
          .lines()
          .forEach(
              (line, people) -> {
                outcomes.merge(line, people, Long::sum);
                atOnce += soon && line.state() == State.SENT ? people : 0;
              });
    }

    Document document(String id, LocalDate day) {
      List<Document> lines = new ArrayList<>();
      outcomes.forEach(
          (line, people) ->
              lines.add(
                  new Document("state", line.state().name())
                      .append("reason", line.reason())
                      .append("people", people)));
      return new Document("_id", id)
          .append("day", day.toString())
          .append("delivery", delivery)
          .append("route", route.name())
          .append("outcomes", lines)
          .append("sentAtOnce", atOnce);
    }
  }

  /**
   * Facts in the order of days.
   *
   * @param after {@code day:delivery:ROUTE} of the last one before; the empty string from the first
   * @param limit 1 to 100
   */
  public List<Fact> page(String after, int limit) {
    List<Fact> page = new ArrayList<>();
    for (Document document : facts.find(gt("_id", after)).sort(Sorts.ascending("_id"))) {
      if (document.containsKey("delivery")) {
        page.add(fact(document));
      }
      if (page.size() == Math.clamp(limit, 1, 100)) {
        break;
      }
    }
    return page;
  }

  private static Fact fact(Document document) {
    Map<String, Long> outcomes = new TreeMap<>();
    long sent = 0;
    for (Document line : document.getList("outcomes", Document.class)) {
      State state = State.valueOf(line.getString("state"));
      String reason = line.getString("reason");
      long people = line.getLong("people");
      outcomes.put(
          state.name().toLowerCase(Locale.ROOT) + (reason.isEmpty() ? "" : ":" + reason), people);
      sent += state == State.SENT ? people : 0;
    }
    return new Fact(
        LocalDate.parse(document.getString("day")),
        document.getString("delivery"),
        Route.valueOf(document.getString("route")),
        outcomes,
        sent,
        document.getLong("sentAtOnce"));
  }
}
