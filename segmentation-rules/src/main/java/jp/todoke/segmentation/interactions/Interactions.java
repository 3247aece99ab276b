package jp.todoke.segmentation.interactions;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The door to what people searched and opened. Thread-safe; nodes may write at the same time. */
public final class Interactions {

  /** How long an interaction is kept, in days; no condition can look further back. */
  public static final int DAYS_KEPT = 90;

  private static final int MOST_TOPICS_A_DAY = 200;

  private final MongoCollection<Document> interactions;

  public Interactions(MongoDatabase database) {
    interactions = database.getCollection("interactions");
    interactions.createIndex(Indexes.ascending("changedAt"));
  }

  /** Somebody's interactions as they stand in the store. */
  public record Kept(List<Interaction> interactions, Instant changedAt) {}

  /**
   * Counts one more; the caller has made sure of the consent.
   *
   * @param on the day it happened in Asia/Tokyo
   * @return false when the person has named too many topics that day and it was not counted
   */
  public boolean record(
      String commonId, Interaction.Kind kind, String topic, LocalDate on, Instant at) {
    if (!Interaction.isTopic(topic)) {
      throw new IllegalArgumentException("not a topic");
    }
    long today =
        find(commonId).stream()
            .flatMap(kept -> kept.interactions().stream())
            .filter(known -> known.on().equals(on))
            .filter(known -> !known.topic().equals(topic))
            .count();
    if (today >= MOST_TOPICS_A_DAY) {
      return false;
    }
    interactions.updateOne(
        Filters.eq("_id", commonId),
        Updates.combine(
            Updates.inc("days." + on + "." + kind.json() + "." + topic, 1),
            Updates.set("changedAt", Date.from(at))),
        new UpdateOptions().upsert(true));
    return true;
  }

  /** What is kept of one person. */
  public Optional<Kept> find(String commonId) {
    return Optional.ofNullable(findAll(List.of(commonId)).get(commonId));
  }

  /** What is kept of some people; those of whom nothing is kept are left out. */
  public Map<String, Kept> findAll(Collection<String> commonIds) {
    Map<String, Kept> found = new HashMap<>();
    interactions
        .find(Filters.in("_id", commonIds))
        .forEach(document -> found.put(document.getString("_id"), kept(document)));
    return found;
  }

  /** Hears of one person's interactions. */
  public interface Taker {
    void take(String commonId, Kept kept);
  }

  /** Hands over everybody's, in no order. */
  public void each(Taker taker) {
    interactions
        .find()
        .batchSize(1_000)
        .forEach(document -> taker.take(document.getString("_id"), kept(document)));
  }

  /** The common IDs of those who did something at or after that moment, up to {@code most}. */
  public List<String> changedSince(Instant since, int most) {
    return interactions
        .find(Filters.gte("changedAt", Date.from(since)))
        .projection(Projections.include("_id"))
        .limit(most)
        .map(document -> document.getString("_id"))
        .into(new ArrayList<>());
  }

  /** Forgets everything of those people. */
  public void forget(Collection<String> commonIds) {
    if (!commonIds.isEmpty()) {
      interactions.deleteMany(Filters.in("_id", commonIds));
    }
  }

  /**
   * Forgets what is older than it may be.
   *
   * @param today the day in Asia/Tokyo
   * @return how many people something was forgotten of
   */
  public long forgetOld(LocalDate today) {
    String first = today.minusDays(DAYS_KEPT).toString();
    long touched = 0;
    for (Document document : interactions.find().projection(Projections.include("days"))) {
      Document days = document.get("days", new Document());
      List<Bson> old =
          days.keySet().stream()
              .filter(day -> day.compareTo(first) < 0)
              .map(day -> Updates.unset("days." + day))
              .toList();
      if (!old.isEmpty()) {
        touched++;
        Bson person = Filters.eq("_id", document.getString("_id"));
        interactions.updateOne(person, Updates.combine(old));
      }
    }
    interactions.deleteMany(Filters.eq("days", new Document()));
    return touched;
  }

  private static Kept kept(Document document) {
    List<Interaction> read = new ArrayList<>();
    Document days = document.get("days", new Document());
    for (String day : days.keySet()) {
      LocalDate on = LocalDate.parse(day);
      for (Interaction.Kind kind : Interaction.Kind.values()) {
        Document topics = days.get(day, Document.class).get(kind.json(), new Document());
        topics
            .keySet()
            .forEach(
                topic -> read.add(new Interaction(kind, topic, on, topics.getInteger(topic, 0))));
      }
    }
    return new Kept(List.copyOf(read), document.getDate("changedAt").toInstant());
  }
}
