package jp.todoke.segmentation.attributes;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * One entry of the catalogue: what the city may know, under which name, why and from where.
 *
 * @param name the key in profiles and conditions: a letter, then letters, digits, {@code _} or
 *     {@code -}, at most 100 characters
 * @param label what a citizen reads, for instance お住まいの区
 * @param type the shape of its values
 * @param allowed the values of an {@code ENUM} or {@code SET}, in the order staff see them; empty
 *     for every other type
 * @param unit what is written after a number, for instance 円; may be empty
 * @param purpose the consent purpose the values were collected for (Act on the Protection of
 *     Personal Information, article 61)
 * @param source the system of record, for instance {@code crm}
 * @param version counts edits from 1, for optimistic locking
 */
public record Attribute(
    String name,
    String label,
    AttributeType type,
    List<String> allowed,
    String unit,
    String purpose,
    String source,
    int version) {

  private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N}_-]{0,99}");

  /** The most values a set may offer, so that a person's choices fit one machine word. */
  public static final int MOST_SET_VALUES = 63;

  private static final int MOST_ENUM_VALUES = 2_000;

  /**
   * Checks that the entry can be used.
   *
   * @throws AttributeRefused when the name is malformed, the label is empty, an enum or set has no
   *     or too many or repeated values, or another type has allowed values
   */
  public Attribute {
    allowed = List.copyOf(allowed);
    if (!NAME.matcher(name).matches()) {
      throw new AttributeRefused("name", "a letter, then letters, digits, _ or -, at most 100");
    }
    if (label.isBlank() || label.length() > 500) {
      throw new AttributeRefused("label", "between 1 and 500 characters");
    }
    boolean closed = type == AttributeType.ENUM || type == AttributeType.SET;
    if (closed == allowed.isEmpty()) {
      throw new AttributeRefused(
          "allowed", closed ? "an enum or set needs its values" : "only for enum and set");
    }
    if (allowed.stream().distinct().count() != allowed.size()) {
      throw new AttributeRefused("allowed", "each value once");
    }
    if (allowed.size() > (type == AttributeType.SET ? MOST_SET_VALUES : MOST_ENUM_VALUES)) {
      throw new AttributeRefused("allowed", "too many values");
    }
  }

  /** The place of a value among the allowed ones, or empty when it is none of them. */
  public Optional<Integer> code(String value) {
    int index = allowed.indexOf(value);
    return index < 0 ? Optional.empty() : Optional.of(index);
  }
}
