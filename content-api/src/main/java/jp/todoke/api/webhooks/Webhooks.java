package jp.todoke.api.webhooks;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import jp.todoke.api.rest.Json;
import jp.todoke.channels.http.OutboundAddress;
import jp.todoke.channels.http.SignedPost;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.Campaigns;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The door to receivers of events, and the rounds that tell them. Thread-safe; any number of nodes.
 */
public final class Webhooks {

  private static final System.Logger LOG = System.getLogger(Webhooks.class.getName());
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Duration KEPT = Duration.ofDays(30);
  private static final int AT_A_TURN = 100;
  private static final List<Duration> WAITS =
      List.of(
          Duration.ofSeconds(10),
          Duration.ofMinutes(1),
          Duration.ofMinutes(5),
          Duration.ofMinutes(30),
          Duration.ofHours(2),
          Duration.ofHours(6));
  private static final int ATTEMPTS = 12;

  private static final String PENDING = "PENDING";
  private static final String HELD = "HELD";
  private static final String DONE = "DONE";
  private static final String FAILED = "FAILED";

  private static final Duration OVERLAP = Duration.ofSeconds(30);

  private volatile Instant lookedUntil = Instant.EPOCH;
  private final MongoCollection<Document> webhooks;
  private final MongoCollection<Document> deliveries;
  private final MongoCollection<Document> seen;
  private final Campaigns campaigns;
  private final int mostFailures;
  private final boolean allowInternal;
  private final SignedPost post;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /**
   * Opens the collections of this database and makes sure of their indexes.
   *
   * @param mostFailures in a row after which a receiver is not told any more
   * @param allowInternal whether receivers may stand in a private network
   */
  public Webhooks(
      MongoDatabase database,
      Campaigns campaigns,
      int mostFailures,
      boolean allowInternal,
      Clock clock) {
    this.webhooks = database.getCollection("webhooks");
    this.deliveries = database.getCollection("webhookDeliveries");
    this.seen = database.getCollection("webhookSeen");
    this.campaigns = campaigns;
    this.mostFailures = mostFailures;
    this.allowInternal = allowInternal;
    this.post = new SignedPost(TIMEOUT, allowInternal, clock);
    this.clock = clock;
    deliveries.createIndex(Indexes.ascending("status", "due"));
    deliveries.createIndex(Indexes.ascending("webhook"));
    deliveries.createIndex(Indexes.ascending("at"));
  }

  /** A receiver with the secret it has to know; shown once. */
  public record Created(Webhook webhook, String secret) {
    @Override
    public String toString() {
      return "Created[" + webhook.id() + "]";
    }
  }

  /**
   * One event on its way to one receiver.
   *
   * @param status {@code pending}, {@code done}, {@code failed} or {@code held}
   * @param answer the last status; 0 where there was none
   */
  public record Delivery(
      String id,
      String type,
      String campaign,
      String status,
      int attempts,
      int answer,
      Instant at) {}

  /** Whether events may be posted there at all. */
  public boolean allows(URI url) {
    boolean safe = allowInternal || "https".equals(url.getScheme());
    return safe && OutboundAddress.judge(url, allowInternal) != OutboundAddress.Verdict.FORBIDDEN;
  }

  /** Adds a receiver; it is told of what happens from now on. */
  public Created create(URI url, Set<String> events) {
    String id = "w-" + hex(8);
    String secret = hex(32);
    Instant now = clock.instant();
    webhooks.insertOne(
        new Document("_id", id)
            .append("url", url.toString())
            .append("events", List.copyOf(events))
            .append("secret", secret)
            .append("active", true)
            .append("failures", 0)
            .append("version", 1L)
            .append("createdAt", Date.from(now)));
    return new Created(find(id).orElseThrow(), secret);
  }

  private String hex(int bytes) {
    byte[] fresh = new byte[bytes];
    random.nextBytes(fresh);
    return HexFormat.of().formatHex(fresh);
  }

  /** The receiver of that id. */
  public Optional<Webhook> find(String id) {
    return Optional.ofNullable(webhooks.find(eq("_id", id)).first()).map(Webhooks::webhook);
  }

