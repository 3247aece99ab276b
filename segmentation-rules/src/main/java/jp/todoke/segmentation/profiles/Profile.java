package jp.todoke.segmentation.profiles;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.interactions.Interaction;

/**
 * What the city knows about one user of its services.
 *
 * @param commonId the city's own opaque identifier
 * @param kind in which capacity they use the services
 * @param attributes facts typed by the catalogue, the day of birth as {@code birthOn} among them;
 *     what the city's systems say stands above what the person declared
 * @param contacts where they can be reached
 * @param consents the latest word per purpose; a missing one is a no
 * @param routesOff the routes they do not want pushes on: {@code portal}, {@code mail}, {@code
 *     line}
 * @param household the people they live with; empty when it is not known who that is
 * @param dealings what goes on between them and the city
 * @param language the language they read, BCP 47
 * @param version counts the person's own edits, for optimistic locking
 * @param changedAt when anything last changed, UTC
 */
public record Profile(
    String commonId,
    ProfileKind kind,
    Map<String, AttributeValue> attributes,
    ContactPoints contacts,
    Map<Purpose, Consent> consents,
    Set<String> routesOff,
    Optional<List<HouseholdMember>> household,
    Dealings dealings,
    String language,
    long version,
    Instant changedAt) {

  public Profile {
    attributes = Map.copyOf(attributes);
    consents = Map.copyOf(consents);
    routesOff = Set.copyOf(routesOff);
    household = household.map(List::copyOf);
  }

  /** Somebody of whom nothing is known but that they signed in. */
  public static Profile newcomer(String commonId) {
    return new Profile(
        commonId,
        ProfileKind.CITIZEN,
        Map.of(),
        ContactPoints.NONE,
        Map.of(),
        Set.of(),
        Optional.empty(),
        Dealings.UNKNOWN,
        "ja",
        0,
        Instant.EPOCH);
  }

  /** The same person with what they searched and opened, where they let it be used. */
  Profile with(List<Interaction> interactions) {
    return new Profile(
        commonId,
        kind,
        attributes,
        contacts,
        consents,
        routesOff,
        household,
        dealings.with(interactions),
        language,
        version,
        changedAt);
  }

  /** Whether they have said yes to the purpose and not taken it back. */
  public boolean consentsTo(Purpose purpose) {
    Consent consent = consents.get(purpose);
    return consent != null && consent.granted();
  }
}
