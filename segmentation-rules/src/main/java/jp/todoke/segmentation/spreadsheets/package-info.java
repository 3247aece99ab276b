/**
 * Segments as a decision table in a spreadsheet: one row a rule, one column a fact (function #13).
 *
 * <p>Owns no collection; turns XLSX into conditions and back. The only package that imports Apache
 * POI. Formulas and macros are never run: a formula is a fault of its cell.
 */
@NullMarked
package jp.todoke.segmentation.spreadsheets;

import org.jspecify.annotations.NullMarked;
