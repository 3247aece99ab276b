package jp.todoke.faq.ranking;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import org.bson.Document;

/**
 * The collection {@code faqRanking}: whether staff have the learned order served or the plain one,
 * for all nodes.
 */
public final class RankingChoice {

  private static final String SERVED = "served";
  private static final String LEARNED = "learned";

  private final MongoCollection<Document> choices;

  /** Uses the database's collection. */
  public RankingChoice(MongoDatabase database) {
    choices = database.getCollection("faqRanking");
  }

  /** Whether the learned order is to be served; so it is until somebody says otherwise. */
  public boolean learned() {
    Document choice = choices.find(Filters.eq(SERVED)).first();
    return choice == null || choice.getBoolean(LEARNED, true);
  }

  /** Has the learned order served, or the plain one. */
  public void choose(boolean learned) {
    choices.updateOne(
        Filters.eq(SERVED), Updates.set(LEARNED, learned), new UpdateOptions().upsert(true));
  }
}
