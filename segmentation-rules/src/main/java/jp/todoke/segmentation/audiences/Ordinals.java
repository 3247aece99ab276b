package jp.todoke.segmentation.audiences;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import jp.todoke.segmentation.rules.CompactCity;

/**
 * Which person stands at which ordinal: the common IDs as bytes, and a hash table of ordinals. An
 * ordinal once given stays with its person; that of somebody forgotten stays empty. Thread-safe.
 */
final class Ordinals {

  private static final int FIRST_CAPACITY = 1 << 10;
  private static final int FREE = -1;

  /** No common ID has this octet; an ID overwritten with it is found by nobody. */
  private static final byte NOBODY = 0;

  /** The IDs of one slice, one after the other. */
  private static final class Slice {
    private byte[] bytes = new byte[FIRST_CAPACITY];
    private int[] ends = new int[FIRST_CAPACITY];
    private int size;

    int start(int row) {
      return row == 0 ? 0 : ends[row - 1];
    }

    void add(byte[] id) {
      int start = start(size);
      if (start + id.length > bytes.length) {
        bytes = Arrays.copyOf(bytes, Math.max(start + id.length, bytes.length * 3 / 2));
      }
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, Math.min(CompactCity.SLICE, size * 2));
      }
      System.arraycopy(id, 0, bytes, start, id.length);
      ends[size++] = start + id.length;
    }

    boolean isEmpty(int row) {
      int start = start(row);
      return start == ends[row] || bytes[start] == NOBODY;
    }

    boolean is(int row, byte[] id) {
      return Arrays.equals(bytes, start(row), ends[row], id, 0, id.length);
    }
  }

  private final List<Slice> slices = new ArrayList<>();
  private final TreeSet<Integer> changed = new TreeSet<>();
  private int[] table = table(FIRST_CAPACITY);
  private int size;

  private static int[] table(int capacity) {
    int[] table = new int[capacity];
    Arrays.fill(table, FREE);
    return table;
  }

  synchronized int size() {
    return size;
  }

  synchronized long bytes() {
    long bytes = (long) table.length * Integer.BYTES;
    for (Slice slice : slices) {
      bytes += slice.bytes.length + (long) slice.ends.length * Integer.BYTES;
    }
    return bytes;
  }

  /** The ordinal of that person, -1 when they have none. */
  synchronized int find(String commonId) {
    byte[] id = commonId.getBytes(StandardCharsets.UTF_8);
    return table[place(id)];
  }

  /** The ordinal of that person, a new one where they had none. */
  synchronized int ordinal(String commonId) {
    byte[] id = commonId.getBytes(StandardCharsets.UTF_8);
    int known = table[place(id)];
    return known == FREE ? add(id) : known;
  }

  /** The person at that ordinal, empty when they were forgotten. */
  synchronized String commonId(int ordinal) {
    Slice slice = slices.get(ordinal / CompactCity.SLICE);
    int row = ordinal % CompactCity.SLICE;
    if (slice.isEmpty(row)) {
      return "";
    }
    int start = slice.start(row);
    return new String(slice.bytes, start, slice.ends[row] - start, StandardCharsets.UTF_8);
  }

  /** Writes the ID of the person at that ordinal; false when they were forgotten. */
  synchronized boolean write(int ordinal, ByteArrayOutputStream out) {
    Slice slice = slices.get(ordinal / CompactCity.SLICE);
    int row = ordinal % CompactCity.SLICE;
    if (slice.isEmpty(row)) {
      return false;
    }
    int start = slice.start(row);
    out.write(slice.bytes, start, slice.ends[row] - start);
    return true;
  }

  private int add(byte[] id) {
    if (size % CompactCity.SLICE == 0) {
      slices.add(new Slice());
    }
    if ((size + 1) * 3L > table.length * 2L) {
      int[] before = table;
      table = table(before.length * 2);
      for (int ordinal : before) {
        if (ordinal != FREE) {
          enter(ordinal);
        }
      }
    }
    slices.getLast().add(id);
    changed.add(slices.size() - 1);
    if (id.length > 0) {
      table[place(id)] = size;
    }
    return size++;
  }

  private void enter(int ordinal) {
    Slice slice = slices.get(ordinal / CompactCity.SLICE);
    int row = ordinal % CompactCity.SLICE;
    table[place(Arrays.copyOfRange(slice.bytes, slice.start(row), slice.ends[row]))] = ordinal;
  }

  /** Where in the table the ID is, or where it would go. */
  private int place(byte[] id) {
    int mask = table.length - 1;
    int hash = 0;
    for (byte octet : id) {
      hash = 31 * hash + octet;
    }
    int place = (hash ^ hash >>> 15) * 0x9E3779B9 >>> 7 & mask;
    while (table[place] != FREE) {
      int ordinal = table[place];
      if (slices.get(ordinal / CompactCity.SLICE).is(ordinal % CompactCity.SLICE, id)) {
        break;
      }
      place = place + 1 & mask;
    }
    return place;
  }

  /** Forgets the person at that ordinal: their ID is overwritten, the ordinal stays empty. */
  synchronized void forget(int ordinal) {
    int number = ordinal / CompactCity.SLICE;
    Slice slice = slices.get(number);
    int row = ordinal % CompactCity.SLICE;
    Arrays.fill(slice.bytes, slice.start(row), slice.ends[row], NOBODY);
    changed.add(number);
  }

  /** The IDs of a slice in the order of ordinals; the empty text for somebody forgotten. */
  synchronized List<String> ids(int number) {
    List<String> ids = new ArrayList<>();
    for (int row = 0; row < slices.get(number).size; row++) {
      ids.add(commonId(number * CompactCity.SLICE + row));
    }
    return ids;
  }

  /** Takes the next slice as it was stored. */
  synchronized void restore(List<String> ids) {
    ids.forEach(id -> add(id.getBytes(StandardCharsets.UTF_8)));
    changed.clear();
  }

  /** The slices that changed since this was last asked. */
  synchronized List<Integer> takeChanged() {
    List<Integer> taken = List.copyOf(changed);
    changed.clear();
    return taken;
  }
}
