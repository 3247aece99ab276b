package jp.todoke.delivery.triggers;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import jp.todoke.channels.Route;
import jp.todoke.delivery.addresses.Addressed;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Kind;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.segmentation.reach.Reach;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * What triggers have set off (collection {@code triggerFirings}). People fired together are one
 * group: one delivery of the ledger. Thread-safe; any number of nodes.
 */
public final class Firings {

  private static final System.Logger LOG = System.getLogger(Firings.class.getName());
  private static final int DUPLICATE = 11_000;

  /** By then whoever inserted a group has put it into the ledger, or is dead. */
  private static final Duration ORPHANED = Duration.ofMinutes(10);

  private final MongoCollection<Document> firings;
  private final Triggers triggers;
  private final Addresses addresses;
  private final Ledger ledger;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Opens the collection of this database and makes sure of its indexes. */
  public Firings(
      MongoDatabase database, Triggers triggers, Addresses addresses, Ledger ledger, Clock clock) {
    this.firings = database.getCollection("triggerFirings");
    this.triggers = triggers;
    this.addresses = addresses;
    this.ledger = ledger;
    this.clock = clock;
    firings.createIndex(Indexes.ascending("queued"));
    firings.createIndex(Indexes.ascending("delivery"));
    firings.createIndex(Indexes.ascending("trigger"));
    firings.createIndex(Indexes.ascending("commonId"));
  }

  /**
   * Sets a trigger off for people of whom this occurrence was not yet; safe to repeat.
   *
   * @param occurrence which time it is, without a colon
   * @return how many people it concerned here
   */
  int fire(Trigger trigger, String occurrence, Collection<String> commonIds) {
    int fired = 0;
    List<String> sorted = List.copyOf(new TreeSet<>(commonIds));
    for (int from = 0; from < sorted.size(); from += Chunk.LIMIT) {
      fired +=
          block(
              trigger,
              occurrence,
              sorted.subList(from, Math.min(from + Chunk.LIMIT, sorted.size())));
    }
    return fired;
  }

  private int block(Trigger trigger, String occurrence, List<String> commonIds) {
    List<String> ids =
        commonIds.stream()
            .map(commonId -> trigger.id() + ":" + commonId + ":" + occurrence)
            .toList();
    Set<String> before = new HashSet<>();
    firings
        .find(in("_id", ids))
        .projection(new Document("_id", 1))
        .forEach(document -> before.add(document.getString("_id")));
    String group = newGroup();
    List<Document> fresh = new ArrayList<>();
    for (int place = 0; place < ids.size(); place++) {
      if (!before.contains(ids.get(place))) {
        fresh.add(
            new Document("_id", ids.get(place))
                .append("trigger", trigger.id())
                .append("commonId", commonIds.get(place))
                .append("delivery", group)
                .append("at", Date.from(clock.instant()))
                .append("queued", false));
      }
    }
    int fired = insert(fresh);
    if (fired > 0) {
      queue(trigger, group);
    }
    return fired;
  }

  /** Inserts those that are not there yet; another node may be faster with any of them. */
  private int insert(List<Document> fresh) {
    if (fresh.isEmpty()) {
      return 0;
    }
    try {
      firings.insertMany(fresh, new InsertManyOptions().ordered(false));
      return fresh.size();
    } catch (MongoBulkWriteException refused) {
      if (refused.getWriteErrors().stream().anyMatch(error -> error.getCode() != DUPLICATE)) {
        throw refused;
      }
      return fresh.size() - refused.getWriteErrors().size();
    }
  }