  /** Receivers by id. */
  public List<Webhook> page(String after, int limit) {
    return webhooks
        .find(gt("_id", after))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(Webhooks::webhook)
        .into(new ArrayList<>());
  }

  /** Changes a receiver; empty when it is no longer at that version. */
  public Optional<Webhook> edit(String id, URI url, Set<String> events, long expected) {
    return change(
        and(eq("_id", id), eq("version", expected)),
        Updates.combine(
            Updates.set("url", url.toString()),
            Updates.set("events", List.copyOf(events)),
            Updates.inc("version", 1L)));
  }

  /** Takes a receiver away; false when it is no longer at that version. */
  public boolean remove(String id, long expected) {
    boolean removed =
        webhooks.deleteOne(and(eq("_id", id), eq("version", expected))).getDeletedCount() == 1;
    if (removed) {
      deliveries.deleteMany(eq("webhook", id));
    }
    return removed;
  }

  /** Tells a receiver again, from what it missed; empty when there is none of this id. */
  public Optional<Webhook> activate(String id) {
    Optional<Webhook> active =
        change(
            eq("_id", id),
            Updates.combine(
                Updates.set("active", true),
                Updates.set("failures", 0),
                Updates.unset("disabledAt"),
                Updates.inc("version", 1L)));
    active.ifPresent(
        webhook ->
            deliveries.updateMany(
                and(eq("webhook", id), in("status", HELD, FAILED)),
                Updates.combine(
                    Updates.set("status", PENDING),
                    Updates.set("attempts", 0),
                    Updates.set("due", Date.from(clock.instant())))));
    return active;
  }

  /** What was told to a receiver in the last 30 days, the newest first. */
  public List<Delivery> deliveries(String id, int limit) {
    return deliveries
        .find(eq("webhook", id))
        .sort(Sorts.descending("at"))
        .limit(limit)
        .map(
            kept ->
                new Delivery(
                    kept.getString("_id"),
                    kept.getString("type"),
                    kept.getString("campaign"),
                    kept.getString("status").toLowerCase(Locale.ROOT),
                    kept.getInteger("attempts"),
                    kept.getInteger("answer", 0),
                    kept.getDate("at").toInstant()))
        .into(new ArrayList<>());
  }

  /** Receivers that were switched off by themselves, and when. */
  public Map<String, Instant> disabled() {
    Map<String, Instant> disabled = new TreeMap<>();
    for (Document kept : webhooks.find(eq("active", false))) {
      disabled.put(
          kept.getString("_id"),
          Optional.ofNullable(kept.getDate("disabledAt"))
              .map(Date::toInstant)
              .orElse(clock.instant()));
    }
    return disabled;
  }

