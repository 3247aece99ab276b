package jp.todoke.segmentation.rules;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.Dealings;
import org.jspecify.annotations.Nullable;

/** The facts of up to 65,536 people of consecutive ordinals; readers share it, a writer waits. */
final class CitySlice {

  static final int PEOPLE = 1 << 16;

  private static final int STEP = 1_024;

  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private final long[] units;
  private final @Nullable Column[] own;
  private final @Nullable Column[] ofMembers;
  private final Column households = new Column(1);
  private final Column marks = new Column(1);
  private @Nullable Dealings[] dealings = {};
  private final long[] present = new long[PEOPLE / Long.SIZE];
  private int size;
  private int members;
  private volatile long changedAt = 0;

  /** The first member of the household of each {@link #STEP}th person, -1 where to be counted. */
  private final int[] starts = new int[PEOPLE / STEP + 1];

  CitySlice(long[] units) {
    this.units = units;
    this.own = new Column[units.length];
    this.ofMembers = new Column[units.length];
    Arrays.fill(starts, 1, starts.length, -1);
  }

  ReadWriteLock lock() {
    return lock;
  }

  int size() {
    return size;
  }

  /** A bit for each person there is; deleted ones leave a gap. */
  long present(int word) {
    return present[word];
  }

  long[] presence() {
    return present.clone();
  }

  int population() {
    int people = 0;
    for (long word : present) {
      people += Long.bitCount(word);
    }
    return people;
  }

  /** When somebody here changed last, UTC milliseconds since 1970. */
  long changedAt() {
    return changedAt;
  }

  boolean isPresent(int row) {
    return (present[row / Long.SIZE] >>> row & 1) != 0;
  }

  int marks(int row) {
    return (int) marks.word(row);
  }

  long bytes() {
    long bytes =
        dealings.length * (long) Integer.BYTES
            + households.bytes()
            + marks.bytes()
            + present.length * (long) Long.BYTES;
    for (int slot = 0; slot < own.length; slot++) {
      Column column = own[slot];
      Column member = ofMembers[slot];
      bytes += (column == null ? 0 : column.bytes()) + (member == null ? 0 : member.bytes());
    }
    return bytes;
  }

  /** Writes one person, in place of what was known of them. */
  void put(int row, FactSheet sheet, int mark, long changed) {
    changedAt = Math.max(changedAt, changed);
    int before = household(row);
    int start = row >= size ? members : start(row);
    size = Math.max(size, row + 1);
    present[row / Long.SIZE] |= 1L << row;
    marks.put(row, mark);
    put(own, row, sheet);
    put(row, sheet.dealings());
    FactSheet[] household = sheet.household();
    households.put(row, sheet.householdKnown() ? household.length : FactSheet.MISSING);
    if (before != household.length) {
      for (Column column : ofMembers) {
        if (column != null) {
          column.splice(start, before, household.length);
        }
      }
      members += household.length - before;
      Arrays.fill(starts, row / STEP + 1, starts.length, -1);
    }
    for (int member = 0; member < household.length; member++) {
      put(ofMembers, start + member, household[member]);
    }
  }

  /** Writes what somebody searched and opened, when they let it be used. */
  void put(int row, List<Interaction> interactions, long changed) {
    changedAt = Math.max(changedAt, changed);
    put(row, dealings(row).with(interactions));
  }

  private void put(int row, Dealings now) {
    if (row >= dealings.length && now != Dealings.UNKNOWN) {
      dealings = Arrays.copyOf(dealings, PEOPLE);
    }
    if (row < dealings.length) {
      dealings[row] = now == Dealings.UNKNOWN ? null : now;
    }
  }

  private Dealings dealings(int row) {
    Dealings known = row < dealings.length ? dealings[row] : null;
    return known == null ? Dealings.UNKNOWN : known;
  }

