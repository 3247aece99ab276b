package jp.todoke.segmentation.attributes;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An amount that a law or ordinance sets and changes on a day, for instance an income limit;
 * conditions name it instead of repeating the number.
 *
 * @param name the key in conditions: a letter, then letters, digits, {@code _} or {@code -}
 * @param label what a citizen reads, for instance 所得制限限度額
 * @param unit what is written after it, for instance 円; may be empty
 * @param source the law, ordinance or page it is from
 * @param periods by the day they begin, the earliest first
 * @param version counts edits from 1, for optimistic locking
 */
public record Parameter(
    String name, String label, String unit, String source, List<Period> periods, int version) {

  private static final Pattern NAME = Pattern.compile("\\p{L}[\\p{L}\\p{N}_-]{0,99}");
  private static final BigDecimal LARGEST = new BigDecimal("900000000000");
  private static final int MOST_PERIODS = 200;
  private static final int MOST_AMOUNTS = 50;

  /**
   * The amounts from a day on, until the next period begins.
   *
   * @param from the first day, Asia/Tokyo
   * @param amounts the amount for 0, 1, 2 ... of what it is counted by; a single one where it is
   *     counted by nothing
   * @param more what each further one adds beyond the last amount
   */
  public record Period(LocalDate from, List<BigDecimal> amounts, BigDecimal more) {
    public Period {
      amounts = List.copyOf(amounts);
      if (amounts.isEmpty() || amounts.size() > MOST_AMOUNTS) {
        throw new AttributeRefused("periods", "1 to " + MOST_AMOUNTS + " amounts");
      }
      amounts.forEach(Period::check);
      check(more);
    }

    private static void check(BigDecimal amount) {
      if (amount.abs().compareTo(LARGEST) > 0 || amount.stripTrailingZeros().scale() > 4) {
        throw new AttributeRefused("periods", "within 900,000,000,000, at most four decimals");
      }
    }

    /** The amount for that many; the first for fewer than none. */
    public BigDecimal amount(long count) {
      int last = amounts.size() - 1;
      return count <= last
          ? amounts.get((int) Math.max(0, count))
          : amounts.get(last).add(more.multiply(BigDecimal.valueOf(count - last)));
    }
  }

  /**
   * Checks that it can be used.
   *
   * @throws AttributeRefused when the name or label is malformed, or the periods are none, too many
   *     or out of order
   */
  public Parameter {
    periods = List.copyOf(periods);
    if (!NAME.matcher(name).matches()) {
      throw new AttributeRefused("name", "a letter, then letters, digits, _ or -, at most 100");
    }
    if (label.isBlank() || label.length() > 500) {
      throw new AttributeRefused("label", "between 1 and 500 characters");
    }
    if (periods.isEmpty() || periods.size() > MOST_PERIODS) {
      throw new AttributeRefused("periods", "1 to " + MOST_PERIODS);
    }
    for (int index = 1; index < periods.size(); index++) {
      if (!periods.get(index - 1).from().isBefore(periods.get(index).from())) {
        throw new AttributeRefused("periods", "the earliest first, each day once");
      }
    }
  }

  /** The amounts that hold on a day; empty before the first period. */
  public Optional<Period> on(LocalDate day) {
    return periods.stream()
        .filter(period -> !period.from().isAfter(day))
        .reduce((earlier, later) -> later);
  }
}
