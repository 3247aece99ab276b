package jp.todoke.segmentation.profiles;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import com.mongodb.client.result.UpdateResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;
import jp.todoke.segmentation.attributes.AttributeValue;
import org.bson.Document;
import org.bson.RawBsonDocument;
import org.bson.codecs.configuration.CodecRegistries;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;

/**
 * The collection {@code profiles}. What the city's systems say is kept in {@code attributes}, what
 * the person declared in {@code declared}, so that neither overwrites the other; days are BSON
 * dates at 00:00 UTC.
 */
final class ProfileStore {

  /** Somebody whom the CRM has not named yet uses the portal as a citizen. */
  private static final Bson NEWCOMER = Updates.setOnInsert("kind", ProfileKind.CITIZEN.json());

  private static final int FETCHED = 1_000;

  /** More than there can be: else the first batch ends after 101, and the rest is asked for. */
  private static final int ONE_BATCH = 1;

  private static final int FETCHED_AHEAD = 10;

  private final MongoCollection<Document> profiles;
  private final MongoCollection<Profile> addressees;

  ProfileStore(MongoDatabase database) {
    profiles = database.getCollection("profiles");
    addressees =
        database
            .getCollection("profiles", Profile.class)
            .withCodecRegistry(
                CodecRegistries.fromRegistries(
                    CodecRegistries.fromCodecs(new AddresseeCodec()), database.getCodecRegistry()));
    profiles.createIndex(Indexes.ascending("line"));
    profiles.createIndex(Indexes.ascending("mail.address"));
    profiles.createIndex(Indexes.ascending("changedAt"));
  }

  Optional<Profile> find(String commonId) {
    return Optional.ofNullable(profiles.find(Filters.eq("_id", commonId)).first())
        .map(ProfileStore::profile);
  }

  Optional<String> language(String commonId) {
    return Optional.ofNullable(
            profiles
                .find(Filters.eq("_id", commonId))
                .projection(
                    Projections.fields(Projections.excludeId(), Projections.include("language")))
                .first())
        .map(document -> document.get("language", "ja"));
  }

  Optional<String> commonIdOfLine(String userId) {
    return Optional.ofNullable(
            profiles
                .find(Filters.eq("line", userId))
                .projection(Projections.include("_id"))
                .first())
        .map(document -> document.getString("_id"));
  }

  /** Whether somebody else has that mailbox or LINE account as well. */
  boolean sharesContact(String commonId, ContactPoints contacts) {
    List<Bson> same = new ArrayList<>();
    contacts
        .mail()
        .ifPresent(
            address ->
                same.add(Filters.in("mail.address", address, address.toLowerCase(Locale.ROOT))));
    contacts.lineUserId().ifPresent(userId -> same.add(Filters.eq("line", userId)));
    return !same.isEmpty()
        && profiles
                .find(Filters.and(Filters.ne("_id", commonId), Filters.or(same)))
                .projection(Projections.include("_id"))
                .first()
            != null;
  }

  void each(Consumer<Profile> taker) {
    try (var cursor = profiles.find().sort(Sorts.ascending("_id")).batchSize(2_000).iterator()) {
      while (cursor.hasNext()) {
        taker.accept(profile(cursor.next()));
      }
    }
  }

  List<String> changedSince(Instant since, int most) {
    return profiles
        .find(Filters.gte("changedAt", Date.from(since)))
        .projection(Projections.include("_id"))
        .limit(most)
        .map(document -> document.getString("_id"))
        .into(new ArrayList<>());
  }

  void first(int most, Consumer<Profile> taker) {
    profiles
        .find()
        .sort(Sorts.ascending("_id"))
        .limit(most)
        .map(ProfileStore::profile)
        .forEach(taker);
  }

  /**
   * Tells everybody's facts in the order in which they are stored, which is the fastest. Whole
   * documents are fetched, because leaving fields out costs the server more than sending them; one
   * thread fetches while the caller's reads.
   */
  void facts(FactTaker taker) {
    FactReader reader = new FactReader(taker);
    BlockingQueue<List<RawBsonDocument>> fetched = new ArrayBlockingQueue<>(FETCHED_AHEAD);
    FutureTask<Boolean> fetching = new FutureTask<>(() -> fetch(fetched));
    Thread thread = Thread.ofPlatform().name("profiles-fetch").daemon().start(fetching);
    try {
      for (List<RawBsonDocument> some = fetched.take(); !some.isEmpty(); some = fetched.take()) {
        some.forEach(reader::read);
      }
      fetching.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while profiles were read", interrupted);
    } catch (ExecutionException failed) {
      throw new IllegalStateException("profiles could not be read", failed.getCause());
    } finally {
      thread.interrupt();
    }
  }

