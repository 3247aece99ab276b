package jp.todoke.segmentation.rules;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * One attribute of many people, in as few bytes a person as its values need: one, two, four or
 * eight, growing when a value asks for it. The least value of a width means missing. Numbers that
 * are whole are kept without their four decimals.
 */
final class Column {

  private static final VarHandle SHORTS = view(short[].class);
  private static final VarHandle INTS = view(int[].class);
  private static final VarHandle LONGS = view(long[].class);
  private static final int FIRST_CAPACITY = 256;

  private int width = Byte.BYTES;
  private long unit;
  private byte[] data = {};
  private int size;

  /**
   * @param unit what all words are expected to be a multiple of; given up at the first that is not
   */
  Column(long unit) {
    this.unit = unit;
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.nativeOrder());
  }

  long bytes() {
    return data.length;
  }

  long word(int row) {
    return row < size ? decoded(value(row)) : FactSheet.MISSING;
  }

  private long decoded(long value) {
    return value == least() ? FactSheet.MISSING : value * unit;
  }

  private long least() {
    return Long.MIN_VALUE >> Long.SIZE - width * Byte.SIZE;
  }

  private long value(int row) {
    return switch (width) {
      case Byte.BYTES -> data[row];
      case Short.BYTES -> (short) SHORTS.get(data, row * Short.BYTES);
      case Integer.BYTES -> (int) INTS.get(data, row * Integer.BYTES);
      default -> (long) LONGS.get(data, row * Long.BYTES);
    };
  }

  /** Writes so many words from that row on; missing where there are no rows. */
  void read(int from, int count, long[] into) {
    int there = Math.max(0, Math.min(count, size - from));
    switch (width) {
      case Byte.BYTES -> {
        for (int row = 0; row < there; row++) {
          into[row] = decoded(data[from + row], Byte.MIN_VALUE, unit);
        }
      }
      case Short.BYTES -> {
        for (int row = 0; row < there; row++) {
          into[row] =
              decoded((short) SHORTS.get(data, (from + row) * Short.BYTES), Short.MIN_VALUE, unit);
        }
      }
      case Integer.BYTES -> {
        for (int row = 0; row < there; row++) {
          into[row] =
              decoded((int) INTS.get(data, (from + row) * Integer.BYTES), Integer.MIN_VALUE, unit);
        }
      }
      default -> {
        for (int row = 0; row < there; row++) {
          into[row] =
              decoded((long) LONGS.get(data, (from + row) * Long.BYTES), Long.MIN_VALUE, unit);
        }
      }
    }
    Arrays.fill(into, there, count, FactSheet.MISSING);
  }

  private static long decoded(long value, long least, long unit) {
    return value == least ? FactSheet.MISSING : value * unit;
  }

  void put(int row, long word) {
    if (word != FactSheet.MISSING && word % unit != 0) {
      rewrite(1, Long.BYTES);
    }
    long value = word == FactSheet.MISSING ? FactSheet.MISSING : word / unit;
    if (value != FactSheet.MISSING) {
      while (value <= least() || value > -(least() + 1)) {
        rewrite(unit, width * 2);
      }
    }
    if (row >= size) {
      grow(row + 1);
    }
    write(row, value == FactSheet.MISSING ? least() : value);
  }

  private void write(int row, long value) {
    switch (width) {
      case Byte.BYTES -> data[row] = (byte) value;
      case Short.BYTES -> SHORTS.set(data, row * Short.BYTES, (short) value);
      case Integer.BYTES -> INTS.set(data, row * Integer.BYTES, (int) value);
      default -> LONGS.set(data, row * Long.BYTES, value);
    }
  }

  private void grow(int rows) {
    if (rows * width > data.length) {
      int capacity = Math.max(FIRST_CAPACITY, rows + rows / 4);
      data = Arrays.copyOf(data, Math.min(capacity, Math.max(rows, CitySlice.PEOPLE)) * width);
    }
    int before = size;
    size = rows;
    for (int row = before; row < rows; row++) {
      write(row, least());
    }
  }

  private void rewrite(long nextUnit, int nextWidth) {
    long[] words = new long[size];
    read(0, size, words);
    unit = nextUnit;
    width = nextWidth;
    data = new byte[Math.max(1, data.length / Math.max(1, width / 2)) * width];
    if (data.length < size * width) {
      data = new byte[size * width];
    }
    for (int row = 0; row < words.length; row++) {
      write(row, words[row] == FactSheet.MISSING ? least() : words[row] / unit);
    }
  }

  /** Makes room for more rows, or takes rows away, from that row on; new ones are missing. */
  void splice(int at, int before, int after) {
    int rows = Math.max(size, at + before);
    int tail = rows - at - before;
    if (rows > size) {
      grow(rows);
    }
    if (after > before) {
      grow(rows + after - before);
    }
    System.arraycopy(data, (at + before) * width, data, (at + after) * width, tail * width);
    size = at + after + tail;
    for (int row = at; row < at + after; row++) {
      write(row, least());
    }
  }
}
