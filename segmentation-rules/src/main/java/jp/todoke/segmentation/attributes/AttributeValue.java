package jp.todoke.segmentation.attributes;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Set;
import java.util.TreeSet;

/** One value of one attribute, in the shape its catalogue entry asks for. */
public sealed interface AttributeValue {

  /** The longest text kept, in UTF-16 units. */
  int LONGEST_TEXT = 1_000;

  /** A text, or the chosen value of an enum. */
  record Text(String text) implements AttributeValue {}

  /** A decimal number; equal numbers have equal values whatever their scale was. */
  record Number(BigDecimal number) implements AttributeValue {
    public Number {
      number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    }

    /** The number of a whole amount. */
    public static Number of(long whole) {
      return new Number(BigDecimal.valueOf(whole));
    }
  }

  /** True or false. */
  record Flag(boolean flag) implements AttributeValue {}

  /** A day in Asia/Tokyo. */
  record Day(LocalDate day) implements AttributeValue {}

  /** The chosen values of a set, in their natural order. */
  record Choices(Set<String> choices) implements AttributeValue {
    public Choices {
      choices = java.util.Collections.unmodifiableSet(new TreeSet<>(choices));
    }
  }
}
