package jp.todoke.segmentation.profiles;

import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import jp.todoke.segmentation.attributes.AttributeValue;

/**
 * Somebody in the household of a profile, as far as eligibility asks.
 *
 * @param relationship one of the values of the catalogue's {@code relationship}
 * @param birthOn the day of birth, when known
 * @param attributes further facts, typed by the catalogue
 */
public record HouseholdMember(
    String relationship, Optional<LocalDate> birthOn, Map<String, AttributeValue> attributes) {
  public HouseholdMember {
    attributes = Map.copyOf(attributes);
  }
}
