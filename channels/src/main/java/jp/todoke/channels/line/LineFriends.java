package jp.todoke.channels.line;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppression;
import jp.todoke.channels.Suppressions;
import org.bson.Document;

/**
 * Whether a LINE user has blocked the account (collection {@code lineFriends}). The latest event by
 * its own time wins, in whatever order they come; a block becomes a suppression and is lifted with
 * it. Consents are left alone. User ids are kept as SHA-256 only. Thread-safe; any number of nodes.
 */
public final class LineFriends {

  private final MongoCollection<Document> friends;
  private final Suppressions suppressions;

  /** Opens the collection of this database. */
  public LineFriends(MongoDatabase database, Suppressions suppressions) {
    this.friends = database.getCollection("lineFriends");
    this.suppressions = suppressions;
  }

  /** They are a friend from then on, unless they blocked the account later. Safe to repeat. */
  public void followed(String userId, Instant at) {
    note(userId, at, true);
  }

  /** They have blocked the account from then on, unless they came back later. Safe to repeat. */
  public void unfollowed(String userId, Instant at) {
    note(userId, at, false);
  }

  private void note(String userId, Instant at, boolean follows) {
    String id = sha256(userId);
    try {
      friends.updateOne(
          and(eq("_id", id), lte("at", Date.from(at))),
          Updates.combine(Updates.set("at", Date.from(at)), Updates.set("follows", follows)),
          new UpdateOptions().upsert(true));
    } catch (MongoWriteException refused) {
      // The same _id with a later event is there: that one holds.
      if (refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw refused;
      }
    }
    // Another node may note a later event between reading and applying, so what holds is applied.
    boolean applied;
    do {
      applied = follows(id);
      apply(userId, applied);
    } while (applied != follows(id));
  }

  private boolean follows(String id) {
    Document kept = friends.find(eq("_id", id)).first();
    return kept == null || kept.getBoolean("follows", true);
  }

  private void apply(String userId, boolean follows) {
    boolean others =
        suppressions
            .find(Route.LINE, userId)
            .filter(found -> found.reason() != Suppression.Reason.BLOCKED)
            .isPresent();
    if (others) {
      return;
    }
    if (follows) {
      suppressions.lift(Route.LINE, userId);
    } else {
      suppressions.add(Route.LINE, userId, Suppression.Reason.BLOCKED);
    }
  }

  private static String sha256(String userId) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(userId.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
