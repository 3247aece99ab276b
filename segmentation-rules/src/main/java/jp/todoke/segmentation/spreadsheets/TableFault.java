package jp.todoke.segmentation.spreadsheets;

/**
 * A cell that could not be read.
 *
 * @param sheet the sheet's name
 * @param cell for instance {@code C4}
 * @param code {@code invalid-table-formula}, {@code -column}, {@code -value}, {@code -id}, {@code
 *     -name} or {@code -size}
 * @param reason in words for the author
 */
public record TableFault(String sheet, String cell, String code, String reason) {}
