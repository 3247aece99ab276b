package jp.todoke.api.rest;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * The collection {@code idempotencyKeys}: what was answered to a key, kept for 24 hours. The key is
 * the {@code _id}, so that of two nodes asked at once one begins and the other is told so.
 */
@Singleton
public class IdempotencyKeys {

  private static final Duration KEPT = Duration.ofHours(24);
  private static final Duration ABANDONED = Duration.ofMinutes(2);

  private final MongoCollection<Document> keys;
  private final Clock clock;

  @Inject
  public IdempotencyKeys(MongoDatabase database, Clock clock) {
    this.keys = database.getCollection("idempotencyKeys");
    this.clock = clock;
  }

  /** What is known of a key. */
  public sealed interface Known {
    /** Nothing until now: this request begins it. */
    record Fresh() implements Known {}

    /** It was answered. */
    record Answered(int status, byte[] body, Optional<String> location, Optional<String> tag)
        implements Known {}

    /** Another request of the same key is under way. */
    record Running() implements Known {}

    /** It was used with another body. */
    record OtherBody() implements Known {}
  }

  /** Begins a key, or says what became of it. */
  public Known begin(String key, String fingerprint) {
    Instant now = clock.instant();
    Document fresh =
        new Document("_id", key).append("fingerprint", fingerprint).append("at", Date.from(now));
    try {
      keys.insertOne(fresh);
      return new Known.Fresh();
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw refused;
      }
    }
    Document before = keys.find(Filters.eq("_id", key)).first();
    if (before == null) {
      return new Known.Running();
    }
    if (!fingerprint.equals(before.getString("fingerprint"))) {
      return new Known.OtherBody();
    }
    if (!before.containsKey("status")) {
      boolean abandoned = before.getDate("at").toInstant().plus(ABANDONED).isBefore(now);
      return abandoned && takeOver(key, before.getDate("at"), now)
          ? new Known.Fresh()
          : new Known.Running();
    }
    return new Known.Answered(
        before.getInteger("status"),
        before.get("body", Binary.class).getData(),
        Optional.ofNullable(before.getString("location")),
        Optional.ofNullable(before.getString("tag")));
  }

  private boolean takeOver(String key, Date begun, Instant now) {
    return keys.updateOne(
                Filters.and(Filters.eq("_id", key), Filters.eq("at", begun)),
                Updates.set("at", Date.from(now)))
            .getModifiedCount()
        == 1;
  }

  /** Keeps what was answered. */
  public void answered(String key, Known.Answered answer) {
    keys.updateOne(
        Filters.eq("_id", key),
        Updates.combine(
            Updates.set("status", answer.status()),
            Updates.set("body", new Binary(answer.body())),
            Updates.set("location", answer.location().orElse(null)),
            Updates.set("tag", answer.tag().orElse(null))));
  }

  /** Forgets a key whose request did nothing, so that it can be asked again. */
  public void nothingDone(String key) {
    keys.deleteOne(Filters.eq("_id", key));
  }

  /** Forgets keys older than 24 hours; returns how many. */
  public long forgetOld() {
    return keys.deleteMany(Filters.lt("at", Date.from(clock.instant().minus(KEPT))))
        .getDeletedCount();
  }
}
