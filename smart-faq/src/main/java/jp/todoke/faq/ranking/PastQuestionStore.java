package jp.todoke.faq.ranking;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/**
 * The collection {@code pastQuestions}: questions of the consultation history and the entries that
 * answered them, never who asked. An answer somebody found useful can be put here like an imported
 * one.
 */
public final class PastQuestionStore {

  /** Most past questions that are remembered, those with the lowest ids first. */
  public static final int MOST = 20_000;

  private static final int BATCH = 500;
  private static final String REVISION = "#revision";

  private final MongoCollection<Document> questions;

  /** Uses the database's collection. */
  public PastQuestionStore(MongoDatabase database) {
    questions = database.getCollection("pastQuestions");
  }

  /** Adds questions, each taking the place of the one with its id. */
  public void put(Collection<JudgedQuestion> past) {
    List<ReplaceOneModel<Document>> batch = new ArrayList<>();
    for (JudgedQuestion question : past) {
      batch.add(
          new ReplaceOneModel<>(
              Filters.eq(question.id()), document(question), new ReplaceOptions().upsert(true)));
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

  /** All past questions in the order of ids, at most {@value #MOST}. */
  public List<JudgedQuestion> all() {
    List<JudgedQuestion> all = new ArrayList<>();
    for (Document row : questions.find().sort(new Document("_id", 1)).limit(MOST + 1)) {
      if (!REVISION.equals(row.getString("_id"))) {
        all.add(question(row));
      }
    }
    return List.copyOf(all);
  }

  private static Document document(JudgedQuestion question) {
    List<Document> answers =
        question.grades().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(
                answer -> new Document("entry", answer.getKey()).append("grade", answer.getValue()))
            .toList();
    return new Document("_id", question.id())
        .append("question", question.text())
        .append("answers", answers);
  }

  private static JudgedQuestion question(Document row) {
    Map<String, Integer> grades = new HashMap<>();
    for (Document answer : row.getList("answers", Document.class)) {
      grades.put(answer.getString("entry"), answer.getInteger("grade"));
    }
    return new JudgedQuestion(row.getString("_id"), row.getString("question"), grades);
  }
}
