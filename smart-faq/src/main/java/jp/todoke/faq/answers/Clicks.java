package jp.todoke.faq.answers;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Which answers people opened, and after which question.
 *
 * <p>Owns {@code faqClicks}: a document a day for each answer ({@code kind}, {@code of}, {@code
 * day}, {@code count}; {@code question} is empty) and one for each question and answer ({@code
 * question} scrubbed, as in the question log). A person counts once a day in each; who it was is a
 * hash under a secret of the day ({@code by}) that is taken away with the day.
 */
public final class Clicks {

  private static final String COUNT = "count";
  private static final String BY = "by";
  private static final String QUESTION = "question";
  private static final int MOST_A_DAY = 200;
  private static final int MARK = 20;

  private final MongoCollection<Document> clicks;
  private final MongoCollection<Document> marks;
  private final DaySecret secret;
  private final Clock clock;

  /** Uses the database's collection. */
  public Clicks(MongoDatabase database, Clock clock) {
    this.clicks = database.getCollection("faqClicks");
    this.marks = database.getCollection(DaySecret.COLLECTION);
    this.secret = new DaySecret(marks);
    this.clock = clock;
  }

  /** How often an answer was opened. */
  public record Opened(AnswerKind kind, String id, long count) {}

  /** Which answers were opened after a question, asked so three times or more. */
  public record Followed(String question, List<Opened> opened) {

    /** Keeps its own copy. */
    public Followed {
      opened = List.copyOf(opened);
    }
  }

  /**
   * Counts that somebody opened an answer.
   *
   * @param question what they had asked; empty where nothing
   * @param client whoever it is, in any stable form; never kept
   * @return whether it was taken; not where they opened enough for one day
   */
  public boolean open(AnswerKind kind, String id, String question, String client) {
    LocalDate day = DaySecret.day(clock.instant());
    String person = secret.hash(day, "click:" + client);
    Document said =
        Objects.requireNonNull(
            marks.findOneAndUpdate(
                Filters.eq(person),
                Updates.combine(Updates.inc(COUNT, 1), Updates.setOnInsert("day", day.toString())),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
    if (said.getInteger(COUNT, 0) > MOST_A_DAY) {
      return false;
    }
    count(kind, id, "", day, person);
    String clean = Scrubber.scrub(question);
    if (!clean.isEmpty()) {
      count(kind, id, clean, day, person);
    }
    return true;
  }

  private void count(AnswerKind kind, String id, String question, LocalDate day, String person) {
    String of = day + ":" + kind + ":" + DaySecret.sha256(id + "\n" + question);
    String mark = secret.hash(day, person + of).substring(0, MARK);
    try {
      clicks.updateOne(
          Filters.and(Filters.eq(of), Filters.ne(BY, mark)),
          Updates.combine(
              Updates.setOnInsert("kind", kind.name()),
              Updates.setOnInsert("of", id),
              Updates.setOnInsert(QUESTION, question),
              Updates.setOnInsert("day", day.toString()),
              Updates.push(BY, mark),
              Updates.inc(COUNT, 1)),
          new UpdateOptions().upsert(true));
    } catch (MongoWriteException e) {
      // The same person was counted here today.
      if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw e;
      }
    }
  }

  /** How often each answer was opened, from one day to another, both inclusive, Asia/Tokyo. */
  public List<Opened> opened(LocalDate from, LocalDate to) {
    return sums(Filters.and(during(from, to), Filters.eq(QUESTION, "")))
        .getOrDefault("", List.of());
  }

  /**
   * What was opened after which question, in the order of questions; only questions after which
   * something was opened three times or more.
   */
  public List<Followed> followed(LocalDate from, LocalDate to) {
    return sums(Filters.and(during(from, to), Filters.gt(QUESTION, ""))).entrySet().stream()
        .filter(one -> one.getValue().stream().mapToLong(Opened::count).sum() >= FaqReports.FEWEST)
        .map(one -> new Followed(one.getKey(), one.getValue()))
        .toList();
  }

  private Map<String, List<Opened>> sums(Bson which) {
    Map<String, Map<String, Opened>> sums = new TreeMap<>();
    for (Document row : clicks.find(which)) {
      Opened one =
          new Opened(
              AnswerKind.valueOf(row.getString("kind")),
              row.getString("of"),
              row.getInteger(COUNT, 0));
      sums.computeIfAbsent(row.getString(QUESTION), question -> new HashMap<>())
          .merge(
              one.kind() + ":" + one.id(),
              one,
              (a, b) -> new Opened(a.kind(), a.id(), a.count() + b.count()));
    }
    Map<String, List<Opened>> sorted = new TreeMap<>();
    sums.forEach(
        (question, opened) -> {
          List<Opened> most = new ArrayList<>(opened.values());
          most.sort(
              Comparator.comparingLong(Opened::count)
                  .reversed()
                  .thenComparing(Opened::kind)
                  .thenComparing(Opened::id));
          sorted.put(question, most);
        });
    return sorted;
  }

  private static Bson during(LocalDate from, LocalDate to) {
    return Filters.and(Filters.gte("day", from.toString()), Filters.lte("day", to.toString()));
  }

  /** Takes away who opened what on days gone by, and questions before an instant. */
  public void forget(Instant questionsBefore) {
    String today = DaySecret.day(clock.instant()).toString();
    clicks.updateMany(Filters.and(Filters.lt("day", today), Filters.exists(BY)), Updates.unset(BY));
    clicks.deleteMany(
        Filters.and(
            Filters.gt(QUESTION, ""),
            Filters.lt("day", DaySecret.day(questionsBefore).toString())));
  }
}
