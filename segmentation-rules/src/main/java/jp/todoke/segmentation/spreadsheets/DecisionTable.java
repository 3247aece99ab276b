package jp.todoke.segmentation.spreadsheets;

import java.util.List;

/**
 * What was read from a spreadsheet.
 *
 * @param rows the rows without a fault, in order
 * @param faults every cell that could not be read; its row is not among the rows
 */
public record DecisionTable(List<TableRow> rows, List<TableFault> faults) {
  public DecisionTable {
    rows = List.copyOf(rows);
    faults = List.copyOf(faults);
  }
}
