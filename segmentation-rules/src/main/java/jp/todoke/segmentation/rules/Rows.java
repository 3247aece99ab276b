package jp.todoke.segmentation.rules;

import jp.todoke.segmentation.profiles.Dealings;

/** Where a block of people takes its facts from. */
interface Rows {

  int size();

  /** Writes everybody's word of that slot, in order. */
  void column(int slot, long[] into);

  /** One person's facts in a piece, for tests that cannot ask a column. */
  FactSheet sheet(int row);

  /** What goes on between a person and the city. */
  Dealings dealings(int row);

  boolean householdKnown(int row);

  /** How many members there are in the household of that row; none where it is not known. */
  int household(int row);

  /** The members of all households, one household after the other. */
  Rows members();
}