  private void queue(Trigger trigger, String group) {
    List<String> people =
        firings
            .find(eq("delivery", group))
            .sort(Sorts.ascending("commonId"))
            .map(document -> document.getString("commonId"))
            .into(new ArrayList<>());
    TriggerDraft draft = trigger.draft();
    String payload = triggers.wording(draft).hash();
    for (Route route : EnumSet.copyOf(draft.routes())) {
      Map<String, Addressed> judged =
          addresses.ofIds(people, route, Reach.Weight.PUSH, draft.topic());
      List<Recipient> recipients = new ArrayList<>();
      judged.forEach(
          (commonId, one) ->
              recipients.add(
                  switch (one) {
                    case Addressed.At at -> Recipient.pending(commonId);
                    case Addressed.Barred(String reason) ->
                        Recipient.suppressed(commonId, reason, clock.instant());
                  }));
      // One that is there already was written by whoever queued this group before.
      ledger.freeze(Chunk.frozen(group, Kind.TRIGGER, route, 0, payload, recipients));
    }
    ledger.open(group);
    firings.updateMany(eq("delivery", group), Updates.unset("queued"));
  }

  /** Puts groups into the ledger whose firing was interrupted. Called again and again. */
  public void repair() {
    Instant before = clock.instant().minus(ORPHANED);
    Bson orphaned = and(eq("queued", false), lt("at", Date.from(before)));
    Set<String> groups = new TreeSet<>();
    for (Document firing : firings.find(orphaned)) {
      if (groups.add(firing.getString("delivery"))) {
        triggers
            .find(firing.getString("trigger"))
            .ifPresent(trigger -> requeue(trigger, firing.getString("delivery")));
      }
    }
  }

  /** One group that can not be queued does not keep the others from it. */
  private void requeue(Trigger trigger, String group) {
    try {
      queue(trigger, group);
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.ERROR,
          "group {0} could not be queued: {1}",
          group,
          failed.getClass().getName());
    }
  }

  /**
   * What stands behind a group.
   *
   * @param at when it was set off, UTC
   */
  public record Firing(Trigger trigger, Instant at) {

    /** First instant at which it is of no use any more, UTC. */
    public Optional<Instant> usefulUntil() {
      return trigger.draft().usefulFor().map(at::plus);
    }
  }

  /** The trigger and moment of a group of the ledger. */
  public Optional<Firing> of(String group) {
    return Optional.ofNullable(firings.find(eq("delivery", group)).first())
        .flatMap(
            document ->
                triggers
                    .find(document.getString("trigger"))
                    .map(trigger -> new Firing(trigger, document.getDate("at").toInstant())));
  }

  /** How often a trigger was set off, counted by people and occurrences. */
  public long count(String trigger) {
    return firings.countDocuments(eq("trigger", trigger));
  }

  /** How many people are in several groups. */
  public long count(Collection<String> groups) {
    return firings.countDocuments(in("delivery", List.copyOf(groups)));
  }

  /** Whether a group has still to be put into the ledger, as a whole or in part. */
  public boolean waits(String group) {
    return firings.find(and(eq("delivery", group), eq("queued", false))).first() != null;
  }

  /**
   * Whether the people of a group can be forgotten a month after they were set off, without anybody
   * being set off again. A day is looked at until three days after it was due and never again, so
   * its firing locks nothing any more. All others stay: to enter is once for ever; of an item
   * {@code triggerNews} says that everybody was told, and where the telling broke off before that,
   * the firings alone say who was; and that an event was told is written down nowhere but in its
   * firing ({@code triggerEvents} keeps for a day what set nothing off), while CloudEvents gives
   * its sender no time after which it may not tell it again.
   */
  public boolean mayForget(Firing firing) {
    return firing.trigger().draft().when() instanceof When.Days;
  }

  /** Forgets who is in a group that {@link #mayForget may be forgotten}. */
  public void forgetGroup(String group) {
    firings.deleteMany(eq("delivery", group));
  }

  /** The groups of a trigger: its deliveries in the ledger. */
  public List<String> groups(String trigger) {
    return firings
        .distinct("delivery", eq("trigger", trigger), String.class)
        .into(new ArrayList<>());
  }

  /** Removes what a person set off who leaves the service. */
  public void forget(String commonId) {
    firings.deleteMany(eq("commonId", commonId));
  }

  private String newGroup() {
    byte[] bytes = new byte[10];
    random.nextBytes(bytes);
    return "t-" + HexFormat.of().formatHex(bytes);
  }
}
