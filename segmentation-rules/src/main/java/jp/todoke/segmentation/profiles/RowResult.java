package jp.todoke.segmentation.profiles;

/**
 * What became of one row.
 *
 * @param row its number, the first is 1
 * @param accepted whether it was taken
 * @param code why not: a stable code; empty when accepted
 * @param detail the same in words, never with a value of the row; empty when accepted
 */
public record RowResult(long row, boolean accepted, String code, String detail) {

  static RowResult accepted(long row) {
    return new RowResult(row, true, "", "");
  }

  static RowResult refused(long row, String code, String detail) {
    return new RowResult(row, false, code, detail);
  }
}
