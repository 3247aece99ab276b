package jp.todoke.faq.answers;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.LocalDate;
import org.bson.Document;

/**
 * The collection {@code answerRatings}: for each answer and day (Asia/Tokyo) how many found it
 * useful and how many did not.
 */
public final class AnswerRatings {

  private static final String USEFUL = "useful";
  private static final String NOT_USEFUL = "notUseful";

  private final MongoCollection<Document> ratings;

  /** Uses the database's collection and sees to its index. */
  public AnswerRatings(MongoDatabase database) {
    ratings = database.getCollection("answerRatings");
    ratings.createIndex(Indexes.ascending("answer", "day"));
  }

  void add(AnswerKind kind, String id, LocalDate day, boolean useful) {
    ratings.updateOne(
        Filters.eq(kind + ":" + id + ":" + day),
        Updates.combine(
            Updates.setOnInsert("kind", kind.name()),
            Updates.setOnInsert("answer", id),
            Updates.setOnInsert("day", day.toString()),
            Updates.inc(useful ? USEFUL : NOT_USEFUL, 1)),
        new UpdateOptions().upsert(true));
  }

  /** What people thought of an answer from one day to another, both inclusive, Asia/Tokyo. */
  public Count of(AnswerKind kind, String id, LocalDate from, LocalDate to) {
    long useful = 0;
    long notUseful = 0;
    for (Document row :
        ratings.find(
            Filters.and(
                Filters.eq("kind", kind.name()),
                Filters.eq("answer", id),
                Filters.gte("day", from.toString()),
                Filters.lte("day", to.toString())))) {
      useful += row.getInteger(USEFUL, 0);
      notUseful += row.getInteger(NOT_USEFUL, 0);
    }
    return new Count(useful, notUseful);
  }

  /**
   * Opinions of an answer.
   *
   * @param useful how many it helped
   * @param notUseful how many it did not
   */
  public record Count(long useful, long notUseful) {}
}
