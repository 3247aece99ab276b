package jp.todoke.segmentation.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.Dealings;

/**
 * A compiled condition: asks a fact sheet and answers with the rank of a {@link
 * jp.todoke.segmentation.conditions.Verdict}, 0 no, 1 unknown, 2 yes. Immutable.
 */
abstract sealed class Test {

  static final int NO = 0;
  static final int UNKNOWN = 1;
  static final int YES = 2;

  /** Its place among the questions of a book, given by the compiler. */
  int place = -1;

  abstract int of(FactSheet facts);

  /**
   * The same for everybody in a block: writes as many words of yes, then as many of possible.
   * Unless a test can ask a column, it asks one person after the other.
   */
  void of(Block people, long[] masks, int at) {
    int words = people.words();
    Arrays.fill(masks, at, at + 2 * words, 0);
    for (int row = 0; row < people.size(); row++) {
      int verdict = of(people.sheet(row));
      masks[at + row / Long.SIZE] |= (verdict == YES ? 1L : 0) << row;
      masks[at + words + row / Long.SIZE] |= (verdict == NO ? 0 : 1L) << row;
    }
  }

  /** Writes the masks of a test on one attribute: whose fact is missing is possible. */
  private static void settle(Block people, int slot, long[] masks, int at) {
    int words = people.words();
    long[] missing = people.missing(slot);
    for (int word = 0; word < words; word++) {
      masks[at + word] &= ~missing[word];
      masks[at + words + word] = masks[at + word] | missing[word];
    }
  }

  /** The row after the last one of that word. */
  private static int end(Block people, int word) {
    return Math.min(people.size(), (word + 1) * Long.SIZE);
  }

  /** The word lies between the two, inclusive. */
  static final class Between extends Test {
    private final int slot;
    private final long least;
    private final long most;

    Between(int slot, long least, long most) {
      this.slot = slot;
      this.least = least;
      this.most = most;
    }

    @Override
    void of(Block people, long[] masks, int at) {
      long[] column = people.column(slot);
      for (int word = 0; word < people.words(); word++) {
        long yes = 0;
        // One unsigned comparison instead of two signed ones; right over the whole range of longs.
        long span = most - least + Long.MIN_VALUE;
        for (int row = end(people, word) - 1; row >= word * Long.SIZE; row--) {
          yes = yes << 1 | (column[row] - least + Long.MIN_VALUE <= span ? 1 : 0);
        }
        masks[at + word] = least <= most ? yes : 0;
      }
      settle(people, slot, masks, at);
    }

    @Override
    int of(FactSheet facts) {
      long word = facts.word(slot);
      return word == FactSheet.MISSING ? UNKNOWN : word >= least && word <= most ? YES : NO;
    }
  }

  /** The word is one of a few small codes. */
  static final class Coded extends Test {
    final int slot;
    final long codes;

    Coded(int slot, long codes) {
      this.slot = slot;
      this.codes = codes;
    }

    @Override
    void of(Block people, long[] masks, int at) {
      long[] column = people.column(slot);
      for (int word = 0; word < people.words(); word++) {
        long yes = 0;
        for (int row = end(people, word) - 1; row >= word * Long.SIZE; row--) {
          yes = yes << 1 | codes >>> column[row] & 1;
        }
        masks[at + word] = yes;
      }
      settle(people, slot, masks, at);
    }

    @Override
    int of(FactSheet facts) {
      long word = facts.word(slot);
      return word == FactSheet.MISSING ? UNKNOWN : (codes >>> word & 1) != 0 ? YES : NO;
    }
  }

  /** The word is one of some values. */
  static final class Listed extends Test {
    private final int slot;
    private final long[] sorted;

    Listed(int slot, long[] sorted) {
      this.slot = slot;
      this.sorted = sorted;
    }

    @Override
    void of(Block people, long[] masks, int at) {
      long[] column = people.column(slot);
      for (int word = 0; word < people.words(); word++) {
        long yes = 0;
        for (int row = end(people, word) - 1; row >= word * Long.SIZE; row--) {
          yes = yes << 1 | (Arrays.binarySearch(sorted, column[row]) >= 0 ? 1 : 0);
        }
        masks[at + word] = yes;
      }
      settle(people, slot, masks, at);
    }

    @Override
    int of(FactSheet facts) {
      long word = facts.word(slot);
      if (word == FactSheet.MISSING) {
        return UNKNOWN;
      }
      return Arrays.binarySearch(sorted, word) >= 0 ? YES : NO;
    }
  }

  /** The chosen bits meet the mask, all of them or any. */
  static final class Chosen extends Test {
    private final int slot;
    private final long mask;
    private final boolean all;

    Chosen(int slot, long mask, boolean all) {
      this.slot = slot;
      this.mask = mask;
      this.all = all;
    }

    @Override
    void of(Block people, long[] masks, int at) {
      long[] column = people.column(slot);
      for (int word = 0; word < people.words(); word++) {
        long yes = 0;
        for (int row = end(people, word) - 1; row >= word * Long.SIZE; row--) {
          long met = column[row] & mask;
          yes = yes << 1 | ((all ? met == mask : met != 0) ? 1 : 0);
        }
        masks[at + word] = yes;
      }
      settle(people, slot, masks, at);
    }

