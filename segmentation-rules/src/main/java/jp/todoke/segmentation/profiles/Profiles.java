package jp.todoke.segmentation.profiles;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.interactions.Interactions;

/** The door to the people the city serves, by common ID. Thread-safe. */
public final class Profiles {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  private final ProfileStore store;
  private final Interactions interactions;
  private final Attributes attributes;
  private final Clock clock;

  public Profiles(MongoDatabase database, Attributes attributes, Clock clock) {
    this.store = new ProfileStore(database);
    this.interactions = new Interactions(database);
    this.attributes = attributes;
    this.clock = clock;
  }

  /** The profile of that common ID, read from the store each time. */
  public Optional<Profile> find(String commonId) {
    return store.find(commonId).map(this::complete);
  }

  /**
   * Those of the common IDs that have a profile, with what it takes to write to them: contact
   * points, consents, routes and language. Facts that only conditions ask for are left out.
   */
  public Map<String, Profile> addressees(Collection<String> commonIds) {
    return store.addressees(commonIds);
  }

  /** Whether anybody else has that mailbox as well. */
  public boolean sharesMail(Profile person) {
    return person
        .contacts()
        .mail()
        .filter(address -> store.sharesContact(person.commonId(), ContactPoints.ofMail(address)))
        .isPresent();
  }

  /** Whether anybody else has that LINE account as well. */
  public boolean sharesLine(Profile person) {
    return person
        .contacts()
        .lineUserId()
        .filter(userId -> store.sharesContact(person.commonId(), ContactPoints.ofLine(userId)))
        .isPresent();
  }

  /** Those of the common IDs that have a profile. */
  public Map<String, Profile> findAll(Collection<String> commonIds) {
    Map<String, Profile> found = store.findAll(commonIds);
    List<String> observed =
        found.values().stream()
            .filter(profile -> profile.consentsTo(Purpose.BEHAVIOUR))
            .map(Profile::commonId)
            .toList();
    if (!observed.isEmpty()) {
      interactions
          .findAll(observed)
          .forEach(
              (commonId, kept) ->
                  found.computeIfPresent(
                      commonId, (any, profile) -> profile.with(kept.interactions())));
    }
    return found;
  }

  private Profile complete(Profile profile) {
    return profile.consentsTo(Purpose.BEHAVIOUR)
        ? interactions
            .find(profile.commonId())
            .map(kept -> profile.with(kept.interactions()))
            .orElse(profile)
        : profile;
  }

  /** The language that person reads, BCP 47; empty where they have no profile. */
  public Optional<String> language(String commonId) {
    return store.language(commonId);
  }

  /** Whose LINE account this is, when it is linked. */
  public Optional<String> commonIdOfLine(String lineUserId) {
    return store.commonIdOfLine(lineUserId);
  }

  /** Hands over every profile in the order of common IDs, streaming. */
  public void each(Consumer<Profile> taker) {
    store.each(profile -> taker.accept(complete(profile)));
  }

  /**
   * The common IDs of profiles that changed at or after that moment, up to {@code most} of them;
   * those that were deleted are not among them.
   */
  public List<String> changedSince(Instant since, int most) {
    Set<String> changed = new LinkedHashSet<>(store.changedSince(since, most));
    changed.addAll(interactions.changedSince(since, most));
    return changed.stream().limit(most).toList();
  }

  /** Hands over up to so many profiles, those with the first common IDs. */
  public void sample(int most, Consumer<Profile> taker) {
    store.first(most, taker);
  }

  /**
   * A made-up person, read as a row of the exchange and stored nowhere.
   *
   * @throws ProfileRowRefused when it is no such row
   * @throws jp.todoke.segmentation.attributes.ValueRefused when an attribute or value is not
   *     admitted
   */
  public Profile madeUp(String row) {
    try {
      return new ProfileRowReader(attributes.catalogue()).read(row).alone(clock.instant());
    } catch (RowRefused refused) {
      throw new ProfileRowRefused(refused.code(), refused.reason());
    }
  }

  /** Tells the facts of all profiles, in no order, without building profiles. */
  public void facts(FactTaker taker) {
    store.facts(taker);
    interactions.each(
        (commonId, kept) ->
            taker.interactions(commonId, kept.interactions(), kept.changedAt().toEpochMilli()));
  }

  /** How many profiles there are. */
  public long count() {
    return store.count();
  }

  /** Forgets a person; false when there was none. */
  public boolean delete(String commonId) {
    interactions.forget(List.of(commonId));
    return store.delete(commonId);
  }

  /**
   * An intake of NDJSON rows against the catalogue as it is now.
   *
   * @param results hears of each row, in order, after it is stored
   */
  public ProfileIntake intake(Consumer<RowResult> results) {
    return new ProfileIntake(store, interactions, attributes.refresh(), clock, results);
  }

  /**
   * Replaces what the person declared about themself; what the city's systems say stays above it.
   *
   * @throws jp.todoke.segmentation.attributes.ValueRefused when an attribute or value is not
   *     admitted
   * @throws ProfileStale when it changed since {@code expected}
   */
  public Profile declare(String commonId, JsonNode values, long expected) {
    ProfileRowReader reader = new ProfileRowReader(attributes.catalogue());
    if (!store.declare(commonId, reader.attributes(values, false), expected, clock.instant())) {
      throw new ProfileStale(expected);
    }
    return store.find(commonId).orElseThrow();
  }

  /**
   * Sets which routes the person does not want pushes on, and their language.
   *
   * @throws ProfileStale when it changed since {@code expected}
   */
  public Profile prefer(String commonId, Set<String> routesOff, String language, long expected) {
    if (!store.prefer(commonId, routesOff, language, expected, clock.instant())) {
      throw new ProfileStale(expected);
    }
    return store.find(commonId).orElseThrow();
  }

  /** Keeps the person's word on a purpose, the earlier ones stay in the history. */
  public Consent consent(String commonId, Purpose purpose, boolean granted, String textVersion) {
    Consent consent = new Consent(granted, textVersion, clock.instant());
    store.consent(commonId, purpose, consent, clock.instant());
    if (purpose == Purpose.BEHAVIOUR && !granted) {
      interactions.forget(List.of(commonId));
    }
    return consent;
  }

  /**
   * Counts that the person searched or opened a topic today (function #9).
   *
   * @param topic 1 to 60 letters, digits, {@code _} or {@code -}
   * @return false when they have named too many topics today and it was not counted
   * @throws ConsentMissing when they do not let it be used
   */
  public boolean interacted(String commonId, Interaction.Kind kind, String topic) {
    Profile profile = store.find(commonId).orElseGet(() -> Profile.newcomer(commonId));
    if (!profile.consentsTo(Purpose.BEHAVIOUR)) {
      throw new ConsentMissing(Purpose.BEHAVIOUR);
    }
    Instant now = clock.instant();
    return interactions.record(commonId, kind, topic, LocalDate.ofInstant(now, JAPAN), now);
  }

  /** Forgets interactions that are older than they may be; once a day. */
  public long forgetOldInteractions() {
    return interactions.forgetOld(LocalDate.ofInstant(clock.instant(), JAPAN));
  }

  /** Links the LINE account to the person. */
  public void linkLine(String commonId, String lineUserId) {
    store.linkLine(commonId, lineUserId, clock.instant());
  }

  /** Takes the link to the LINE account away. */
  public void unlinkLine(String commonId) {
    store.linkLine(commonId, null, clock.instant());
  }
}
