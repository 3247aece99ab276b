package jp.todoke.segmentation.audiences;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.profiles.Purpose;
import org.bson.Document;

/**
 * The door for other systems of the city, such as coupons and points, to who is in a segment
 * (function #37): common IDs alone, of those who agreed to the exchange, every page on record.
 *
 * <p>Owns {@code frozenAudiences} and {@code audienceReads}, the record that only grows.
 */
public final class FrozenAudiences {

  private static final Duration KEPT = Duration.ofDays(7);

  private final MongoCollection<Document> heads;
  private final MongoCollection<Document> reads;
  private final Audiences audiences;
  private final PeopleSets sets;
  private final Profiles profiles;
  private final Clock clock;

  public FrozenAudiences(
      MongoDatabase database,
      Audiences audiences,
      PeopleSets sets,
      Profiles profiles,
      Clock clock) {
    this.heads = database.getCollection("frozenAudiences");
    this.reads = database.getCollection("audienceReads");
    this.audiences = audiences;
    this.sets = sets;
    this.profiles = profiles;
    this.clock = clock;
    heads.createIndex(Indexes.ascending("expiresAt"));
    reads.createIndex(Indexes.ascending("audience"));
  }

  /** Some of an audience. */
  public sealed interface Part {

    /**
     * The common IDs of those who agree now, in no order that means anything.
     *
     * @param next the number of the part that follows; empty at the end
     */
    record People(List<String> commonIds, Optional<Integer> next) implements Part {}

    /** There is no such audience for that system, or no longer. */
    record Nothing() implements Part {}
  }

  /** A page that was read: by which system, when, how many people it was given. */
  public record Read(String audienceId, String recipient, int part, int people, Instant at) {}

  /**
   * Keeps who is in that version of a segment now.
   *
   * @return empty when the audience is being computed or the version is not published
   */
  public Optional<FrozenAudience> freeze(
      String segmentId, int version, String recipient, String purpose, String by) {
    return audiences
        .find(segmentId, version)
        .map(audience -> freeze(segmentId, version, audience, recipient, purpose, by));
  }

  private FrozenAudience freeze(
      String segmentId,
      int version,
      Audience audience,
      String recipient,
      String purpose,
      String by) {
    String id = UUID.randomUUID().toString();
    Instant now = clock.instant();
    int people = sets.keep(set(id), audience);
    FrozenAudience frozen =
        new FrozenAudience(
            id,
            segmentId,
            version,
            recipient,
            purpose,
            audience.asOf(),
            people,
            by,
            now,
            now.plus(KEPT));
    // The head comes last: an audience that was broken off is never read.
    heads.insertOne(document(frozen));
    return frozen;
  }

  private static String set(String id) {
    return "exchange-" + id;
  }

  /** An audience that was frozen and is not forgotten yet. */
  public Optional<FrozenAudience> find(String id) {
    return Optional.ofNullable(heads.find(Filters.eq("_id", id)).first())
        .map(FrozenAudiences::frozen)
        .filter(frozen -> frozen.expiresAt().isAfter(clock.instant()));
  }

  /** Audiences by id, up to {@code limit} after {@code after}. */
  public List<FrozenAudience> page(String after, int limit) {
    return heads
        .find(Filters.gt("_id", after))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(FrozenAudiences::frozen)
        .into(new ArrayList<>());
  }

  /**
   * Gives a part to the system the audience was frozen for, and keeps on record that it did. Only
   * who agrees to the exchange at this moment is in it.
   *
   * @param number from 0
   */
  public Part read(String id, String recipient, int number) {
    Optional<FrozenAudience> head = find(id).filter(frozen -> frozen.recipient().equals(recipient));
    if (head.isEmpty() || number < 0) {
      return new Part.Nothing();
    }
    List<String> people = sets.block(set(id), number);
    Map<String, Profile> now = profiles.findAll(people);
    List<String> agreeing =
        people.stream()
            .filter(
                commonId ->
                    Optional.ofNullable(now.get(commonId))
                        .filter(person -> person.consentsTo(Purpose.EXCHANGE))
                        .isPresent())
            .toList();
    reads.insertOne(
        new Document("audience", id)
            .append("recipient", recipient)
            .append("part", number)
            .append("people", agreeing.size())
            .append("at", Date.from(clock.instant())));
    boolean more = (number + 1L) * PeopleSets.BLOCK < head.get().people();
    return new Part.People(agreeing, more ? Optional.of(number + 1) : Optional.empty());
  }

  /** What was read of an audience, in the order of time. */
  public List<Read> reads(String id) {
    return reads
        .find(Filters.eq("audience", id))
        .sort(Sorts.ascending("at"))
        .map(
            read ->
                new Read(
                    id,
                    read.getString("recipient"),
                    read.getInteger("part"),
                    read.getInteger("people"),
                    read.getDate("at").toInstant()))
        .into(new ArrayList<>());
  }

  /** Forgets the people of audiences that have expired; the record of reads stays. */
  public long forgetExpired() {
    List<String> expired =
        heads
            .find(Filters.lte("expiresAt", Date.from(clock.instant())))
            .map(head -> head.getString("_id"))
            .into(new ArrayList<>());
    expired.forEach(id -> sets.forget(set(id)));
    expired.forEach(id -> heads.deleteOne(Filters.eq("_id", id)));
    return expired.size();
  }

  private static Document document(FrozenAudience frozen) {
    return new Document("_id", frozen.id())
        .append("segmentId", frozen.segmentId())
        .append("segmentVersion", frozen.segmentVersion())
        .append("recipient", frozen.recipient())
        .append("purpose", frozen.purpose())
        .append("asOf", frozen.asOf().toString())
        .append("people", frozen.people())
        .append("frozenBy", frozen.frozenBy())
        .append("frozenAt", Date.from(frozen.frozenAt()))
        .append("expiresAt", Date.from(frozen.expiresAt()));
  }

  private static FrozenAudience frozen(Document head) {
    return new FrozenAudience(
        head.getString("_id"),
        head.getString("segmentId"),
        head.getInteger("segmentVersion"),
        head.getString("recipient"),
        head.getString("purpose"),
        LocalDate.parse(head.getString("asOf")),
        head.getInteger("people"),
        head.getString("frozenBy"),
        head.getDate("frozenAt").toInstant(),
        head.getDate("expiresAt").toInstant());
  }
}
