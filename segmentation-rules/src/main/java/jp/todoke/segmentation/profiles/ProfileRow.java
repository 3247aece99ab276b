package jp.todoke.segmentation.profiles;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.attributes.AttributeValue;

/** One accepted row of the exchange: the parts it states; what it leaves out is not touched. */
record ProfileRow(
    String commonId,
    ProfileKind kind,
    Optional<Map<String, AttributeValue>> attributes,
    Optional<ContactPoints> contacts,
    Set<String> contactsStated,
    Map<Purpose, Consent> consents,
    Optional<List<HouseholdMember>> household,
    Optional<Set<String>> receives,
    Optional<String> language,
    Optional<String> source,
    Optional<Instant> asOf) {

  /** Whether the row says that what the person does may not be used. */
  boolean withdrawsBehaviour() {
    Consent behaviour = consents.get(Purpose.BEHAVIOUR);
    return behaviour != null && !behaviour.granted();
  }

  /** The profile this row alone makes. */
  Profile alone(Instant now) {
    return new Profile(
        commonId,
        kind,
        attributes.orElse(Map.of()),
        contacts.orElse(ContactPoints.NONE),
        consents,
        Set.of(),
        household,
        Dealings.of(receives, consents),
        language.orElse("ja"),
        0,
        now);
  }
}
