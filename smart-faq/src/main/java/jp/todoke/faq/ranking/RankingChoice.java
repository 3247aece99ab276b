package jp.todoke.faq.ranking;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/**
 * Which order staff have served, for all nodes: the plain one or the learned one, and by which
 * weights. The collections {@code faqRanking} (the choice) and {@code rankingModels} (weights that
 * staff stored, never changed).
 */
public final class RankingChoice {

  private static final System.Logger LOG = System.getLogger(RankingChoice.class.getName());

  private static final String SERVED = "served";
  private static final String LEARNED = "learned";
  private static final String MODEL = "model";
  private static final String BEFORE = "before";
  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

  private final MongoCollection<Document> choices;
  private final MongoCollection<Document> models;
  private int applied;

  /** Uses the database's collections. */
  public RankingChoice(MongoDatabase database) {
    choices = database.getCollection("faqRanking");
    models = database.getCollection("rankingModels");
  }

  /** Whether the learned order is to be served; so it is until somebody says otherwise. */
  public boolean learned() {
    Document choice = choices.find(Filters.eq(SERVED)).first();
    return choice == null || choice.getBoolean(LEARNED, true);
  }

  /** The version of the weights to be served; 0 for those the server was started with. */
  public int model() {
    Document choice = choices.find(Filters.eq(SERVED)).first();
    return choice == null ? 0 : choice.getInteger(MODEL, 0);
  }

  /** Has the learned order served, or the plain one. */
  public void choose(boolean learned) {
    choices.updateOne(Filters.eq(SERVED), Updates.set(LEARNED, learned), UPSERT);
  }

  /**
   * Has the learned order served by other weights.
   *
   * @param version 0 for those the server was started with
   * @throws UnknownRankingModel when there are none of this version
   * @throws InvalidRankingModel when they are not of this program's features
   */
  public void chooseModel(int version) {
    if (version != 0) {
      find(version);
    }
    int before = model();
    if (before != version) {
      choices.updateOne(
          Filters.eq(SERVED),
          Updates.combine(
              Updates.set(LEARNED, true), Updates.set(MODEL, version), Updates.set(BEFORE, before)),
          UPSERT);
    }
  }

  /** Has the weights served that were served before; gives their version. */
  public int rollBack() {
    Document choice = choices.find(Filters.eq(SERVED)).first();
    int before = choice == null ? 0 : choice.getInteger(BEFORE, 0);
    chooseModel(before);
    return before;
  }

  /** Stores weights; nobody is served by them yet. Gives their version. */
  public int add(RankingModel weights, String by, Instant at) {
    while (true) {
      Document newest = models.find().sort(Sorts.descending("_id")).first();
      int version = newest == null ? 1 : newest.getInteger("_id") + 1;
      try {
        models.insertOne(
            new Document("_id", version)
                .append("json", weights.json())
                .append("by", by)
                .append("at", Date.from(at)));
        return version;
      } catch (MongoWriteException e) {
        // Somebody stored at the same moment and has this number.
        if (e.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
          throw e;
        }
      }
    }
  }

  /** What staff stored, the newest first. */
  public List<StoredModel> models() {
    List<StoredModel> stored = new ArrayList<>();
    for (Document row : models.find().sort(Sorts.descending("_id"))) {
      Optional<RankingModel> weights = usable(row);
      stored.add(
          new StoredModel(
              row.getInteger("_id"),
              weights.map(RankingModel::version).orElse(""),
              weights.map(RankingModel::fittedOn).orElse(""),
              weights.map(RankingModel::figures).orElse(Map.of()),
              weights.isPresent(),
              row.getString("by"),
              row.getDate("at").toInstant()));
    }
    return List.copyOf(stored);
  }

  private static Optional<RankingModel> usable(Document row) {
    try {
      return Optional.of(RankingModel.read(row.getString("json")));
    } catch (InvalidRankingModel outdated) {
      return Optional.empty();
    }
  }

  private RankingModel find(int version) {
    Document row = models.find(Filters.eq(version)).first();
    if (row == null) {
      throw new UnknownRankingModel(version);
    }
    return RankingModel.read(row.getString("json"));
  }

  /**
   * Has a ranking serve what was chosen, on whichever node. Weights that are gone, or not of this
   * program's features, are told in the log once and leave those it was started with.
   */
  public synchronized void apply(Ranking ranking) {
    ranking.serve(learned());
    int chosen = model();
    if (chosen != applied) {
      Optional<RankingModel> weights = Optional.empty();
      try {
        weights = chosen == 0 ? Optional.empty() : Optional.of(find(chosen));
      } catch (UnknownRankingModel | InvalidRankingModel unusable) {
        LOG.log(
            System.Logger.Level.ERROR,
            "stored weights {0}: {1}; those the server was started with are used",
            chosen,
            unusable.getMessage());
      }
      ranking.weigh(weights);
      applied = chosen;
    }
  }
}
