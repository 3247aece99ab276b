package jp.todoke.segmentation.spreadsheets;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.ValueRefused;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionRefused;
import org.apache.poi.EmptyFileException;
import org.apache.poi.openxml4j.exceptions.OpenXML4JRuntimeException;
import org.apache.poi.ss.usermodel.Cell;
import org.apache.poi.ss.usermodel.CellType;
import org.apache.poi.ss.usermodel.DateUtil;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.util.CellReference;
import org.apache.poi.util.RecordFormatException;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;

/**
 * Reads and writes decision tables. A table is every sheet whose first row begins with {@code id}
 * and {@code name}; below it a row of labels for people, then one rule a row. All cells of a row
 * hold together; an empty cell asks nothing.
 *
 * <p>What is written is read back exactly.
 */
public final class DecisionTables {

  /** The largest workbook, in bytes. */
  public static final int LARGEST = 5 * 1024 * 1024;

  private static final int MOST_ROWS = 5_000;
  private static final int MOST_COLUMNS = 200;
  private static final int FIRST_COLUMN = 2;
  private static final int FIRST_RULE = 2;
  private static final String SHEET = "rules";
  private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,63}");

  private final Catalogue catalogue;
  private final List<TableRow> rows = new ArrayList<>();
  private final List<TableFault> faults = new ArrayList<>();
  private final Set<String> ids = new HashSet<>();

  private DecisionTables(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Reads a workbook; a cell that cannot be read costs its row, not the others.
   *
   * @throws NotATable when it is no XLSX workbook, has macros, is too large or has no table
   */
  public static DecisionTable read(byte[] workbook, Catalogue catalogue) {
    if (workbook.length > LARGEST) {
      throw new NotATable("a workbook has at most " + LARGEST + " bytes");
    }
    DecisionTables table = new DecisionTables(catalogue);
    try (XSSFWorkbook book = new XSSFWorkbook(new ByteArrayInputStream(workbook))) {
      if (book.isMacroEnabled()) {
        throw new NotATable("workbooks with macros are not taken");
      }
      int tables = 0;
      for (Sheet sheet : book) {
        tables += table.read(sheet) ? 1 : 0;
      }
      if (tables == 0) {
        throw new NotATable("no sheet begins with id and name");
      }
    } catch (IOException
        | EmptyFileException
        | OpenXML4JRuntimeException
        | RecordFormatException
        | org.apache.poi.ooxml.POIXMLException
        | org.apache.poi.UnsupportedFileFormatException unreadable) {
      throw new NotATable("this is no XLSX workbook");
    }
    return new DecisionTable(table.rows, table.faults);
  }

  private boolean read(Sheet sheet) {
    Row header = sheet.getRow(0);
    if (header == null
        || !text(header, 0).map("id"::equals).orElse(false)
        || !text(header, 1).map("name"::equals).orElse(false)) {
      return false;
    }
    if (sheet.getLastRowNum() > MOST_ROWS || header.getLastCellNum() > MOST_COLUMNS) {
      throw new NotATable(
          "a sheet has at most " + MOST_ROWS + " rows and " + MOST_COLUMNS + " columns");
    }
    Map<Integer, Column> columns = new LinkedHashMap<>();
    for (int index = FIRST_COLUMN; index < header.getLastCellNum(); index++) {
      int place = index;
      text(header, index)
          .ifPresent(
              heading ->
                  Column.of(heading, catalogue)
                      .ifPresentOrElse(
                          column -> columns.put(place, column),
                          () -> fault(sheet, 0, place, "invalid-table-column", "この列名は属性にありません")));
    }
    for (int index = FIRST_RULE; index <= sheet.getLastRowNum(); index++) {
      Row row = sheet.getRow(index);
      if (row != null && !blank(row)) {
        read(sheet, row, columns);
      }
    }
    return true;
  }

  private void read(Sheet sheet, Row row, Map<Integer, Column> columns) {
    int before = faults.size();
    String id = text(row, 0).map(String::strip).orElse("");
    if (!ID.matcher(id).matches() || !ids.add(id)) {
      fault(sheet, row.getRowNum(), 0, "invalid-table-id", "IDは英字で始まる英数字とハイフンで、一度だけ使えます");
    }
    String name = text(row, 1).map(String::strip).orElse("");
    if (name.isEmpty() || name.length() > 200) {
      fault(sheet, row.getRowNum(), 1, "invalid-table-name", "名前は1～200文字です");
    }
    List<Condition> parts = new ArrayList<>();
    columns.forEach((place, column) -> cell(sheet, row, place, column).ifPresent(parts::add));
    if (faults.size() == before) {
      rows.add(
          new TableRow(id, name, parts.size() == 1 ? parts.getFirst() : new Condition.All(parts)));
    }
  }

  private Optional<Condition> cell(Sheet sheet, Row row, int place, Column column) {
    Cell cell = row.getCell(place);
    if (cell != null && cell.getCellType() == CellType.FORMULA) {
      fault(sheet, row.getRowNum(), place, "invalid-table-formula", "数式は使えません。値を書いてください");
      return Optional.empty();
    }
    try {
      return text(row, place).map(text -> column.read(text, catalogue));
    } catch (ValueRefused refused) {
      fault(sheet, row.getRowNum(), place, "invalid-table-value", refused.reason());
    } catch (ConditionRefused | IllegalArgumentException refused) {
      fault(
          sheet,
          row.getRowNum(),
          place,
          "invalid-table-value",
          String.valueOf(refused.getMessage()));
    }
    return Optional.empty();
  }

  private void fault(Sheet sheet, int row, int column, String code, String reason) {
    faults.add(
        new TableFault(
            sheet.getSheetName(),
            new CellReference(row, column).formatAsString(false),
            code,
            reason));
  }

  private static boolean blank(Row row) {
    for (Cell cell : row) {
      if (cell.getCellType() != CellType.BLANK) {
        return false;
      }
    }
    return true;
  }

  /** What stands in a cell as text; numbers without a trailing zero, days in ISO form. */
  private static Optional<String> text(Row row, int place) {
    Cell cell = row.getCell(place);
    if (cell == null) {
      return Optional.empty();
    }
    String text =
        switch (cell.getCellType()) {
          case STRING -> cell.getStringCellValue();
          case BOOLEAN -> String.valueOf(cell.getBooleanCellValue());
          case NUMERIC ->
              DateUtil.isCellDateFormatted(cell)
                  ? cell.getLocalDateTimeCellValue().toLocalDate().toString()
                  : new java.math.BigDecimal(String.valueOf(cell.getNumericCellValue()))
                      .stripTrailingZeros()
                      .toPlainString();
          default -> "";
        };
    return text.isBlank() ? Optional.empty() : Optional.of(text);
  }

  /** Writes rules as a workbook of one sheet. */
  public static byte[] write(List<TableRow> rules, Catalogue catalogue) {
    List<List<Map.Entry<Column, Condition>>> cells = new ArrayList<>();
    Map<Column, Integer> places = new LinkedHashMap<>();
    for (TableRow rule : rules) {
      List<Map.Entry<Column, Condition>> placed = placed(rule, places, catalogue);
      cells.add(placed);
      placed.forEach(part -> places.putIfAbsent(part.getKey(), places.size() + FIRST_COLUMN));
    }
    try (XSSFWorkbook book = new XSSFWorkbook();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      Sheet sheet = book.createSheet(SHEET);
      Row header = sheet.createRow(0);
      Row labels = sheet.createRow(1);
      header.createCell(0).setCellValue("id");
      header.createCell(1).setCellValue("name");
      labels.createCell(0).setCellValue("ID");
      labels.createCell(1).setCellValue("名前");
      places.forEach(
          (column, place) -> {
            header.createCell(place).setCellValue(column.heading());
            labels.createCell(place).setCellValue(column.label());
          });
      for (int index = 0; index < rules.size(); index++) {
        Row row = sheet.createRow(index + FIRST_RULE);
        row.createCell(0).setCellValue(rules.get(index).id());
        row.createCell(1).setCellValue(rules.get(index).name());
        for (Map.Entry<Column, Condition> part : cells.get(index)) {
          row.createCell(places.getOrDefault(part.getKey(), FIRST_COLUMN))
              .setCellValue(Column.write(part.getValue()));
        }
      }
      sheet.createFreezePane(FIRST_COLUMN, FIRST_RULE);
      write(book, bytes);
      return bytes.toByteArray();
    } catch (IOException impossible) {
      throw new java.io.UncheckedIOException(impossible);
    }
  }

  private static void write(XSSFWorkbook book, OutputStream bytes) throws IOException {
    book.write(bytes);
  }

  /**
   * The parts of a rule, each with its column. Where two need one column, or a part has none, or
   * they would not come back in their order, the whole condition goes into the JSON column.
   */
  private static List<Map.Entry<Column, Condition>> placed(
      TableRow rule, Map<Column, Integer> places, Catalogue catalogue) {
    List<Map.Entry<Column, Condition>> whole =
        List.of(Map.entry(new Column.Json(), rule.condition()));
    boolean several = rule.condition() instanceof Condition.All all && all.parts().size() != 1;
    List<Condition> parts =
        several ? ((Condition.All) rule.condition()).parts() : List.of(rule.condition());
    List<Map.Entry<Column, Condition>> placed = new ArrayList<>();
    Set<Column> used = new HashSet<>();
    int last = -1;
    for (Condition part : parts) {
      Column column = Column.of(part, catalogue);
      int place = places.getOrDefault(column, places.size() + placed.size() + FIRST_COLUMN);
      if (column instanceof Column.Json || place <= last || !used.add(column)) {
        return whole;
      }
      last = place;
      placed.add(Map.entry(column, part));
    }
    return placed;
  }
}
