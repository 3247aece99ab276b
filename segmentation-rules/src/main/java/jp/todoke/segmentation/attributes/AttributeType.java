package jp.todoke.segmentation.attributes;

import java.util.Locale;
import java.util.Optional;

/** The closed list of shapes a value in the catalogue can have. */
public enum AttributeType {
  /** Free text, at most {@value AttributeValue#LONGEST_TEXT} characters; compared as a whole. */
  TEXT,
  /** A decimal number with at most four digits after the point, within ±900,000,000,000. */
  NUMBER,
  /** True or false. */
  BOOLEAN,
  /** A calendar day in Asia/Tokyo, ISO 8601. */
  DATE,
  /** Exactly one of the allowed values. */
  ENUM,
  /** Any number of the allowed values, of which there are at most 63. */
  SET;

  /** The name used in JSON: lower case. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type of that JSON name, or empty when there is none. */
  public static Optional<AttributeType> of(String json) {
    for (AttributeType type : values()) {
      if (type.json().equals(json)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }
}
