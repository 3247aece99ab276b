package jp.todoke.faq.answers;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.bson.Document;

/**
 * What people think of answers, programs and contents: one tap, and a few words where they like.
 *
 * <p>Owns {@code opinions} (counts a day), {@code opinionTexts} and {@code opinionMarks}. Who said
 * it is never kept: a mark is a hash under a secret of the day that is forgotten with the day, so
 * that one person counts once for one thing a day and nobody can tell afterwards who it was.
 */
public final class Opinions {

  /** Characters an opinion may have. */
  public static final int LONGEST = 500;

  private static final int MOST_A_DAY = 30;
  private static final String BY = "by";

  /** Hexadecimal digits of a mark: two of a day's raters of one thing never have the same. */
  private static final int MARK = 20;

  private final MongoCollection<Document> counts;
  private final MongoCollection<Document> texts;
  private final MongoCollection<Document> marks;
  private final DaySecret secret;
  private final Clock clock;

  /** Uses the database's collections. */
  public Opinions(MongoDatabase database, Clock clock) {
    counts = database.getCollection("opinions");
    texts = database.getCollection("opinionTexts");
    marks = database.getCollection(DaySecret.COLLECTION);
    secret = new DaySecret(marks);
    this.clock = clock;
  }

  /** What an opinion is about. */
  public enum Subject {
    /** An entry of the FAQ. */
    FAQ,
    /** A program. */
    PROGRAM,
    /** A content. */
    CONTENT
  }

  /** What became of an opinion. */
  public enum Taken {
    /** It counts. */
    COUNTED,
    /** The same person said so today; nothing was counted. */
    AGAIN,
    /** The same person said enough for one day. */
    TOO_MANY
  }

  /** Opinions on one thing. */
  public record Count(Subject subject, String id, long useful, long notUseful) {}

  /** What somebody wrote, numbers and addresses taken out. */
  public record Text(Subject subject, String id, boolean useful, String text, LocalDate day) {}

  /**
   * Takes an opinion.
   *
   * @param text up to {@value #LONGEST} characters; empty for none
   * @param client whoever it is, in any stable form; never kept
   */
  public Taken say(Subject subject, String id, boolean useful, String text, String client) {
    LocalDate day = DaySecret.day(clock.instant());
    String person = secret.hash(day, client);
    String thing = subject + ":" + id + ":" + day;
    String mark = secret.hash(day, person + ":" + thing).substring(0, MARK);
    if (counts.find(Filters.and(Filters.eq(thing), Filters.eq(BY, mark))).first() != null) {
      return Taken.AGAIN;
    }
    Document said =
        Objects.requireNonNull(
            marks.findOneAndUpdate(
                Filters.eq(person),
                Updates.combine(
                    Updates.inc("count", 1), Updates.setOnInsert("day", day.toString())),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
    if (said.getInteger("count", 0) > MOST_A_DAY) {
      return Taken.TOO_MANY;
    }
    String clean = Scrubber.scrub(text, LONGEST);
    if (!clean.isEmpty()) {
      // Before the count, under an id of its own: a repeat after a failure writes the same again.
      texts.replaceOne(
          Filters.eq(secret.hash(day, "text:" + person + ":" + thing)),
          new Document("subject", subject.name())
              .append("of", id)
              .append("day", day.toString())
              .append("at", Date.from(clock.instant()))
              .append("useful", useful)
              .append("text", clean),
          new ReplaceOptions().upsert(true));
    }
    try {
      // One write counts and marks: what failed can be said again, what counted cannot.
      counts.updateOne(
          Filters.and(Filters.eq(thing), Filters.ne(BY, mark)),
          Updates.combine(
              Updates.setOnInsert("subject", subject.name()),
              Updates.setOnInsert("of", id),
              Updates.setOnInsert("day", day.toString()),
              Updates.push(BY, mark),
              Updates.inc(useful ? "useful" : "notUseful", 1)),
          new UpdateOptions().upsert(true));
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return Taken.AGAIN;
      }
      throw e;
    }
    return Taken.COUNTED;
  }

  /** Opinions by thing, from one day to another, both inclusive, Asia/Tokyo. */
  public List<Count> counts(LocalDate from, LocalDate to) {
    Map<String, Count> sums = new TreeMap<>();
    for (Document row :
        counts.find(
            Filters.and(Filters.gte("day", from.toString()), Filters.lte("day", to.toString())))) {
      Count one =
          new Count(
              Subject.valueOf(row.getString("subject")),
              row.getString("of"),
              row.getInteger("useful", 0),
              row.getInteger("notUseful", 0));
      sums.merge(
          one.subject() + ":" + one.id(),
          one,
          (a, b) ->
              new Count(
                  a.subject(), a.id(), a.useful() + b.useful(), a.notUseful() + b.notUseful()));
    }
    return List.copyOf(sums.values());
  }

  /** What was written from one day to another, both inclusive, Asia/Tokyo, the newest first. */
  public List<Text> texts(LocalDate from, LocalDate to, int limit) {
    List<Text> found = new ArrayList<>();
    for (Document row :
        texts
            .find(
                Filters.and(Filters.gte("day", from.toString()), Filters.lte("day", to.toString())))
            .sort(Sorts.descending("at"))
            .limit(limit)) {
      found.add(
          new Text(
              Subject.valueOf(row.getString("subject")),
              row.getString("of"),
              row.getBoolean("useful", false),
              row.getString("text"),
              LocalDate.parse(row.getString("day"))));
    }
    return List.copyOf(found);
  }

  /** Forgets the marks and secrets of days gone by, and texts before an instant. */
  public void forget(Instant textsBefore) {
    String today = DaySecret.day(clock.instant()).toString();
    counts.updateMany(Filters.and(Filters.lt("day", today), Filters.exists(BY)), Updates.unset(BY));
    marks.deleteMany(Filters.lt("day", today));
    texts.deleteMany(Filters.lt("at", Date.from(textsBefore)));
  }
}
