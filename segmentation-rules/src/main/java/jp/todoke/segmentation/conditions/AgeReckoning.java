package jp.todoke.segmentation.conditions;

/**
 * The two readings of a legal age (Act on Calculation of Ages, Act 50 of 1902; Civil Code article
 * 143).
 */
public enum AgeReckoning {
  /** 満年齢 as commonly said: one is n from the birthday on; born on February 29, from March 1. */
  COMMON,
  /** 達した日: the age is attained on the day before the birthday, on which its last day ends. */
  ATTAINED_DAY
}