  /** Hands over full lists, in the end an empty one, whatever happens. */
  private boolean fetch(BlockingQueue<List<RawBsonDocument>> fetched) throws InterruptedException {
    List<RawBsonDocument> some = new ArrayList<>(FETCHED);
    try (var cursor =
        profiles
            .withDocumentClass(RawBsonDocument.class)
            .find()
            .batchSize(5 * FETCHED)
            .iterator()) {
      while (cursor.hasNext()) {
        some.add(cursor.next());
        if (some.size() == FETCHED) {
          fetched.put(some);
          some = new ArrayList<>(FETCHED);
        }
      }
      if (!some.isEmpty()) {
        fetched.put(some);
      }
    } finally {
      fetched.put(List.of());
    }
    return true;
  }

  Map<String, Profile> findAll(Collection<String> commonIds) {
    Map<String, Profile> found = new HashMap<>();
    profiles
        .find(Filters.in("_id", commonIds))
        .batchSize(commonIds.size() + ONE_BATCH)
        .map(ProfileStore::profile)
        .forEach(profile -> found.put(profile.commonId(), profile));
    return found;
  }

  /** The same without the facts that only conditions ask for. */
  Map<String, Profile> addressees(Collection<String> commonIds) {
    Map<String, Profile> found = new HashMap<>();
    addressees
        .find(Filters.in("_id", commonIds))
        .batchSize(commonIds.size() + ONE_BATCH)
        .projection(Projections.include(AddresseeCodec.FIELDS))
        .forEach(profile -> found.put(profile.commonId(), profile));
    return found;
  }

  long count() {
    return profiles.countDocuments();
  }

  boolean delete(String commonId) {
    return profiles.deleteOne(Filters.eq("_id", commonId)).getDeletedCount() == 1;
  }

