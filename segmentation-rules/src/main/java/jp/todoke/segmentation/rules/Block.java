package jp.todoke.segmentation.rules;

import java.util.Arrays;
import jp.todoke.segmentation.profiles.Dealings;
import org.jspecify.annotations.Nullable;

/**
 * Some people before the rules together: the fact that Drools matches. Facts are read as a column
 * per attribute, and a question is put to everybody at once; its answer is a mask of yes and one of
 * possible (yes or unknown), a bit per person. Equal questions of different rules are answered
 * once.
 *
 * <p>For one thread; can be filled again.
 */
final class Block {

  /** The most people in a block: a column and the masks of some hundred rules stay in the cache. */
  static final int MOST = 1_024;

  private final int places;
  private final int rules;
  private final boolean[] answered;
  private final long[] @Nullable [] columns;
  private final long[] @Nullable [] missing;
  private final boolean[] loaded;
  private Rows rows = new SheetRows(java.util.List.of());
  private int size;
  private int words;
  private long[] masks = {};
  private long[] verdicts = {};
  private long[] everybody = {};
  private int[] owners = {};
  private @Nullable FactSheet[] sheets = {};
  private @Nullable Block members;
  private boolean membersFilled;

  /**
   * @param slots how many attributes there are
   * @param places how many different questions
   */
  Block(int slots, int places, int rules) {
    this.places = places;
    this.rules = rules;
    this.answered = new boolean[places];
    this.columns = new long[slots][];
    this.missing = new long[slots][];
    this.loaded = new boolean[slots];
  }

  Block fill(Rows people) {
    rows = people;
    size = people.size();
    words = (size + Long.SIZE - 1) / Long.SIZE;
    Arrays.fill(answered, false);
    Arrays.fill(loaded, false);
    Arrays.fill(sheets, null);
    membersFilled = false;
    if (masks.length < 2 * words * places) {
      masks = new long[2 * words * places];
    }
    if (verdicts.length < 2 * words * rules) {
      verdicts = new long[2 * words * rules];
    } else {
      Arrays.fill(verdicts, 0);
    }
    if (everybody.length < words) {
      everybody = new long[words];
    }
    Arrays.fill(everybody, 0, words, -1L);
    if (size % Long.SIZE != 0) {
      everybody[words - 1] = (1L << size) - 1;
    }
    return this;
  }

  int size() {
    return size;
  }

  int words() {
    return words;
  }

  /** A bit for each person there is; the rest of the last word is clear. */
  long[] everybody() {
    return everybody;
  }

  long[] column(int slot) {
    load(slot);
    return java.util.Objects.requireNonNull(columns[slot]);
  }

  /** A bit for each person whose fact is missing. */
  long[] missing(int slot) {
    load(slot);
    return java.util.Objects.requireNonNull(missing[slot]);
  }

  private void load(int slot) {
    if (loaded[slot]) {
      return;
    }
    long[] column = columns[slot];
    long[] none = missing[slot];
    if (column == null || none == null || column.length < size) {
      column = new long[size];
      none = new long[words];
      columns[slot] = column;
      missing[slot] = none;
    }
    rows.column(slot, column);
    for (int word = 0; word < words; word++) {
      long bits = 0;
      for (int row = Math.min(size, (word + 1) * Long.SIZE) - 1; row >= word * Long.SIZE; row--) {
        bits = bits << 1 | (column[row] == FactSheet.MISSING ? 1 : 0);
      }
      none[word] = bits;
    }
    loaded[slot] = true;
  }

  /** One person's facts in a piece, made once. */
  FactSheet sheet(int row) {
    if (sheets.length < size) {
      sheets = new FactSheet[size];
    }
    FactSheet sheet = sheets[row];
    if (sheet == null) {
      sheet = rows.sheet(row);
      sheets[row] = sheet;
    }
    return sheet;
  }

  Dealings dealings(int row) {
    return rows.dealings(row);
  }

  boolean householdKnown(int row) {
    return rows.householdKnown(row);
  }

  /** The members of all households as a block of their own. */
  Block members() {
    Block block = members;
    if (block == null) {
      block = new Block(columns.length, places, 0);
      members = block;
    }
    if (!membersFilled) {
      block.fill(rows.members());
      if (owners.length < block.size()) {
        owners = new int[block.size()];
      }
      int member = 0;
      for (int row = 0; row < size; row++) {
        for (int left = rows.household(row); left > 0; left--) {
          owners[member++] = row;
        }
      }
      membersFilled = true;
    }
    return block;
  }

  /** Whose household the member of that row of {@link #members()} lives in. */
  int owner(int member) {
    return owners[member];
  }

  /** The masks of all answers. */
  long[] masks() {
    return masks;
  }

  /** Where the answer begins in the masks: as many words of yes, then as many of possible. */
  int answer(Test test) {
    int at = 2 * words * test.place;
    if (!answered[test.place]) {
      test.of(this, masks, at);
      answered[test.place] = true;
    }
    return at;
  }

  /** Whether the test is not answered by no for somebody here: the constraint that Drools asks. */
  boolean possible(Test test) {
    int at = answer(test) + words;
    for (int word = at; word < at + words; word++) {
      if (masks[word] != 0) {
        return true;
      }
    }
    return false;
  }

  /** Writes everybody's verdict on that rule: what a fired rule does. */
  void decide(int rule, Test whole) {
    System.arraycopy(masks, answer(whole), verdicts, 2 * words * rule, 2 * words);
  }

  /** The rank of one person's verdict on that rule. */
  int verdict(int rule, int row) {
    int at = 2 * words * rule + row / Long.SIZE;
    return (int) ((verdicts[at] >>> row & 1) + (verdicts[at + words] >>> row & 1));
  }

  /** A word of the mask of those for whom the rule says yes. */
  long yes(int rule, int word) {
    return verdicts[2 * words * rule + word];
  }

  /** A word of the mask of those for whom the rule says yes or unknown. */
  long possible(int rule, int word) {
    return verdicts[2 * words * rule + words + word];
  }

  byte[] verdicts(int row) {
    byte[] ranks = new byte[rules];
    for (int rule = 0; rule < rules; rule++) {
      ranks[rule] = (byte) verdict(rule, row);
    }
    return ranks;
  }
}
