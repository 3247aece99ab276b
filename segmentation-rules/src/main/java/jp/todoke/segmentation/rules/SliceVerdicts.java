package jp.todoke.segmentation.rules;

/** What every rule of a book says about a slice of the city: a bit per ordinal of the slice. */
public final class SliceVerdicts {

  private static final int WORDS = CompactCity.SLICE / Long.SIZE;

  private final long[][] yes;
  private final long[][] unknown;

  SliceVerdicts(int rules) {
    this.yes = new long[rules][WORDS];
    this.unknown = new long[rules][WORDS];
  }

  /** Those for whom the rule at that place of the book says yes: 1,024 words. */
  public long[] yes(int place) {
    return yes[place];
  }

  /** Those for whom it cannot tell. */
  public long[] unknown(int place) {
    return unknown[place];
  }

  void take(Block block, int from, CitySlice people) {
    for (int rule = 0; rule < yes.length; rule++) {
      for (int word = 0; word < block.words(); word++) {
        int at = from / Long.SIZE + word;
        long certain = block.yes(rule, word);
        yes[rule][at] = certain & people.present(at);
        unknown[rule][at] = block.possible(rule, word) & ~certain & people.present(at);
      }
    }
  }
}
