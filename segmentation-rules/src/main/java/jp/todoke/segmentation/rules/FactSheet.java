package jp.todoke.segmentation.rules;

/**
 * One person's facts in the compact form that is decided on: a machine word per attribute. Enums
 * are the place of their value in the catalogue, booleans 0 and 1, days days since 1970-01-01,
 * numbers ten-thousandths, sets a bit per chosen value.
 */
final class FactSheet {

  /** No value can have this word, see the limits of the catalogue. */
  static final long MISSING = Long.MIN_VALUE;

  private static final FactSheet[] NOBODY = {};

  private final long[] words;
  private final boolean householdKnown;
  private final FactSheet[] household;

  FactSheet(long[] words, boolean householdKnown, FactSheet[] household) {
    this.words = words;
    this.householdKnown = householdKnown;
    this.household = household;
  }

  FactSheet(long[] words) {
    this(words, false, NOBODY);
  }

  long word(int slot) {
    return words[slot];
  }

  boolean householdKnown() {
    return householdKnown;
  }

  FactSheet[] household() {
    return household;
  }
}
