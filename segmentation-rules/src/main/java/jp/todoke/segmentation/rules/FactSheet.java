package jp.todoke.segmentation.rules;

import jp.todoke.segmentation.profiles.Dealings;

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
  private final Dealings dealings;

  FactSheet(long[] words, boolean householdKnown, FactSheet[] household, Dealings dealings) {
    this.words = words;
    this.householdKnown = householdKnown;
    this.household = household;
    this.dealings = dealings;
  }

  FactSheet(long[] words) {
    this(words, false, NOBODY, Dealings.UNKNOWN);
  }

  long word(int slot) {
    return words[slot];
  }

  boolean householdKnown() {
    return householdKnown;
  }

  Dealings dealings() {
    return dealings;
  }

  FactSheet[] household() {
    return household;
  }
}
