package jp.todoke.faq.answers;

import com.mongodb.WriteConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * The wordings asked in Japanese from an instant on, with how often, the most frequent first.
   *
   * @param most at most so many wordings
   */
  public Map<String, Long> asked(Instant from, int most) {
    Map<String, Long> asked = new LinkedHashMap<>();
    for (Document row :
        queries.aggregate(
            List.of(
                Aggregates.match(
                    Filters.and(Filters.gte(AT, Date.from(from)), Filters.eq("language", "ja"))),
                Aggregates.group("$" + QUERY, Accumulators.sum("count", 1L)),
                Aggregates.sort(Sorts.orderBy(Sorts.descending("count"), Sorts.ascending("_id"))),
                Aggregates.limit(most)))) {
      asked.put(row.getString("_id"), row.get("count", Number.class).longValue());
    }
    return asked;
  }

  /** One question of the log: when, in which words, and whether anything answered. */
  public record Asking(Instant at, String question, HitClass hit) {}

  /** The last questions in Japanese of a period, to {@code to} exclusive, the oldest first. */
  public List<Asking> askings(Instant from, Instant to, int most) {
    List<Asking> askings = new ArrayList<>();
    for (Document row :
        queries
            .find(
                Filters.and(
                    Filters.gte(AT, Date.from(from)),
                    Filters.lt(AT, Date.from(to)),
                    Filters.eq("language", "ja")))
            .sort(Sorts.descending(AT))
            .limit(most)) {
      askings.add(
          new Asking(
              row.getDate(AT).toInstant(),
              row.getString(QUERY),
              HitClass.valueOf(row.getString(HIT))));
    }
    return askings.reversed();
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