  /** Applies what rows of the CRM say; a part that a row leaves out stays as it was. */
  void apply(List<ProfileRow> rows, Instant at) {
    List<WriteModel<Document>> writes = new ArrayList<>(rows.size());
    for (ProfileRow row : rows) {
      writes.add(
          new UpdateOneModel<>(
              Filters.eq("_id", row.commonId()),
              Updates.combine(updates(row, at)),
              new UpdateOptions().upsert(true)));
    }
    if (!writes.isEmpty()) {
      profiles.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  /** Sets what the person declared themself; false when somebody else changed it meanwhile. */
  boolean declare(
      String commonId, Map<String, AttributeValue> declared, long expected, Instant at) {
    return edit(commonId, expected, at, Updates.set("declared", bson(declared)));
  }

  boolean prefer(
      String commonId, Set<String> routesOff, String language, long expected, Instant at) {
    return edit(
        commonId,
        expected,
        at,
        Updates.combine(
            Updates.set("routesOff", List.copyOf(routesOff)), Updates.set("language", language)));
  }

  void consent(String commonId, Purpose purpose, Consent consent, Instant at) {
    profiles.updateOne(
        Filters.eq("_id", commonId),
        Updates.combine(
            Updates.set("consents." + purpose.json(), bson(consent)),
            Updates.push("consentHistory", bson(consent).append("purpose", purpose.json())),
            NEWCOMER,
            Updates.set("changedAt", Date.from(at))),
        new UpdateOptions().upsert(true));
  }

  void linkLine(String commonId, @Nullable String userId, Instant at) {
    profiles.updateOne(
        Filters.eq("_id", commonId),
        Updates.combine(
            userId == null ? Updates.unset("line") : Updates.set("line", userId),
            NEWCOMER,
            Updates.set("changedAt", Date.from(at))),
        new UpdateOptions().upsert(true));
  }

  private boolean edit(String commonId, long expected, Instant at, Bson change) {
    Bson unchanged =
        expected == 0 ? Filters.in("version", 0L, null) : Filters.eq("version", expected);
    try {
      UpdateResult result =
          profiles.updateOne(
              Filters.and(Filters.eq("_id", commonId), unchanged),
              Updates.combine(
                  change,
                  NEWCOMER,
                  Updates.set("version", expected + 1),
                  Updates.set("changedAt", Date.from(at))),
              new UpdateOptions().upsert(expected == 0));
      return result.getMatchedCount() == 1 || result.getUpsertedId() != null;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  private static List<Bson> updates(ProfileRow row, Instant at) {
    List<Bson> updates = new ArrayList<>();
    updates.add(Updates.set("kind", row.kind().json()));
    row.attributes().ifPresent(values -> updates.add(Updates.set("attributes", bson(values))));
    row.source().ifPresent(source -> updates.add(Updates.set("source", source)));
    updates.add(Updates.set("asOf", Date.from(row.asOf().orElse(at))));
    row.contacts()
        .ifPresent(
            contacts -> {
              // The CRM does not know of LINE what the person linked by themself: what a row does
              // not speak of stays.
              if (row.contactsStated().contains("mail")) {
                updates.add(
                    contacts
                        .mail()
                        .map(
                            address ->
                                Updates.set(
                                    "mail",
                                    new Document("address", address)
                                        .append("verified", contacts.mailVerified())))
                        .orElseGet(() -> Updates.unset("mail")));
              }
              if (row.contactsStated().contains("line")) {
                updates.add(
                    contacts
                        .lineUserId()
                        .map(userId -> Updates.set("line", userId))
                        .orElseGet(() -> Updates.unset("line")));
              }
            });
    row.consents()
        .forEach(
            (purpose, consent) ->
                updates.add(Updates.set("consents." + purpose.json(), bson(consent))));
    row.household()
        .ifPresent(
            members ->
                updates.add(
                    Updates.set("household", members.stream().map(ProfileStore::bson).toList())));
    row.receives()
        .ifPresent(programs -> updates.add(Updates.set("receives", List.copyOf(programs))));
    row.language().ifPresent(language -> updates.add(Updates.set("language", language)));
    updates.add(Updates.set("changedAt", Date.from(at)));
    return updates;
  }

  private static Document bson(Consent consent) {
    return new Document("granted", consent.granted())
        .append("textVersion", consent.textVersion())
        .append("at", Date.from(consent.at()));
  }

  private static Document bson(HouseholdMember member) {
    Document document = new Document("relationship", member.relationship());
    member.birthOn().ifPresent(day -> document.append("birthOn", bson(day)));
    return document.append("attributes", bson(member.attributes()));
  }

  private static Document bson(Map<String, AttributeValue> values) {
    Document document = new Document();
    values.forEach((name, value) -> document.append(name, bson(value)));
    return document;
  }

  private static Object bson(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> text.text();
      case AttributeValue.Number number -> new Decimal128(number.number());
      case AttributeValue.Flag flag -> flag.flag();
      case AttributeValue.Day day -> bson(day.day());
      case AttributeValue.Choices choices -> List.copyOf(choices.choices());
    };
  }

  private static Date bson(LocalDate day) {
    return Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static Profile profile(Document document) {
    Map<String, AttributeValue> attributes = new HashMap<>();
    attributes.putAll(values(document.get("declared", Document.class)));
    attributes.putAll(values(document.get("attributes", Document.class)));
    Document mail = document.get("mail", Document.class);
    Map<Purpose, Consent> consents = new EnumMap<>(Purpose.class);
    Document given = document.get("consents", Document.class);
    if (given != null) {
      given.forEach(
          (name, value) ->
              Purpose.of(name)
                  .ifPresent(purpose -> consents.put(purpose, consent((Document) value))));
    }
    List<Document> household = document.getList("household", Document.class);
    return new Profile(
        document.getString("_id"),
        ProfileKind.of(document.getString("kind")).orElseThrow(),
        attributes,
        new ContactPoints(
            Optional.ofNullable(mail).map(address -> address.getString("address")),
            mail != null && mail.getBoolean("verified", false),
            Optional.ofNullable(document.getString("line"))),
        consents,
        new HashSet<>(document.getList("routesOff", String.class, List.of())),
        Optional.ofNullable(household)
            .map(members -> members.stream().map(ProfileStore::member).toList()),
        Dealings.of(
            Optional.ofNullable(document.getList("receives", String.class)).map(HashSet::new),
            consents),
        document.get("language", "ja"),
        document.get("version", 0L),
        document.getDate("changedAt").toInstant());
  }

  private static Consent consent(Document document) {
    return new Consent(
        document.getBoolean("granted", false),
        document.getString("textVersion"),
        document.getDate("at").toInstant());
  }

  private static HouseholdMember member(Document document) {
    return new HouseholdMember(
        document.getString("relationship"),
        Optional.ofNullable(document.getDate("birthOn")).map(ProfileStore::day),
        values(document.get("attributes", Document.class)));
  }

  private static Map<String, AttributeValue> values(@Nullable Document document) {
    if (document == null) {
      return Map.of();
    }
    Map<String, AttributeValue> values = new HashMap<>();
    document.forEach((name, value) -> values.put(name, value(name, value)));
    return values;
  }

  private static AttributeValue value(String name, Object stored) {
    return switch (stored) {
      case String text -> new AttributeValue.Text(text);
      case Decimal128 number -> new AttributeValue.Number(number.bigDecimalValue());
      case Boolean flag -> new AttributeValue.Flag(flag);
      case Date day -> new AttributeValue.Day(day(day));
      case List<?> choices -> {
        Set<String> chosen = new HashSet<>();
        choices.forEach(choice -> chosen.add((String) choice));
        yield new AttributeValue.Choices(chosen);
      }
      case Integer whole -> new AttributeValue.Number(BigDecimal.valueOf(whole));
      case Long whole -> new AttributeValue.Number(BigDecimal.valueOf(whole));
      case Double number -> new AttributeValue.Number(BigDecimal.valueOf(number));
      default ->
          throw new IllegalStateException(
              "attribute "
                  + name
                  + " is stored in a shape of "
                  + stored.getClass().getSimpleName());
    };
  }

  private static LocalDate day(Date stored) {
    return stored.toInstant().atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
