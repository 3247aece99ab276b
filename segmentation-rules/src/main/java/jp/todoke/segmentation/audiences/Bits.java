package jp.todoke.segmentation.audiences;

import org.roaringbitmap.RoaringBitmap;

/** Who of one slice is in a segment, and of whom it is unknown; rows of the slice, from 0. */
record Bits(RoaringBitmap yes, RoaringBitmap unknown) {

  void set(int row, boolean member, boolean open) {
    set(yes, row, member);
    set(unknown, row, open);
  }

  private static void set(RoaringBitmap bits, int row, boolean on) {
    if (on) {
      bits.add(row);
    } else {
      bits.remove(row);
    }
  }
}