  private void put(@Nullable Column[] columns, int row, FactSheet sheet) {
    for (int slot = 0; slot < columns.length; slot++) {
      long word = sheet.word(slot);
      Column column = columns[slot];
      if (column == null && word != FactSheet.MISSING) {
        column = new Column(units[slot]);
        columns[slot] = column;
      }
      if (column != null) {
        column.put(row, word);
      }
    }
  }

  /** Forgets one person; their ordinal stays empty. */
  void remove(int row) {
    long[] nothing = new long[units.length];
    Arrays.fill(nothing, FactSheet.MISSING);
    put(row, new FactSheet(nothing), 0, 0);
    present[row / Long.SIZE] &= ~(1L << row);
  }

  private int household(int row) {
    return (int) Math.max(0, households.word(row));
  }

  /** The first member of the household of that row. */
  private synchronized int start(int row) {
    int step = row / STEP;
    while (starts[step] < 0) {
      step--;
    }
    for (; step < row / STEP; step++) {
      starts[step + 1] = starts[step] + between(step * STEP, (step + 1) * STEP);
    }
    return starts[step] + between(step * STEP, row);
  }

  private int between(int from, int to) {
    int count = 0;
    for (int row = from; row < to; row++) {
      count += household(row);
    }
    return count;
  }

  /**
   * Some of these people as rows.
   *
   * @param words per slot the words of a book for the codes of the city, or null where they are the
   *     same
   */
  Rows rows(int from, int to, long[] @Nullable [] words) {
    int first = start(from);
    return new Part(
        from, to - from, own, words, new Part(first, start(to) - first, ofMembers, words, null));
  }

  /** Consecutive rows of the slice. */
  private final class Part implements Rows {
    private final int from;
    private final int count;
    private final @Nullable Column[] columns;
    private final long[] @Nullable [] words;
    private final @Nullable Part members;

    Part(
        int from,
        int count,
        @Nullable Column[] columns,
        long[] @Nullable [] words,
        @Nullable Part members) {
      this.from = from;
      this.count = count;
      this.columns = columns;
      this.words = words;
      this.members = members;
    }

    @Override
    public int size() {
      return count;
    }

    @Override
    public void column(int slot, long[] into) {
      Column column = columns[slot];
      if (column == null) {
        Arrays.fill(into, 0, count, FactSheet.MISSING);
        return;
      }
      column.read(from, count, into);
      long[] translated = words[slot];
      if (translated != null) {
        for (int row = 0; row < count; row++) {
          into[row] = translated(translated, into[row]);
        }
      }
    }

    private static long translated(long[] words, long code) {
      return code == FactSheet.MISSING
          ? FactSheet.MISSING
          : code < words.length ? words[(int) code] : FactSchema.OTHER_TEXT;
    }

    @Override
    public FactSheet sheet(int row) {
      return new FactSheet(words(row), householdKnown(row), sheets(row), dealings(row));
    }

    private long[] words(int row) {
      long[] sheet = new long[columns.length];
      for (int slot = 0; slot < sheet.length; slot++) {
        Column column = columns[slot];
        long word = column == null ? FactSheet.MISSING : column.word(from + row);
        long[] translated = words[slot];
        sheet[slot] = translated == null ? word : translated(translated, word);
      }
      return sheet;
    }

    private FactSheet[] sheets(int row) {
      Part inside = members;
      FactSheet[] household = new FactSheet[inside == null ? 0 : household(row)];
      if (inside != null && household.length > 0) {
        int first = start(from + row) - inside.from;
        for (int member = 0; member < household.length; member++) {
          household[member] = new FactSheet(inside.words(first + member));
        }
      }
      return household;
    }

    @Override
    public Dealings dealings(int row) {
      return members == null ? Dealings.UNKNOWN : CitySlice.this.dealings(from + row);
    }

    @Override
    public boolean householdKnown(int row) {
      return members != null && households.word(from + row) != FactSheet.MISSING;
    }

    @Override
    public int household(int row) {
      return CitySlice.this.household(from + row);
    }

    @Override
    public Rows members() {
      return java.util.Objects.requireNonNull(members);
    }
  }
}
