package jp.todoke.segmentation.protection;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;

/**
 * The door to protection. Whoever asks by name leaves a trace in a record that only grows; sending
 * asks by {@link #among} and leaves none. Thread-safe.
 *
 * <p>Where the store does not answer, its failure goes to the caller, who must not send.
 */
public final class Protections {

  private final MongoCollection<Document> protections;
  private final MongoCollection<Document> looks;
  private final Clock clock;

  /** Opens the collections of this database. */
  public Protections(MongoDatabase database, Clock clock) {
    this.protections = database.getCollection("protections");
    this.looks = database.getCollection("protectionLooks");
    this.clock = clock;
  }

  /** Puts a person under protection, or extends it. */
  public Protection protect(String commonId, LocalDate until, String by) {
    note("protected", commonId, by);
    Protection protection = new Protection(commonId, until, now(), by);
    protections.replaceOne(
        eq("_id", commonId),
        new Document("until", until.toString())
            .append("since", Date.from(protection.since()))
            .append("by", by),
        new ReplaceOptions().upsert(true));
    return protection;
  }

  /** Ends the protection of a person; nothing happens where there is none. */
  public void lift(String commonId, String by) {
    note("lifted", commonId, by);
    protections.deleteOne(eq("_id", commonId));
  }

  /** The protection of a person, also one that has run out. */
  public Optional<Protection> find(String commonId, String by) {
    note("looked", commonId, by);
    return Optional.ofNullable(protections.find(eq("_id", commonId)).first())
        .map(Protections::protection);
  }

  /**
   * Those whose measure ends on that day or earlier, in the order of common IDs, for the officer to
   * extend or lift.
   *
   * @param after common ID of the last one of the page before; the empty string for the first
   */
  public List<Protection> endingUntil(LocalDate day, String after, int limit, String by) {
    note("listed", "", by);
    return protections
        .find(and(lte("until", day.toString()), gt("_id", after)))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(Protections::protection)
        .into(new ArrayList<>());
  }

  /** Those of the people who are protected, a measure that has run out included. */
  public Set<String> among(Collection<String> commonIds) {
    Set<String> found = new HashSet<>();
    protections
        .find(in("_id", commonIds))
        .projection(Projections.include("_id"))
        .forEach(document -> found.add(document.getString("_id")));
    return found;
  }

  private void note(String what, String commonId, String by) {
    looks.insertOne(
        new Document("what", what)
            .append("commonId", commonId)
            .append("by", by)
            .append("at", Date.from(now())));
  }

  private static Protection protection(Document document) {
    return new Protection(
        document.getString("_id"),
        LocalDate.parse(document.getString("until")),
        document.getDate("since").toInstant(),
        document.getString("by"));
  }

  private Instant now() {
    return clock.instant();
  }
}
