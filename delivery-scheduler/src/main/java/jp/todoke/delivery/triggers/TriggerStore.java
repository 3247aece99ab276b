package jp.todoke.delivery.triggers;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.triggers.Trigger.Status;
import jp.todoke.delivery.wording.Values;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/** The collection {@code triggers}. */
final class TriggerStore {

  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  private final MongoCollection<Document> triggers;

  TriggerStore(MongoDatabase database) {
    triggers = database.getCollection("triggers");
  }

  boolean insert(Trigger trigger) {
    try {
      triggers.insertOne(document(trigger));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  Optional<Trigger> find(String id) {
    return Optional.ofNullable(triggers.find(eq("_id", id)).first()).map(TriggerStore::trigger);
  }

  List<Trigger> page(String after, int limit) {
    return list(gt("_id", after), limit);
  }

  List<Trigger> active() {
    return list(eq("status", Status.ACTIVE.name()), 0);
  }

  private List<Trigger> list(Bson filter, int limit) {
    return triggers
        .find(filter)
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(TriggerStore::trigger)
        .into(new ArrayList<>());
  }

  /** Moves on a trigger that is still in that state; empty when it is not. */
  Optional<Trigger> move(String id, Status from, Status to, String part, Mark mark) {
    return Optional.ofNullable(
            triggers.findOneAndUpdate(
                and(eq("_id", id), eq("status", from.name())),
                Updates.combine(
                    Updates.set("status", to.name()), Updates.set(part, document(mark))),
                AFTER))
        .map(TriggerStore::trigger);
  }

  /** Keeps the first of two approvals; empty when it was given, or the trigger moved on. */
  Optional<Trigger> firstApproved(String id, Mark mark) {
    return Optional.ofNullable(
            triggers.findOneAndUpdate(
                and(
                    eq("_id", id),
                    eq("status", Status.CREATED.name()),
                    exists("firstApproved", false)),
                Updates.set("firstApproved", document(mark)),
                AFTER))
        .map(TriggerStore::trigger);
  }

  void watching(String id, Instant since) {
    triggers.updateOne(
        and(eq("_id", id), exists("watchingSince", false)),
        Updates.set("watchingSince", Date.from(since)));
  }

  private static Document document(Mark mark) {
    return new Document("by", mark.by()).append("at", Date.from(mark.at()));
  }

  private static Document document(When when) {
    return switch (when) {
      case When.Enters enters -> new Document("kind", "enters");
      case When.Days(String attribute, int days, boolean yearly) ->
          new Document("kind", "days")
              .append("attribute", attribute)
              .append("days", days)
              .append("yearly", yearly);
      case When.NewContent content -> new Document("kind", "newContent");
      case When.Event(String type) -> new Document("kind", "event").append("type", type);
    };
  }

  private static When when(Document document) {
    return switch (document.getString("kind")) {
      case "enters" -> new When.Enters();
      case "days" ->
          new When.Days(
              document.getString("attribute"),
              document.getInteger("days"),
              document.getBoolean("yearly", false));
      case "newContent" -> new When.NewContent();
      case "event" -> new When.Event(document.getString("type"));
      default -> throw new IllegalStateException("unknown kind of trigger");
    };
  }

  private static Document document(Trigger trigger) {
    TriggerDraft draft = trigger.draft();
    Document document =
        new Document("_id", trigger.id())
            .append("status", trigger.status().name())
            .append("title", draft.title())
            .append("when", document(draft.when()))
            .append("segmentId", draft.segmentId())
            .append("segmentVersion", draft.segmentVersion())
            .append("templateId", draft.templateId())
            .append("templateVersion", draft.templateVersion())
            .append("routes", draft.routes().stream().map(Route::name).sorted().toList())
            .append("topic", draft.topic())
            .append("values", Values.write(draft.values()))
            .append("contentHash", trigger.contentHash())
            .append("created", document(trigger.created()));
    draft.usefulFor().ifPresent(time -> document.append("usefulForSeconds", time.toSeconds()));
    return document;
  }

  private static Trigger trigger(Document document) {
    Set<Route> routes = EnumSet.noneOf(Route.class);
    document.getList("routes", String.class).forEach(name -> routes.add(Route.valueOf(name)));
    return new Trigger(
        document.getString("_id"),
        new TriggerDraft(
            document.getString("title"),
            when(document.get("when", Document.class)),
            document.getString("segmentId"),
            document.getInteger("segmentVersion"),
            document.getString("templateId"),
            document.getInteger("templateVersion"),
            routes,
            document.getString("topic"),
            Values.read(document.getString("values")),
            Optional.ofNullable(document.getLong("usefulForSeconds")).map(Duration::ofSeconds)),
        document.getString("contentHash"),
        Status.valueOf(document.getString("status")),
        mark(document.get("created", Document.class)).orElseThrow(),
        mark(document.get("firstApproved", Document.class)),
        mark(document.get("approved", Document.class)),
        mark(document.get("stopped", Document.class)),
        Optional.ofNullable(document.getDate("watchingSince")).map(Date::toInstant));
  }

  private static Optional<Mark> mark(@Nullable Document document) {
    return Optional.ofNullable(document)
        .map(kept -> new Mark(kept.getString("by"), kept.getDate("at").toInstant()));
  }
}
