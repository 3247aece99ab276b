package jp.todoke.faq.answers;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.Objects;
import org.bson.Document;

/**
 * A secret of the day, the same on every node and forgotten with the day ({@link Opinions#forget}).
 * What is hashed under it can be recognised again on that day and by nobody afterwards.
 */
final class DaySecret {

  static final String COLLECTION = "opinionMarks";

  private static final ZoneId CITY = ZoneId.of("Asia/Tokyo");

  private final MongoCollection<Document> secrets;
  private volatile Known known = new Known(LocalDate.EPOCH, "");

  private record Known(LocalDate day, String secret) {}

  DaySecret(MongoCollection<Document> secrets) {
    this.secrets = secrets;
  }

  static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, CITY);
  }

  /** 64 hexadecimal digits that stand for a text on that day. */
  String hash(LocalDate day, String text) {
    return sha256(of(day) + "\n" + text);
  }

  private String of(LocalDate day) {
    Known now = known;
    if (!now.day().equals(day)) {
      now = new Known(day, read(day));
      known = now;
    }
    return now.secret();
  }

  private String read(LocalDate day) {
    byte[] fresh = new byte[32];
    new SecureRandom().nextBytes(fresh);
    Document kept =
        Objects.requireNonNull(
            secrets.findOneAndUpdate(
                Filters.eq("secret:" + day),
                Updates.combine(
                    Updates.setOnInsert("secret", HexFormat.of().formatHex(fresh)),
                    Updates.setOnInsert("day", day.toString())),
                new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER)));
    return kept.getString("secret");
  }

  static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
