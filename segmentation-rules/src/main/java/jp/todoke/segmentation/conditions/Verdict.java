package jp.todoke.segmentation.conditions;

import java.util.Locale;

/** The three answers to "does it concern this person?", ordered: no, unknown, yes. */
public enum Verdict {
  /** It does not concern them. */
  NO,
  /** A needed fact is missing; never treated as a yes. */
  UNKNOWN,
  /** It concerns them. */
  YES;

  private static final Verdict[] BY_RANK = values();

  /** The verdict of that rank: 0 no, 1 unknown, 2 yes. */
  public static Verdict of(int rank) {
    return BY_RANK[rank];
  }

  /** The name used in JSON: lower case. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }
}
