package jp.todoke.faq.ranking;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code pastQuestions}: questions of the consultation history and the entries that
 * answered them, never who asked. An answer somebody found useful can be put here like an imported
 * one.
 */
public final class PastQuestionStore {

  /** So many past questions are remembered, the newest; and one of each entry with but older. */
  public static final int MOST = 20_000;

  /** So many times {@link #MOST} are looked at for entries with but older ones. */
  private static final int LOOKED_AT = 5;

  private static final int BATCH = 500;
  private static final String REVISION = "#revision";
  private static final String AT = "at";

  private static final Bson NEWEST = Sorts.orderBy(Sorts.descending(AT), Sorts.ascending("_id"));

  private final MongoCollection<Document> questions;
  private final int most;

  /** Uses the database's collection and sees to its index. */
  public PastQuestionStore(MongoDatabase database) {
    this(database, MOST);
  }

  PastQuestionStore(MongoDatabase database, int most) {
    this.most = most;
    questions = database.getCollection("pastQuestions");
    questions.createIndex(NEWEST);
  }

  /**
   * What is remembered, the newest first.
   *
   * @param leftOut how many are kept and not remembered
   */
  public record Remembered(List<JudgedQuestion> questions, long leftOut) {

    /** Keeps its own copy. */
    public Remembered {
      questions = List.copyOf(questions);
    }
  }

  /**
   * Adds questions, each taking the place of the one with its id.
   *
   * @param at when they came; by it the newest are told
   */
  public void put(Collection<JudgedQuestion> past, Instant at) {
    List<ReplaceOneModel<Document>> batch = new ArrayList<>();
    for (JudgedQuestion question : past) {
      batch.add(
          new ReplaceOneModel<>(
              Filters.eq(question.id()),
              document(question, at),
              new ReplaceOptions().upsert(true)));
      if (batch.size() == BATCH) {
        questions.bulkWrite(batch);
        batch.clear();
      }
    }
    if (!batch.isEmpty()) {
      questions.bulkWrite(batch);
    }
    questions.updateOne(
        Filters.eq(REVISION), Updates.inc("number", 1L), new UpdateOptions().upsert(true));
  }

  /** Takes a question out for good; false where there is none with this id. */
  public boolean remove(String id) {
    if (id.equals(REVISION) || questions.deleteOne(Filters.eq(id)).getDeletedCount() == 0) {
      return false;
    }
    questions.updateOne(
        Filters.eq(REVISION), Updates.inc("number", 1L), new UpdateOptions().upsert(true));
    return true;
  }

  /** A number that grows with every change; 0 before the first. */
  public long revision() {
    Document revision = questions.find(Filters.eq(REVISION)).first();
    return revision == null ? 0 : revision.get("number", Number.class).longValue();
  }

  /**
   * The newest past questions, and the newest of each entry that has none among these, so that a
   * flood about one subject takes no other entry all of its own.
   */
  public Remembered remembered() {
    List<JudgedQuestion> kept = new ArrayList<>();
    Set<String> entries = new HashSet<>();
    Bson past = Filters.ne("_id", REVISION);
    for (Document row : questions.find(past).sort(NEWEST).limit(most * LOOKED_AT)) {
      JudgedQuestion question = question(row);
      if (kept.size() < most || !entries.containsAll(question.grades().keySet())) {
        kept.add(question);
        entries.addAll(question.grades().keySet());
      }
    }
    return new Remembered(kept, Math.max(0, questions.countDocuments(past) - kept.size()));
  }

  private static Document document(JudgedQuestion question, Instant at) {
    List<Document> answers =
        question.grades().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                answer -> new Document("entry", answer.getKey()).append("grade", answer.getValue()))
            .toList();
    return new Document("_id", question.id())
        .append("question", question.text())
        .append("answers", answers)
        .append(AT, Date.from(at));
  }

  private static JudgedQuestion question(Document row) {
    Map<String, Integer> grades = new HashMap<>();
    for (Document answer : row.getList("answers", Document.class)) {
      grades.put(answer.getString("entry"), answer.getInteger("grade"));
    }
    return new JudgedQuestion(row.getString("_id"), row.getString("question"), grades);
  }
}
