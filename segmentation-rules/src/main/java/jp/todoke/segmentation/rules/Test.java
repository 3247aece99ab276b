package jp.todoke.segmentation.rules;

/**
 * A compiled condition: asks a fact sheet and answers with the rank of a {@link
 * jp.todoke.segmentation.conditions.Verdict}, 0 no, 1 unknown, 2 yes. Immutable.
 */
abstract sealed class Test {

  static final int NO = 0;
  static final int UNKNOWN = 1;
  static final int YES = 2;

  abstract int of(FactSheet facts);

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
    int of(FactSheet facts) {
      long word = facts.word(slot);
      if (word == FactSheet.MISSING) {
        return UNKNOWN;
      }
      return java.util.Arrays.binarySearch(sorted, word) >= 0 ? YES : NO;
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

  /** Nobody can tell from facts. */
  static final class Undecidable extends Test {
    @Override
    int of(FactSheet facts) {
      return UNKNOWN;
    }
  }
}
