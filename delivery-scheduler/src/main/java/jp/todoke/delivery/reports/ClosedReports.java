package jp.todoke.delivery.reports;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import jp.todoke.channels.Route;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Tally;
import org.bson.Document;

/**
 * What stays of deliveries that are over for so long that the ledger forgets their people
 * (collection {@code closedReports}). Each is written once, before the first chunk or inbox row of
 * its delivery goes, and so counts alone from then on: what is left of the ledger beside it is
 * never added. Thread-safe; any number of nodes.
 */
public final class ClosedReports {

  private static final String REACTION = "reaction";

  private final MongoCollection<Document> reports;

  /** Opens the collection of this database and makes sure of its index. */
  public ClosedReports(MongoDatabase database) {
    this.reports = database.getCollection("closedReports");
    reports.createIndex(Indexes.ascending("trigger"));
  }

  /**
   * What set off a delivery that no person began.
   *
   * @param trigger its id
   * @param fired how many firings go with the ledger of this delivery; 0 where they stay
   */
  public record Origin(String trigger, long fired) {}

  /**
   * The last word about a delivery.
   *
   * @param at when it was closed, UTC, to the millisecond
   * @param tallies the sums of the ledger on every route
   * @param opened people who had opened it on the portal
   * @param acknowledged people who had acknowledged it on the portal
   */
  public record Closed(
      String delivery,
      Instant at,
      Map<Route, Tally> tallies,
      long opened,
      long acknowledged,
      Optional<Origin> origin) {

    public Closed {
      tallies = Map.copyOf(tallies);
    }
  }

  /**
   * What people did with a delivery, in sums.
   *
   * @param links how often each address in its mails was opened
   * @param clicked in how many people's mails one was, however often
   * @param said what was said of it by one tap
   */
  public record Reaction(Map<String, Long> links, long clicked, Usefulness.Counts said) {

    public Reaction {
      links = Map.copyOf(links);
    }
  }

  /**
   * Writes down what people did with a closed delivery, before the first row of it goes; from then
   * on it counts alone. The first word counts; of a delivery that is not closed nothing is kept.
   */
  public void reacted(String delivery, Reaction reaction) {
    List<Document> links = new ArrayList<>();
    new TreeMap<>(reaction.links())
        .forEach((target, opened) -> links.add(new Document("target", target).append("n", opened)));
    reports.updateOne(
        and(eq("_id", delivery), exists(REACTION, false)),
        Updates.set(
            REACTION,
            new Document("links", links)
                .append("clicked", reaction.clicked())
                .append("useful", reaction.said().useful())
                .append("notUseful", reaction.said().notUseful())));
  }

  /** What people did with a delivery; empty as long as the rows about it count. */
  public Optional<Reaction> reaction(String delivery) {
    return Optional.ofNullable(reactions(List.of(delivery)).get(delivery));
  }

  /** The same of several deliveries. */
  Map<String, Reaction> reactions(Collection<String> deliveries) {
    Map<String, Reaction> found = new HashMap<>();
    reports
        .find(and(in("_id", List.copyOf(deliveries)), exists(REACTION)))
        .projection(new Document(REACTION, 1))
        .forEach(
            report ->
                found.put(report.getString("_id"), reaction(report.get(REACTION, Document.class))));
    return found;
  }

  private static Reaction reaction(Document reaction) {
    Map<String, Long> links = new HashMap<>();
    for (Document link : reaction.getList("links", Document.class)) {
      links.put(link.getString("target"), link.getLong("n"));
    }
    return new Reaction(
        links,
        reaction.getLong("clicked"),
        new Usefulness.Counts(reaction.getLong("useful"), reaction.getLong("notUseful")));
  }

  /** Keeps a report; one of its delivery that is there already stays as it is. */
  void keep(Closed closed) {
    try {
      reports.insertOne(document(closed));
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw refused;
      }
    }
  }

  /** The report of a delivery that is closed. */
  public Optional<Closed> find(String delivery) {
    return Optional.ofNullable(reports.find(eq("_id", delivery)).first()).map(ClosedReports::read);
  }

  /** Those of several deliveries that are closed. */
  List<Closed> find(Collection<String> deliveries) {
    return reports
        .find(in("_id", List.copyOf(deliveries)))
        .map(ClosedReports::read)
        .into(new ArrayList<>());
  }

  /** The closed deliveries of a trigger. */
  Set<String> of(String trigger) {
    return reports
        .find(eq("trigger", trigger))
        .projection(new Document("_id", 1))
        .map(document -> document.getString("_id"))
        .into(new HashSet<>());
  }

  /**
   * The firings that closed deliveries of a trigger took with them.
   *
   * @param people how many
   * @param leaving deliveries of which some of these firings may still be there
   */
  record Fired(long people, Set<String> leaving) {}

  Fired fired(String trigger) {
    Set<String> leaving =
        reports
            .find(and(eq("trigger", trigger), eq("leaving", true)))
            .projection(new Document("_id", 1))
            .map(document -> document.getString("_id"))
            .into(new HashSet<>());
    long people = 0;
    for (Document sum :
        reports.aggregate(
            List.of(
                new Document("$match", new Document("trigger", trigger)),
                new Document(
                    "$group",
                    new Document("_id", "$trigger")
                        .append("fired", new Document("$sum", "$fired")))))) {
      people += sum.get("fired", Number.class).longValue();
    }
    return new Fired(people, leaving);
  }

  /** Whether firings counted in the report of a delivery may still be there. */
  public boolean firingsLeave(String delivery) {
    return reports.find(and(eq("_id", delivery), eq("leaving", true))).first() != null;
  }

  /** The firings counted in the report of a delivery are gone. */
  public void firingsLeft(String delivery) {
    reports.updateOne(eq("_id", delivery), Updates.unset("leaving"));
  }

  private static Document document(Closed closed) {
    List<Document> routes = new ArrayList<>();
    closed
        .tallies()
        .forEach(
            (route, tally) -> {
              List<Document> lines = new ArrayList<>();
              new TreeMap<>(tally.lines())
                  .forEach(
                      (line, people) ->
                          lines.add(
                              new Document("state", line.state().name())
                                  .append("reason", line.reason())
                                  .append("people", people)));
              routes.add(
                  new Document("route", route.name())
                      .append("selected", tally.selected())
                      .append("lines", lines));
            });
    Document document =
        new Document("_id", closed.delivery())
            .append("at", Date.from(closed.at()))
            .append("routes", routes)
            .append("opened", closed.opened())
            .append("acknowledged", closed.acknowledged());
    closed
        .origin()
        .ifPresent(
            origin -> {
              document.append("trigger", origin.trigger()).append("fired", origin.fired());
              if (origin.fired() > 0) {
                document.append("leaving", true);
              }
            });
    return document;
  }

  private static Closed read(Document document) {
    Map<Route, Tally> tallies = new EnumMap<>(Route.class);
    for (Document route : document.getList("routes", Document.class)) {
      Map<Tally.Line, Long> lines = new TreeMap<>();
      for (Document line : route.getList("lines", Document.class)) {
        lines.put(
            new Tally.Line(State.valueOf(line.getString("state")), line.getString("reason")),
            line.getLong("people"));
      }
      tallies.put(
          Route.valueOf(route.getString("route")), new Tally(route.getLong("selected"), lines));
    }
    return new Closed(
        document.getString("_id"),
        document.getDate("at").toInstant(),
        tallies,
        document.getLong("opened"),
        document.getLong("acknowledged"),
        Optional.ofNullable(document.getString("trigger"))
            .map(trigger -> new Origin(trigger, document.getLong("fired"))));
  }
}