    @Override
    int of(FactSheet facts) {
      long word = facts.word(slot);
      if (word == FactSheet.MISSING) {
        return UNKNOWN;
      }
      long met = word & mask;
      return (all ? met == mask : met != 0) ? YES : NO;
    }
  }

  /** The least of the parts. */
  static final class AllOf extends Test {
    final Test[] parts;

    AllOf(Test[] parts) {
      this.parts = parts;
    }

    @Override
    void of(Block people, long[] masks, int at) {
      int words = people.words();
      System.arraycopy(people.everybody(), 0, masks, at, words);
      System.arraycopy(people.everybody(), 0, masks, at + words, words);
      for (Test part : parts) {
        int of = people.answer(part);
        for (int word = 0; word < 2 * words; word++) {
          masks[at + word] &= masks[of + word];
        }
      }
    }

    @Override
    int of(FactSheet facts) {
      int least = YES;
      for (Test part : parts) {
        int verdict = part.of(facts);
        if (verdict == NO) {
          return NO;
        }
        least = Math.min(least, verdict);
      }
      return least;
    }
  }

  /** The greatest of the parts. */
  static final class AnyOf extends Test {
    private final Test[] parts;

    AnyOf(Test[] parts) {
      this.parts = parts;
    }

    @Override
    void of(Block people, long[] masks, int at) {
      int words = people.words();
      Arrays.fill(masks, at, at + 2 * words, 0);
      for (Test part : parts) {
        int of = people.answer(part);
        for (int word = 0; word < 2 * words; word++) {
          masks[at + word] |= masks[of + word];
        }
      }
    }

    @Override
    int of(FactSheet facts) {
      int most = NO;
      for (Test part : parts) {
        int verdict = part.of(facts);
        if (verdict == YES) {
          return YES;
        }
        most = Math.max(most, verdict);
      }
      return most;
    }
  }

  /** The opposite of the part. */
  static final class Opposite extends Test {
    private final Test part;

    Opposite(Test part) {
      this.part = part;
    }

    @Override
    void of(Block people, long[] masks, int at) {
      int words = people.words();
      int of = people.answer(part);
      for (int word = 0; word < words; word++) {
        long everybody = people.everybody()[word];
        masks[at + word] = everybody & ~masks[of + words + word];
        masks[at + words + word] = everybody & ~masks[of + word];
      }
    }

    @Override
    int of(FactSheet facts) {
      return YES - part.of(facts);
    }
  }

  /** At least so many members of the household pass. */
  static final class Counted extends Test {
    private final int atLeast;
    private final Test such;

    Counted(int atLeast, Test such) {
      this.atLeast = atLeast;
      this.such = such;
    }

    /** Sets the bit of everybody of whose members enough bits are set; they come by household. */
    private void count(Block people, Block members, int of, long[] masks, int at) {
      for (int word = 0; word < people.words(); word++) {
        masks[at + word] = atLeast <= 0 ? people.everybody()[word] : 0;
      }
      int owner = -1;
      int count = 0;
      for (int word = 0; word < members.words(); word++) {
        for (long left = members.masks()[of + word]; left != 0; left &= left - 1) {
          int next = people.owner(word * Long.SIZE + Long.numberOfTrailingZeros(left));
          count = next == owner ? count + 1 : 1;
          owner = next;
          if (count == atLeast) {
            masks[at + owner / Long.SIZE] |= 1L << owner;
          }
        }
      }
    }

    @Override
    void of(Block people, long[] masks, int at) {
      int words = people.words();
      Block members = people.members();
      int of = members.answer(such);
      count(people, members, of, masks, at);
      count(people, members, of + members.words(), masks, at + words);
      for (int row = 0; row < people.size(); row++) {
        if (!people.householdKnown(row)) {
          masks[at + row / Long.SIZE] &= ~(1L << row);
          masks[at + words + row / Long.SIZE] |= 1L << row;
        }
      }
    }

    @Override
    int of(FactSheet facts) {
      if (!facts.householdKnown()) {
        return UNKNOWN;
      }
      int certain = 0;
      int possible = 0;
      for (FactSheet member : facts.household()) {
        int verdict = such.of(member);
        certain += verdict == YES ? 1 : 0;
        possible += verdict == NO ? 0 : 1;
      }
      return certain >= atLeast ? YES : possible >= atLeast ? UNKNOWN : NO;
    }
  }

  /** The word keeps to an amount, which may be counted by another word. */
  static final class Limit extends Test {
    private static final long ONE = 10_000;

    private final int slot;
    private final Condition.Keeping keeping;
    private final int by;
    private final long[] amounts;
    private final long more;

    /**
     * @param by the slot of the number the amount is counted by; -1 when it is the first for all
     */
    Limit(int slot, Condition.Keeping keeping, int by, long[] amounts, long more) {
      this.slot = slot;
      this.keeping = keeping;
      this.by = by;
      this.amounts = amounts;
      this.more = more;
    }

