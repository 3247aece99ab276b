package jp.todoke.delivery.notices;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Filters.ne;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.notices.Notice.Status;
import jp.todoke.delivery.wording.Values;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The collection {@code notices}; {@code queued} is false between approval and queue, {@code
 * takingBack} true from a withdrawal until nobody can be sending it any more.
 */
final class NoticeStore {

  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

  private final MongoCollection<Document> notices;

  NoticeStore(MongoDatabase database) {
    notices = database.getCollection("notices");
    notices.createIndex(Indexes.ascending("queued"));
    notices.createIndex(Indexes.ascending("takingBack"));
    notices.createIndex(Indexes.ascending("nextStepAt"));
  }

  boolean insert(Notice notice) {
    try {
      notices.insertOne(document(notice));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  Optional<Notice> find(String id) {
    return Optional.ofNullable(notices.find(eq("_id", id)).first()).map(NoticeStore::notice);
  }

  List<Notice> page(String after, int limit) {
    return notices
        .find(gt("_id", after))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(NoticeStore::notice)
        .into(new ArrayList<>());
  }

  /** Withdrawn notices of which something may still be under way. */
  List<Notice> notTakenBack() {
    return notices.find(eq("takingBack", true)).map(NoticeStore::notice).into(new ArrayList<>());
  }

  /** Approved notices that may not be in the queue yet. */
  List<Notice> notQueued() {
    return notices.find(eq("queued", false)).map(NoticeStore::notice).into(new ArrayList<>());
  }

  Optional<Notice> approve(String id, Mark approved) {
    return change(
        and(eq("_id", id), eq("status", Status.CREATED.name())),
        Updates.combine(
            Updates.set("status", Status.APPROVED.name()),
            Updates.set("approved", document(approved)),
            Updates.set("queued", false)));
  }

  /**
   * Withdraws it whatever became of it; it is taken back from where it is until {@link #takenBack}.
   */
  Optional<Notice> withdraw(String id, Notice.Withdrawal withdrawal) {
    return change(
        and(eq("_id", id), ne("status", Status.WITHDRAWN.name())),
        Updates.combine(
            Updates.set("status", Status.WITHDRAWN.name()),
            Updates.set(
                "withdrawn", document(withdrawal.mark()).append("reason", withdrawal.reason())),
            Updates.set("takingBack", true),
            Updates.unset("nextStepAt")));
  }

  void takenBack(String id) {
    notices.updateOne(eq("_id", id), Updates.unset("takingBack"));
  }

  void queued(String id) {
    notices.updateOne(eq("_id", id), Updates.unset("queued"));
  }

  /**
   * Sets when the step of that number is due, unless a later one is set already.
   *
   * @param due empty when nothing comes after it
   */
  boolean awaits(String id, int step, Optional<Instant> due, Optional<Notice.Taken> taken) {
    List<Bson> changes = new ArrayList<>();
    changes.add(Updates.set("step", step));
    changes.add(
        due.map(at -> Updates.set("nextStepAt", Date.from(at)))
            .orElseGet(() -> Updates.unset("nextStepAt")));
    taken.ifPresent(
        one ->
            changes.add(
                Updates.push(
                    "taken",
                    new Document("to", one.to().name()).append("at", Date.from(one.at())))));
    Bson before = step == 0 ? exists("step", false) : eq("step", step - 1);
    return notices
            .updateOne(
                and(eq("_id", id), eq("status", Status.APPROVED.name()), before),
                Updates.combine(changes))
            .getMatchedCount()
        == 1;
  }

  /** No further step is needed. */
  void settled(String id) {
    notices.updateOne(eq("_id", id), Updates.unset("nextStepAt"));
  }

  /** Notices with a step that is due, and its number. */
  Map<String, Integer> stepsDue(Instant now, int most) {
    Map<String, Integer> due = new LinkedHashMap<>();
    notices
        .find(and(exists("nextStepAt"), lte("nextStepAt", Date.from(now))))
        .sort(Sorts.ascending("nextStepAt"))
        .limit(most)
        .forEach(found -> due.put(found.getString("_id"), found.getInteger("step")));
    return due;
  }

  /** Keeps the first download. */
  Optional<Notice> downloaded(String id, Instant at) {
    return change(
            and(eq("_id", id), ne("status", Status.WITHDRAWN.name())),
            Updates.min("downloadedAt", Date.from(at)))
        .or(() -> find(id));
  }

  /** Keeps the times of the inbox; the first of each wins. */
  Optional<Notice> read(String id, Optional<Instant> openedAt, Optional<Instant> acknowledgedAt) {
    List<Bson> times = new ArrayList<>();
    openedAt.ifPresent(at -> times.add(Updates.min("openedAt", Date.from(at))));
    acknowledgedAt.ifPresent(at -> times.add(Updates.min("acknowledgedAt", Date.from(at))));
    return times.isEmpty() ? find(id) : change(eq("_id", id), Updates.combine(times));
  }

  private Optional<Notice> change(Bson filter, Bson change) {
    return Optional.ofNullable(notices.findOneAndUpdate(filter, change, AFTER))
        .map(NoticeStore::notice);
  }

  private static Document document(Mark mark) {
    return new Document("by", mark.by()).append("at", Date.from(mark.at()));
  }

  private static Document document(Notice notice) {
    NoticeDraft draft = notice.draft();
    return new Document("_id", notice.id())
        .append("status", notice.status().name())
        .append("commonId", draft.commonId())
        .append("templateId", draft.templateId())
        .append("templateVersion", draft.templateVersion())
        .append("values", Values.write(draft.values()))
        .append("sensitive", draft.sensitive())
        .append("routes", draft.routes().stream().map(Route::name).sorted().toList())
        .append(
            "fallback",
            draft.fallback().stream()
                .map(
                    step ->
                        new Document("to", step.to().name())
                            .append("after", step.after().toString()))
                .toList())
        .append("contentHash", notice.contentHash())
        .append("created", document(notice.created()));
  }

  private static Notice notice(Document document) {
    Set<Route> routes = EnumSet.noneOf(Route.class);
    document.getList("routes", String.class).forEach(name -> routes.add(Route.valueOf(name)));
    return new Notice(
        document.getString("_id"),
        new NoticeDraft(
            document.getString("commonId"),
            document.getString("templateId"),
            document.getInteger("templateVersion"),
            Values.read(document.getString("values")),
            document.getBoolean("sensitive", false),
            routes,
            document.getList("fallback", Document.class, List.of()).stream()
                .map(
                    step ->
                        new FallbackStep(
                            FallbackStep.To.valueOf(step.getString("to")),
                            Duration.parse(step.getString("after"))))
                .toList()),
        document.getString("contentHash"),
        Status.valueOf(document.getString("status")),
        mark(document.get("created", Document.class)).orElseThrow(),
        mark(document.get("approved", Document.class)),
        Optional.ofNullable(document.getDate("openedAt")).map(Date::toInstant),
        Optional.ofNullable(document.getDate("downloadedAt")).map(Date::toInstant),
        Optional.ofNullable(document.getDate("acknowledgedAt")).map(Date::toInstant),
        document.getList("taken", Document.class, List.of()).stream()
            .map(
                step ->
                    new Notice.Taken(
                        FallbackStep.To.valueOf(step.getString("to")),
                        step.getDate("at").toInstant()))
            .toList(),
        Optional.ofNullable(document.get("withdrawn", Document.class))
            .map(
                kept -> new Notice.Withdrawal(mark(kept).orElseThrow(), kept.getString("reason"))));
  }

  private static Optional<Mark> mark(@Nullable Document document) {
    return Optional.ofNullable(document)
        .map(kept -> new Mark(kept.getString("by"), kept.getDate("at").toInstant()));
  }
}
