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
    Map<Purpose, Consent> consents,
    Optional<List<HouseholdMember>> household,
    Optional<String> language,
    Optional<String> source,
    Optional<Instant> asOf) {

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
        language.orElse("ja"),
        0,
        now);
  }
}
