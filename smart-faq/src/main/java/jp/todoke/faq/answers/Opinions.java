package jp.todoke.faq.answers;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.HexFormat;
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

  private static final ZoneId CITY = ZoneId.of("Asia/Tokyo");
  private static final int MOST_A_DAY = 30;

  private final MongoCollection<Document> counts;
  private final MongoCollection<Document> texts;
  private final MongoCollection<Document> marks;
  private final Clock clock;

  /** Uses the database's collections. */
  public Opinions(MongoDatabase database, Clock clock) {
    counts = database.getCollection("opinions");
    texts = database.getCollection("opinionTexts");
    marks = database.getCollection("opinionMarks");
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
    LocalDate day = LocalDate.ofInstant(clock.instant(), CITY);
    String person = hash(secret(day), client);
    if (!mark(person + ":" + subject + ":" + id, day)) {
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
    counts.updateOne(
        Filters.eq(subject + ":" + id + ":" + day),
        Updates.combine(
            Updates.setOnInsert("subject", subject.name()),
            Updates.setOnInsert("of", id),
            Updates.setOnInsert("day", day.toString()),
            Updates.inc(useful ? "useful" : "notUseful", 1)),
        new UpdateOptions().upsert(true));
    String clean = Scrubber.scrub(text, LONGEST);
    if (!clean.isEmpty()) {
      texts.insertOne(
          new Document("subject", subject.name())
              .append("of", id)
              .append("day", day.toString())
              .append("at", Date.from(clock.instant()))
              .append("useful", useful)
              .append("text", clean));
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

  /** What was written lately, the newest first. */
  public List<Text> texts(int limit) {
    List<Text> found = new ArrayList<>();
    for (Document row : texts.find().sort(Sorts.descending("at")).limit(limit)) {
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
    LocalDate today = LocalDate.ofInstant(clock.instant(), CITY);
    marks.deleteMany(Filters.lt("day", today.toString()));
    texts.deleteMany(Filters.lt("at", Date.from(textsBefore)));
  }

  private boolean mark(String id, LocalDate day) {
    try {
      marks.insertOne(new Document("_id", id).append("day", day.toString()));
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw e;
    }
  }

  private String secret(LocalDate day) {
    byte[] fresh = new byte[32];
    new SecureRandom().nextBytes(fresh);
    Document kept =
        Objects.requireNonNull(
            marks.findOneAndUpdate(
                Filters.eq("secret:" + day),
                Updates.combine(
                    Updates.setOnInsert("secret", HexFormat.of().formatHex(fresh)),
                    Updates.setOnInsert("day", day.toString())),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
    return kept.getString("secret");
  }

  private static String hash(String secret, String client) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest((secret + "\n" + client).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