    @Override
    void of(Block people, long[] masks, int at) {
      long[] column = people.column(slot);
      long[] counts = by < 0 ? column : people.column(by);
      long[] uncounted = by < 0 ? people.missing(slot) : people.missing(by);
      for (int word = 0; word < people.words(); word++) {
        long yes = 0;
        for (int row = end(people, word) - 1; row >= word * Long.SIZE; row--) {
          boolean missing = column[row] == FactSheet.MISSING || counts[row] == FactSheet.MISSING;
          yes = yes << 1 | (!missing && keeps(column[row], counts[row]) ? 1 : 0);
        }
        masks[at + word] = yes;
      }
      settle(people, slot, masks, at);
      for (int word = 0; word < people.words(); word++) {
        masks[at + people.words() + word] |= uncounted[word];
      }
    }

    @Override
    int of(FactSheet facts) {
      long word = facts.word(slot);
      long count = by < 0 ? 0 : facts.word(by);
      if (word == FactSheet.MISSING || count == FactSheet.MISSING) {
        return UNKNOWN;
      }
      return keeps(word, count) ? YES : NO;
    }

    private boolean keeps(long word, long count) {
      long amount = amount(by < 0 ? 0 : Math.floorDiv(count, ONE));
      return switch (keeping) {
        case AT_LEAST -> word >= amount;
        case ABOVE -> word > amount;
        case AT_MOST -> word <= amount;
        case BELOW -> word < amount;
      };
    }

    private long amount(long count) {
      int last = amounts.length - 1;
      return count <= last
          ? amounts[(int) Math.max(0, count)]
          : amounts[last] + more * (count - last);
    }
  }

  /** The nth child, or a later one, passes; the eldest is the first. */
  static final class Nth extends Test {
    private final int nth;
    private final boolean orLater;
    private final int relationship;
    private final long child;
    private final int birth;
    private final Test among;
    private final Test such;

    Nth(int nth, boolean orLater, int relationship, long child, int birth, Test among, Test such) {
      this.nth = nth;
      this.orLater = orLater;
      this.relationship = relationship;
      this.child = child;
      this.birth = birth;
      this.among = among;
      this.such = such;
    }

    @Override
    int of(FactSheet facts) {
      if (!facts.householdKnown()) {
        return UNKNOWN;
      }
      List<FactSheet> counted = new ArrayList<>();
      boolean certain = true;
      for (FactSheet member : facts.household()) {
        if (member.word(relationship) == child) {
          int counts = among.of(member);
          if (counts != NO) {
            counted.add(member);
            certain &= counts == YES && member.word(birth) != FactSheet.MISSING;
          }
        }
      }
      if (counted.size() < nth) {
        return NO;
      }
      return certain ? ordered(counted) : anyPossible(counted);
    }

    private int ordered(List<FactSheet> counted) {
      counted.sort(Comparator.comparingLong(member -> member.word(birth)));
      int most = NO;
      int last = orLater ? counted.size() : nth;
      for (int index = nth - 1; index < last; index++) {
        most = Math.max(most, such.of(counted.get(index)));
      }
      return most;
    }

    /** Who is the nth is not certain: no only when it is a no whoever it is. */
    private int anyPossible(List<FactSheet> counted) {
      return counted.stream().anyMatch(member -> such.of(member) != NO) ? UNKNOWN : NO;
    }
  }

  /** A question about what goes on between a person and the city. */
  abstract static sealed class Dealt extends Test {

    abstract int of(Dealings dealings);

    @Override
    final int of(FactSheet facts) {
      return of(facts.dealings());
    }

    @Override
    final void of(Block people, long[] masks, int at) {
      int words = people.words();
      Arrays.fill(masks, at, at + 2 * words, 0);
      for (int row = 0; row < people.size(); row++) {
        int verdict = of(people.dealings(row));
        masks[at + row / Long.SIZE] |= (verdict == YES ? 1L : 0) << row;
        masks[at + words + row / Long.SIZE] |= (verdict == NO ? 0 : 1L) << row;
      }
    }
  }

  /** The person receives a program. */
  static final class Receiving extends Dealt {
    private final String program;

    Receiving(String program) {
      this.program = program;
    }

    @Override
    int of(Dealings dealings) {
      return dealings.receives().isEmpty()
          ? UNKNOWN
          : dealings.receives().get().contains(program) ? YES : NO;
    }
  }

  /** The person did something about a topic often enough since a day. */
  static final class Interacting extends Dealt {
    private final Optional<Interaction.Kind> kind;
    private final String topic;
    private final int atLeast;
    private final LocalDate since;

    Interacting(Optional<Interaction.Kind> kind, String topic, int atLeast, LocalDate since) {
      this.kind = kind;
      this.topic = topic;
      this.atLeast = atLeast;
      this.since = since;
    }

    @Override
    int of(Dealings dealings) {
      return dealings
          .times(kind, topic, since)
          .map(times -> times >= atLeast ? YES : NO)
          .orElse(UNKNOWN);
    }
  }

  /** Nobody can tell from facts. */
  static final class Undecidable extends Test {
    @Override
    int of(FactSheet facts) {
      return UNKNOWN;
    }
  }
}
