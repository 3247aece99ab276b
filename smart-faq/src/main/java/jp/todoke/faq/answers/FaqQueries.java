package jp.todoke.faq.answers;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/**
 * The collection {@code faqQueries}: what was asked and how it was answered, never by whom.
 *
 * <p>Written without waiting for the journal: a few lost lines after a crash change no report.
 */
public final class FaqQueries {

  static final String COLLECTION = "faqQueries";
  static final String AT = "at";
  static final String QUERY = "query";
  static final String HIT = "hit";
  static final String TOP_KIND = "topKind";
  static final String TOP_ID = "topId";

  private final MongoCollection<Document> queries;

  /** Uses the database's collection and sees to its index. */
  public FaqQueries(MongoDatabase database) {
    queries =
        database.getCollection(COLLECTION).withWriteConcern(WriteConcern.W1.withJournal(false));
    queries.createIndex(Indexes.ascending(AT));
  }

  void record(Instant at, String question, String language, Answer answer) {
    String kept = Scrubber.scrub(question);
    if (kept.isEmpty()) {
      return;
    }
    Document line =
        new Document(AT, Date.from(at))
            .append(QUERY, kept)
            .append("language", language)
            .append(HIT, HitClass.of(answer).name())
            .append("count", answer.items().size());
    if (!(answer instanceof Answer.NoAnswer)) {
      AnswerItem top = answer.items().getFirst();
      line.append(TOP_KIND, top.kind().name()).append(TOP_ID, top.id());
    }
    queries.insertOne(line);
  }

  /**
   * Forgets what was asked before an instant.
   *
   * @return how many questions were forgotten
   */
  public long forgetQueriesBefore(Instant instant) {
    return queries.deleteMany(Filters.lt(AT, Date.from(instant))).getDeletedCount();
  }
}
