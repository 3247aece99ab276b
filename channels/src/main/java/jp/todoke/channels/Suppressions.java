package jp.todoke.channels;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;

/**
 * The suppression list (collection {@code suppressions}), asked before every attempt. Addresses are
 * kept as SHA-256 only; mailboxes are compared without regard to case. Thread-safe.
 */
public final class Suppressions {

  private final MongoCollection<Document> suppressions;
  private final Clock clock;

  /** Opens the collection of this database. */
  public Suppressions(MongoDatabase database, Clock clock) {
    this.suppressions = database.getCollection("suppressions");
    this.clock = clock;
  }

  /** Whether nothing may be sent to this address now. */
  public boolean isSuppressed(Route route, String address) {
    return !suppressed(route, List.of(address)).isEmpty();
  }

  /** Those of the given addresses, as given, to which nothing may be sent now. */
  public Set<String> suppressed(Route route, Collection<String> addresses) {
    List<String> asked = List.copyOf(addresses);
    MessageDigest sha256 = sha256();
    List<String> ids = asked.stream().map(address -> id(route, address, sha256)).toList();
    Instant now = clock.instant();
    Set<String> held = new HashSet<>();
    for (Document document : suppressions.find(in("_id", ids))) {
      Suppression suppression = suppression(document);
      if (suppression.until().map(now::isBefore).orElse(true)) {
        held.add(suppression.id());
      }
    }
    Set<String> found = new HashSet<>();
    for (int place = 0; !held.isEmpty() && place < ids.size(); place++) {
      if (held.contains(ids.get(place))) {
        found.add(asked.get(place));
      }
    }
    return found;
  }

  /** Suppresses an address until somebody lifts it. Replaces a temporary suppression. */
  public void add(Route route, String address, Suppression.Reason reason) {
    String id = id(route, address);
    suppressions.replaceOne(
        eq("_id", id),
        new Document("route", route.name())
            .append("reason", reason.name())
            .append("since", Date.from(clock.instant())),
        new ReplaceOptions().upsert(true));
  }

  /**
   * Suppresses an address for a while. Never shortens what is there already.
   *
   * @param until first instant it no longer holds, UTC
   */
  public void add(Route route, String address, Suppression.Reason reason, Instant until) {
    String id = id(route, address);
    try {
      suppressions.updateOne(
          and(eq("_id", id), exists("until")),
          Updates.combine(
              Updates.max("until", Date.from(until)),
              Updates.set("reason", reason.name()),
              Updates.setOnInsert("route", route.name()),
              Updates.setOnInsert("since", Date.from(clock.instant()))),
          new UpdateOptions().upsert(true));
    } catch (MongoWriteException refused) {
      // The same _id without an end is there: the stronger suppression stays.
      if (refused.getError().getCategory() != ErrorCategory.DUPLICATE_KEY) {
        throw refused;
      }
    }
  }

  /** Lets messages go to the address again; nothing happens where it was not suppressed. */
  public void lift(Route route, String address) {
    suppressions.deleteOne(eq("_id", id(route, address)));
  }

  /** The suppression of an address, also one that has run out. */
  public Optional<Suppression> find(Route route, String address) {
    return Optional.ofNullable(suppressions.find(eq("_id", id(route, address))).first())
        .map(Suppressions::suppression);
  }

  /**
   * Suppressions in the order of their ids, for staff.
   *
   * @param after id of the last one of the page before; the empty string for the first page
   * @param limit 1 to 100
   */
  public List<Suppression> page(String after, int limit) {
    List<Suppression> page = new ArrayList<>();
    suppressions
        .find(gt("_id", after))
        .sort(Sorts.ascending("_id"))
        .limit(Math.clamp(limit, 1, 100))
        .forEach(document -> page.add(suppression(document)));
    return page;
  }

  private static Suppression suppression(Document document) {
    return new Suppression(
        document.getString("_id"),
        Route.valueOf(document.getString("route")),
        Suppression.Reason.valueOf(document.getString("reason")),
        document.getDate("since").toInstant(),
        Optional.ofNullable(document.getDate("until")).map(Date::toInstant));
  }

  private static String id(Route route, String address) {
    return id(route, address, sha256());
  }

  private static String id(Route route, String address, MessageDigest sha256) {
    String normal = address.strip();
    if (route == Route.MAIL) {
      normal = normal.toLowerCase(Locale.ROOT);
    }
    byte[] hash = sha256.digest(normal.getBytes(StandardCharsets.UTF_8));
    return route.name() + ":" + HexFormat.of().formatHex(hash);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
