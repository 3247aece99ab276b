package jp.todoke.segmentation.spreadsheets;

/** What was sent is no XLSX workbook, is too large, or a rule cannot be written as a row. */
public final class NotATable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NotATable(String reason) {
    super(reason);
  }
}
