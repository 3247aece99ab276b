package jp.todoke.api.line;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.Optional;
import org.bson.Document;

/**
 * Which person a nonce stands for (collection {@code lineNonces}): 256 random bits, kept as SHA-256
 * only, for ten minutes and for one event. Thread-safe.
 *
 * @see <a href="https://developers.line.biz/en/docs/messaging-api/linking-accounts/">LINE, linking
 *     accounts</a>
 */
public final class LineNonces {

  /** As long as LINE's own link token. */
  static final Duration HOLDS = Duration.ofMinutes(10);

  private final MongoCollection<Document> nonces;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  /** Opens the collection of this database and makes sure of its index. */
  public LineNonces(MongoDatabase database, Clock clock) {
    this.nonces = database.getCollection("lineNonces");
    this.clock = clock;
    nonces.createIndex(Indexes.ascending("until"));
  }

  /** A new nonce for that person, in URL-safe Base64. */
  public String issue(String commonId) {
    byte[] bytes = new byte[32];
    random.nextBytes(bytes);
    String nonce = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    nonces.insertOne(
        new Document("_id", sha256(nonce))
            .append("commonId", commonId)
            .append("until", Date.from(clock.instant().plus(HOLDS))));
    return nonce;
  }

  /**
   * Uses a nonce up.
   *
   * @param event of LINE, which may be worked on again after a crash; no other event gets it
   * @param at when it happened, UTC
   * @return the common ID; empty for a nonce that is not ours, used, or was too old by then
   */
  public Optional<String> redeem(String nonce, String event, Instant at) {
    Document used =
        nonces.findOneAndUpdate(
            and(
                eq("_id", sha256(nonce)),
                gt("until", Date.from(at)),
                in("usedBy", Arrays.asList(null, event))),
            Updates.set("usedBy", event),
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
    return Optional.ofNullable(used).map(kept -> kept.getString("commonId"));
  }

  /** Forgets nonces that ended a day ago or earlier. */
  public long forgetOld() {
    Instant ended = clock.instant().minus(Duration.ofDays(1));
    return nonces.deleteMany(lt("until", Date.from(ended))).getDeletedCount();
  }

  private static String sha256(String nonce) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256").digest(nonce.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
