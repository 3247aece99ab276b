package jp.todoke.faq.answers;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * What was asked in a period and how it was answered; from an instant inclusive to one exclusive,
 * UTC.
 *
 * <p>A wording is shown only when it was asked {@value #FEWEST} times or more, so nobody's own
 * story stands in a report.
 */
public final class FaqReports {

  /** Fewest times a wording must have been asked to be shown. */
  public static final int FEWEST = 3;

  private static final String COUNT = "count";

  private final MongoCollection<Document> queries;
  private final MongoCollection<Document> uncounted;

  /** Reports on the questions kept in a database. */
  public FaqReports(MongoDatabase database) {
    queries = database.getCollection(FaqQueries.COLLECTION);
    uncounted = database.getCollection(FaqQueries.UNCOUNTED);
  }

  /** How many questions were answered how well; every class is there, with 0 where none was. */
  public Map<HitClass, Long> references(Instant from, Instant to) {
    Map<HitClass, Long> counts = new EnumMap<>(HitClass.class);
    for (HitClass hit : HitClass.values()) {
      counts.put(hit, 0L);
    }
    for (Document row :
        queries.aggregate(
            List.of(
                Aggregates.match(during(from, to)),
                Aggregates.group("$" + FaqQueries.HIT, Accumulators.sum(COUNT, 1L))))) {
      counts.put(HitClass.valueOf(row.getString("_id")), count(row));
    }
    return counts;
  }

  /**
   * How the questions about one subject were answered.
   *
   * @param category of what answered or came nearest; empty where that has none or nothing was
   *     found
   */
  public record Subject(String category, long strict, long loose, long missed) {

    /** How many there were. */
    public long asked() {
      return strict + loose + missed;
    }
  }

  /** The same for each subject heading, in the order of their names. */
  public List<Subject> subjects(Instant from, Instant to) {
    List<Subject> subjects = new ArrayList<>();
    for (Document row :
        queries.aggregate(
            List.of(
                Aggregates.match(during(from, to)),
                Aggregates.group(
                    "$" + FaqQueries.CATEGORY,
                    Accumulators.sum("strict", is(HitClass.CONFIDENT)),
                    Accumulators.sum("loose", is(HitClass.CANDIDATES)),
                    Accumulators.sum("missed", is(HitClass.NONE)))))) {
      subjects.add(
          new Subject(
              Objects.requireNonNullElse(row.getString("_id"), ""),
              FaqQueries.number(row, "strict"),
              FaqQueries.number(row, "loose"),
              FaqQueries.number(row, "missed")));
    }
    subjects.sort(Comparator.comparing(Subject::category));
    return List.copyOf(subjects);
  }

  private static Document is(HitClass hit) {
    return FaqQueries.oneIf(new Document("$eq", List.of("$" + FaqQueries.HIT, hit.name())));
  }

  /** How many questions were answered and not counted, because they came faster than the log. */
  public long uncounted(Instant from, Instant to) {
    long sum = 0;
    for (Document row : uncounted.find(during(from, to))) {
      sum += count(row);
    }
    return sum;
  }

  /** The wordings most often left without an answer, the most frequent first. */
  public List<Miss> topMisses(Instant from, Instant to, int limit) {
    List<Miss> misses = new ArrayList<>();
    for (Document row :
        queries.aggregate(
            List.of(
                Aggregates.match(
                    Filters.and(
                        during(from, to), Filters.eq(FaqQueries.HIT, HitClass.NONE.name()))),
                Aggregates.group("$" + FaqQueries.QUERY, Accumulators.sum(COUNT, 1L)),
                Aggregates.match(Filters.gte(COUNT, FEWEST)),
                Aggregates.sort(Sorts.orderBy(Sorts.descending(COUNT), Sorts.ascending("_id"))),
                Aggregates.limit(Math.max(1, limit))))) {
      misses.add(new Miss(row.getString("_id"), count(row)));
    }
    return misses;
  }

  private static Bson during(Instant from, Instant to) {
    return Filters.and(
        Filters.gte(FaqQueries.AT, Date.from(from)), Filters.lt(FaqQueries.AT, Date.from(to)));
  }

  private static long count(Document row) {
    return row.get(COUNT, Number.class).longValue();
  }

  /**
   * A question without an answer.
   *
   * @param query the wording, numbers and addresses taken out
   * @param count how often it was asked
   */
  public record Miss(String query, long count) {}
}