  /** Looks what has become of the campaigns and tells it. Called again and again on every node. */
  public void round() {
    List<Webhook> told = webhooks.find().map(Webhooks::webhook).into(new ArrayList<>());
    if (told.isEmpty()) {
      return;
    }
    look(told);
    for (int turn = 0; turn < AT_A_TURN && tell(); turn++) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
    }
  }

  /** A campaign that was just changed may become visible a moment after a later one. */
  private void look(List<Webhook> told) {
    lookedUntil =
        campaigns.changedSince(lookedUntil.minus(OVERLAP), campaign -> note(campaign, told));
  }

  /** The events are written before the campaign counts as seen: told twice is better than never. */
  private void note(Campaign campaign, List<Webhook> told) {
    String status = campaign.status().name().toLowerCase(Locale.ROOT);
    Document before = seen.find(eq("_id", campaign.id())).first();
    if (before != null && status.equals(before.getString("status"))) {
      return;
    }
    for (Webhook webhook : told) {
      boolean since = before != null || !campaign.created().at().isBefore(webhook.createdAt());
      if (since && webhook.hears(status)) {
        queue(webhook, campaign, status);
      }
    }
    seen.updateOne(
        eq("_id", campaign.id()), Updates.set("status", status), new UpdateOptions().upsert(true));
  }

  private void queue(Webhook webhook, Campaign campaign, String status) {
    Instant now = clock.instant();
    String event = campaign.id() + ":" + campaign.version() + ":" + status;
    ObjectNode body =
        Json.mapper()
            .createObjectNode()
            .put("id", event)
            .put("type", "campaign." + status)
            .put("at", now.toString());
    body.putObject("campaign")
        .put("id", campaign.id())
        .put("status", status)
        .put("title", campaign.draft().title())
        .put("selected", campaign.selected().orElse(0L));
    try {
      deliveries.insertOne(
          new Document("_id", webhook.id() + ":" + event)
              .append("webhook", webhook.id())
              .append("campaign", campaign.id())
              .append("type", "campaign." + status)
              .append("event", event)
              .append("body", body.toString())
              .append("status", webhook.active() ? PENDING : HELD)
              .append("attempts", 0)
              .append("due", Date.from(now))
              .append("at", Date.from(now)));
    } catch (MongoWriteException known) {
      if (known.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw known;
      }
    }
  }

  /** Tells one event; false when none is due. */
  private boolean tell() {
    Instant now = clock.instant();
    Document due =
        deliveries.findOneAndUpdate(
            and(eq("status", PENDING), lte("due", Date.from(now))),
            Updates.combine(
                Updates.set("due", Date.from(now.plus(LEASE))), Updates.inc("attempts", 1)),
            new FindOneAndUpdateOptions()
                .sort(Sorts.ascending("due"))
                .returnDocument(ReturnDocument.AFTER));
    if (due == null) {
      return false;
    }
    Document receiver = webhooks.find(eq("_id", due.getString("webhook"))).first();
    if (receiver == null) {
      deliveries.deleteOne(eq("_id", due.getString("_id")));
    } else if (!receiver.getBoolean("active", false)) {
      set(due, Updates.set("status", HELD));
    } else {
      settle(
          due,
          receiver,
          post.post(
              URI.create(receiver.getString("url")),
              receiver.getString("secret"),
              due.getString("event"),
              due.getString("body")));
    }
    return true;
  }

  private void settle(Document due, Document receiver, SignedPost.Answer answer) {
    int status = answer instanceof SignedPost.Answer.Status said ? said.code() : 0;
    Bson heard = Updates.set("answer", status);
    // 409: it was taken before, and only the answer was lost.
    if (status / 100 == 2 || status == 409) {
      set(due, Updates.combine(heard, Updates.set("status", DONE)));
      webhooks.updateOne(eq("_id", receiver.getString("_id")), Updates.set("failures", 0));
      return;
    }
    int attempts = due.getInteger("attempts");
    if (attempts >= ATTEMPTS) {
      set(due, Updates.combine(heard, Updates.set("status", FAILED)));
    } else {
      Duration wait = WAITS.get(Math.min(attempts, WAITS.size()) - 1);
      set(due, Updates.combine(heard, Updates.set("due", Date.from(clock.instant().plus(wait)))));
    }
    failed(receiver.getString("_id"));
  }

  private void set(Document due, Bson change) {
    deliveries.updateOne(eq("_id", due.getString("_id")), change);
  }

  private void failed(String id) {
    Optional<Webhook> counted = change(eq("_id", id), Updates.inc("failures", 1));
    if (counted.filter(it -> it.active() && it.failures() >= mostFailures).isPresent()) {
      webhooks.updateOne(
          eq("_id", id),
          Updates.combine(
              Updates.set("active", false), Updates.set("disabledAt", Date.from(clock.instant()))));
      LOG.log(System.Logger.Level.ERROR, "webhook {0} is not told any more", id);
    }
  }

  /** Forgets what was told 30 days ago or earlier; says how many went. */
  public long forgetOld() {
    return deliveries
        .deleteMany(lt("at", Date.from(clock.instant().minus(KEPT))))
        .getDeletedCount();
  }

  private Optional<Webhook> change(Bson filter, Bson change) {
    return Optional.ofNullable(
            webhooks.findOneAndUpdate(
                filter, change, new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
        .map(Webhooks::webhook);
  }

  private static Webhook webhook(Document kept) {
    return new Webhook(
        kept.getString("_id"),
        URI.create(kept.getString("url")),
        new HashSet<>(kept.getList("events", String.class)),
        kept.getBoolean("active", false),
        kept.getInteger("failures", 0),
        Optional.ofNullable(kept.getDate("disabledAt")).map(Date::toInstant),
        kept.getLong("version"),
        kept.getDate("createdAt").toInstant());
  }
}
