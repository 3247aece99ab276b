package jp.todoke.segmentation.spreadsheets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.Test;

class DecisionTablesTest {

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              attribute("ward", AttributeType.ENUM, "北区", "港区", "北|南"),
              attribute("income", AttributeType.NUMBER),
              attribute("single", AttributeType.BOOLEAN),
              attribute("movedInOn", AttributeType.DATE),
              attribute("district", AttributeType.TEXT),
              attribute("topics", AttributeType.SET, "防災", "子育て")));

  @Test
  void whatIsWrittenIsReadBackExactly() throws Exception {
    List<TableRow> rules =
        List.of(
            row("simple", "{'attribute':'ward','in':['北区','北|南']}"),
            row(
                "several",
                "{'all':[{'attribute':'ward','in':['港区']},{'attribute':'income','above':0,'to':3000000.5},"
                    + "{'age':{'from':3,'to':5,'reckoning':'attained-day','on':'fiscal-year-start'}}]}"),
            row(
                "turned",
                "{'all':[{'attribute':'income','from':1},{'attribute':'ward','in':['港区']}]}"),
            row("single", "{'all':[{'attribute':'single','in':[true]}]}"),
            row("dates", "{'attribute':'movedInOn','from':'2026-04-01','below':'2027-04-01'}"),
            row(
                "distances",
                "{'all':[{'attribute':'ward','in':['北区']},"
                    + "{'attribute':'movedInOn','around':{'from':'-P3M','to':'P0D','on':'today'}}]}"),
            row(
                "open",
                "{'attribute':'movedInOn','around':{'to':'-P1Y2M3D','on':'fiscal-year-start'}}"),
            row(
                "sets",
                "{'all':[{'attribute':'topics','containsAll':['子育て','防災']},{'grade':{'from':1,'to':6}}]}"),
            row("twice", "{'all':[{'age':{'from':3}},{'age':{'to':5}}]}"),
            row(
                "household",
                "{'household':{'atLeast':1,'such':{'all':[{'attribute':'relationship','in':['child']},{'age':{'to':5}}]}}}"),
            row("words", "{'all':[{'freeText':'窓口で確認'},{'segment':'simple'}]}"),
            row("text", "{'attribute':'district','in':['第一\\\\\\\\小学校|北']}"),
            row("nested", "{'all':[{'all':[{'attribute':'ward','in':['北区']}]}]}"),
            row("everybody", "{'all':[]}"),
            row("nobody", "{'any':[]}"));
    DecisionTable table = DecisionTables.read(DecisionTables.write(rules, CATALOGUE), CATALOGUE);
    assertThat(table.faults()).isEmpty();
    assertThat(table.rows()).isEqualTo(rules);
  }

  @Test
  void aFaultNamesItsSheetAndCellAndCostsOnlyItsRow() throws Exception {
    byte[] workbook;
    try (XSSFWorkbook book = new XSSFWorkbook();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
      Sheet sheet = book.createSheet("対象者");
      cells(sheet.createRow(0), "id", "name", "ward", "income", "shoeSize", "age");
      cells(sheet.createRow(1), "ID", "名前", "区", "年収", "靴", "年齢");
      cells(sheet.createRow(2), "good", "よい行", "北区", ">=1 <5", "", "3..5");
      cells(sheet.createRow(3), "bad-ward", "悪い区", "月区", "", "", "");
      cells(sheet.createRow(4), "bad-range", "悪い範囲", "", "much", "", "");
      cells(sheet.createRow(5), "bad-age", "悪い年齢", "", "", "", "9..3");
      cells(sheet.createRow(6), "good", "二度目", "", "", "", "");
      cells(sheet.createRow(7), "1bad", "", "", "", "", "");
      Row formula = sheet.createRow(8);
      cells(formula, "formula", "数式");
      formula.createCell(3).setCellFormula("1+1");
      Row number = sheet.createRow(9);
      cells(number, "number", "数");
      number.createCell(3).setCellValue(42);
      book.write(bytes);
      workbook = bytes.toByteArray();
    }
    DecisionTable table = DecisionTables.read(workbook, CATALOGUE);
    assertThat(table.rows()).extracting(TableRow::id).containsExactly("good", "number");
    assertThat(table.rows().getLast().condition())
        .isEqualTo(condition("{'attribute':'income','is':42}"));
    assertThat(table.faults())
        .extracting(fault -> fault.sheet() + "!" + fault.cell() + " " + fault.code())
        .containsExactly(
            "対象者!E1 invalid-table-column",
            "対象者!C4 invalid-table-value",
            "対象者!D5 invalid-table-value",
            "対象者!F6 invalid-table-value",
            "対象者!A7 invalid-table-id",
            "対象者!A8 invalid-table-id",
            "対象者!B8 invalid-table-name",
            "対象者!D9 invalid-table-formula");
  }

  @Test
  void whatIsNoWorkbookIsRefused() {
    assertThatThrownBy(() -> DecisionTables.read(new byte[0], CATALOGUE))
        .isInstanceOf(NotATable.class);
    assertThatThrownBy(
            () -> DecisionTables.read("id,name".getBytes(StandardCharsets.UTF_8), CATALOGUE))
        .isInstanceOf(NotATable.class);
    assertThatThrownBy(() -> DecisionTables.read(new byte[DecisionTables.LARGEST + 1], CATALOGUE))
        .isInstanceOf(NotATable.class);
  }

  private static TableRow row(String id, String json) throws Exception {
    return new TableRow(id, "名前 " + id, condition(json));
  }

  private static Condition condition(String json) throws Exception {
    return ConditionJson.read(
        new JsonMapper().readTree(json.replace("\\\\\\\\", "\\\\").replace('\'', '"')), CATALOGUE);
  }

  private static void cells(Row row, String... texts) {
    for (int index = 0; index < texts.length; index++) {
      if (!texts[index].isEmpty()) {
        row.createCell(index).setCellValue(texts[index]);
      }
    }
  }

  private static Attribute attribute(String name, AttributeType type, String... allowed) {
    return new Attribute(name, name, type, List.of(allowed), "", "service", "crm", 1);
  }
}
