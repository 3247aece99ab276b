package jp.todoke.delivery.campaigns;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.wording.Values;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The collection {@code campaigns}. Beside the campaign a document holds the marks of the way into
 * the ledger: {@code freezeUntil} and {@code freezeFence} (who may freeze), {@code opened} (its
 * chunks may be taken), {@code settled} (nothing of a stopped one is left).
 */
final class CampaignStore {

  private static final String CHANGED_AT = "changedAt";
  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  /** One more version, by the database's own clock: nodes look for what changed by it. */
  private static final Bson COUNTED =
      Updates.combine(Updates.inc("version", 1L), Updates.currentDate(CHANGED_AT));

  private final MongoCollection<Document> campaigns;

  CampaignStore(MongoDatabase database) {
    campaigns = database.getCollection("campaigns");
    campaigns.createIndex(Indexes.ascending("status"));
    campaigns.createIndex(Indexes.ascending(CHANGED_AT));
  }

  /** A campaign whose audience this caller may freeze, by the fencing token. */
  record Freezing(Campaign campaign, long fence) {}

  boolean insert(Campaign campaign) {
    Document document =
        new Document("_id", campaign.id())
            .append("version", campaign.version())
            .append("status", campaign.status().name())
            .append("draft", document(campaign.draft()))
            .append("created", document(campaign.created()))
            .append("edited", document(campaign.edited()));
    try {
      campaigns.insertOne(document);
      campaigns.updateOne(eq("_id", campaign.id()), Updates.currentDate(CHANGED_AT));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  Optional<Campaign> find(String id) {
    return Optional.ofNullable(campaigns.find(eq("_id", id)).first()).map(CampaignStore::campaign);
  }

  boolean is(String id, Campaign.Status status) {
    return campaigns
            .find(and(eq("_id", id), eq("status", status.name())))
            .projection(Projections.include("_id"))
            .first()
        != null;
  }

  List<Campaign> page(String after, int limit) {
    return campaigns
        .find(gt("_id", after))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(CampaignStore::campaign)
        .into(new ArrayList<>());
  }

  /**
   * Hands over the campaigns that changed since a moment, by the database's clock.
   *
   * @return when the last of them changed; {@code since} where none did
   */
  Instant changedSince(Instant since, Consumer<Campaign> taker) {
    Instant last = since;
    for (Document document :
        campaigns.find(gte(CHANGED_AT, Date.from(since))).sort(Sorts.ascending(CHANGED_AT))) {
      taker.accept(campaign(document));
      last = document.getDate(CHANGED_AT).toInstant();
    }
    return last;
  }

  /** The campaigns of a status with a mark not yet set. */
  List<Campaign> lacking(Status status, String mark) {
    return campaigns
        .find(and(eq("status", status.name()), eq(mark, false)))
        .map(CampaignStore::campaign)
        .into(new ArrayList<>());
  }

  List<Campaign> waiting(Instant before) {
    return campaigns
        .find(and(eq("status", Status.APPROVED.name()), lte("startAt", Date.from(before))))
        .map(CampaignStore::campaign)
        .into(new ArrayList<>());
  }

  /** Emergencies that nobody reviewed yet, also those that have not begun. */
  List<Campaign> notReviewed() {
    return campaigns
        .find(and(eq("draft.emergency", true), exists("reviewed", false)))
        .sort(Sorts.ascending("_id"))
        .map(CampaignStore::campaign)
        .into(new ArrayList<>());
  }

  void note(String id, Bson change) {
    campaigns.updateOne(eq("_id", id), change);
  }

  List<Campaign> opened() {
    return campaigns
        .find(and(eq("status", Status.SENDING.name()), eq("opened", true)))
        .map(CampaignStore::campaign)
        .into(new ArrayList<>());
  }

  /** Changes a campaign that is still as it was read; empty when it is not. */
  Optional<Campaign> change(Campaign read, Bson... changes) {
    return Optional.ofNullable(
            campaigns.findOneAndUpdate(
                and(eq("_id", read.id()), eq("version", read.version())),
                Updates.combine(Updates.combine(changes), COUNTED),
                AFTER))
        .map(CampaignStore::campaign);
  }

  static Bson draft(CampaignDraft draft, Mark edited) {
    return Updates.combine(
        Updates.set("status", Status.DRAFT.name()),
        Updates.set("draft", document(draft)),
        Updates.set("edited", document(edited)),
        Updates.unset("submission"),
        Updates.unset("firstApproved"),
        Updates.unset("approved"),
        Updates.unset("startAt"));
  }

  static Bson submission(Campaign.Submission submission) {
    return Updates.combine(
        Updates.set("status", Status.SUBMITTED.name()),
        Updates.set(
            "submission",
            document(submission.mark())
                .append("contentHash", submission.contentHash())
                .append("selected", submission.selected())));
  }

  static Bson firstApproval(Mark approved) {
    return Updates.set("firstApproved", document(approved));
  }

  static Bson review(Mark reviewed) {
    return Updates.set("reviewed", document(reviewed));
  }

  static Bson tested(Mark mark, Route route, long accepted) {
    return Updates.push(
        "testSends", document(mark).append("route", route.name()).append("accepted", accepted));
  }

  static Bson approval(Mark approved, Instant startAt) {
    return Updates.combine(
        Updates.set("status", Status.APPROVED.name()),
        Updates.set("approved", document(approved)),
        Updates.set("startAt", Date.from(startAt)),
        Updates.set("freezeUntil", Date.from(Instant.EPOCH)),
        Updates.set("freezeFence", 0L));
  }

  static Bson stop(Mark stopped) {
    return Updates.combine(
        Updates.set("status", Status.STOPPED.name()),
        Updates.set("stopped", document(stopped)),
        Updates.set("settled", false));
  }

  static Bson decision(boolean resend, Mark mark) {
    return Updates.push(
        "unknownDecisions", document(mark).append("choice", resend ? "RESEND" : "LEAVE"));
  }

  Optional<Freezing> claimFreezing(Instant now, Instant until) {
    return Optional.ofNullable(
            campaigns.findOneAndUpdate(
                and(
                    eq("status", Status.APPROVED.name()),
                    lte("startAt", Date.from(now)),
                    lte("freezeUntil", Date.from(now))),
                Updates.combine(
                    Updates.set("freezeUntil", Date.from(until)), Updates.inc("freezeFence", 1L)),
                new FindOneAndUpdateOptions()
                    .sort(
                        Sorts.orderBy(
                            Sorts.descending("draft.emergency"), Sorts.ascending("startAt")))
                    .returnDocument(ReturnDocument.AFTER)))
        .map(document -> new Freezing(campaign(document), document.getLong("freezeFence")));
  }

  boolean renew(Freezing freezing, Instant until) {
    return freeze(freezing, Updates.set("freezeUntil", Date.from(until)));
  }

  boolean begin(Freezing freezing, long selected) {
    return freeze(
        freezing,
        Updates.combine(
            Updates.set("status", Status.SENDING.name()),
            Updates.set("selected", selected),
            Updates.set("opened", false),
            COUNTED));
  }

  boolean expire(Freezing freezing) {
    return freeze(freezing, Updates.combine(Updates.set("status", Status.EXPIRED.name()), COUNTED));
  }

  boolean abandon(Freezing freezing, Mark stopped) {
    return freeze(freezing, Updates.combine(stop(stopped), COUNTED));
  }

  private boolean freeze(Freezing freezing, Bson change) {
    return campaigns
            .updateOne(
                and(
                    eq("_id", freezing.campaign().id()),
                    eq("status", Status.APPROVED.name()),
                    eq("freezeFence", freezing.fence())),
                change)
            .getMatchedCount()
        == 1;
  }

  void set(String id, String mark) {
    campaigns.updateOne(eq("_id", id), Updates.set(mark, true));
  }

  boolean sent(String id, Instant at) {
    return campaigns
            .updateOne(
                and(eq("_id", id), eq("status", Status.SENDING.name())),
                Updates.combine(
                    Updates.set("status", Status.SENT.name()),
                    Updates.set("sentAt", Date.from(at)),
                    COUNTED))
            .getMatchedCount()
        == 1;
  }

  private static Document document(Mark mark) {
    return new Document("by", mark.by()).append("at", Date.from(mark.at()));
  }

  private static Document document(CampaignDraft draft) {
    Document document =
        new Document("title", draft.title())
            .append("templateId", draft.templateId())
            .append("templateVersion", draft.templateVersion())
            .append("segmentId", draft.segmentId())
            .append("segmentVersion", draft.segmentVersion())
            .append("routes", draft.routes().stream().map(Route::name).sorted().toList())
            .append("values", Values.write(draft.values()))
            .append("topic", draft.topic())
            .append("emergency", draft.emergency());
    draft.sendAt().ifPresent(at -> document.append("sendAt", Date.from(at)));
    draft.usefulUntil().ifPresent(at -> document.append("usefulUntil", Date.from(at)));
    return document;
  }

  private static CampaignDraft draft(Document document) {
    Set<Route> routes = EnumSet.noneOf(Route.class);
    document.getList("routes", String.class).forEach(name -> routes.add(Route.valueOf(name)));
    return new CampaignDraft(
        document.getString("title"),
        document.getString("templateId"),
        document.getInteger("templateVersion"),
        document.getString("segmentId"),
        document.getInteger("segmentVersion"),
        routes,
        Values.read(document.getString("values")),
        Optional.ofNullable(document.getDate("sendAt")).map(Date::toInstant),
        Optional.ofNullable(document.getDate("usefulUntil")).map(Date::toInstant),
        document.get("topic", CampaignDraft.GENERAL),
        document.getBoolean("emergency", false));
  }

  private static Campaign campaign(Document document) {
    return new Campaign(
        document.getString("_id"),
        document.getLong("version"),
        draft(document.get("draft", Document.class)),
        Status.valueOf(document.getString("status")),
        mark(document.get("created", Document.class)).orElseThrow(),
        mark(document.get("edited", Document.class)).orElseThrow(),
        Optional.ofNullable(document.get("submission", Document.class))
            .map(
                submission ->
                    new Campaign.Submission(
                        mark(submission).orElseThrow(),
                        submission.getString("contentHash"),
                        submission.getLong("selected"))),
        mark(document.get("firstApproved", Document.class)),
        mark(document.get("approved", Document.class)),
        mark(document.get("stopped", Document.class)),
        Optional.ofNullable(document.getLong("selected")),
        mark(document.get("reviewed", Document.class)));
  }

  private static Optional<Mark> mark(@Nullable Document document) {
    return Optional.ofNullable(document)
        .map(kept -> new Mark(kept.getString("by"), kept.getDate("at").toInstant()));
  }
}
