package jp.todoke.segmentation.profiles;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    Optional<Instant> asOf) {}
