package jp.todoke.segmentation.spreadsheets;

import jp.todoke.segmentation.conditions.Condition;

/**
 * One rule of a decision table.
 *
 * @param id the segment's id
 * @param name what staff call it
 * @param condition its one cell, or all of its cells together; of an empty row: everybody
 */
public record TableRow(String id, String name, Condition condition) {}
