package jp.todoke.api.answers;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Consultation records as a table: RFC 4180 in UTF-8, with or without a byte order mark. The header
 * names the columns in any order; columns of other names are passed over.
 */
final class ConsultationCsv {

  private static final Map<String, String> COLUMNS =
      Map.of(
          "question", "question",
          "質問", "question",
          "entryid", "entryId",
          "faqid", "entryId",
          "answer", "answer",
          "回答", "answer",
          "channel", "channel",
          "受付方法", "channel",
          "date", "date",
          "受付日", "date");

  /** No name of a column, since names are those above. */
  private static final String WIDTH = "#";

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private ConsultationCsv() {}

  /**
   * Hands over every row with its number; 1 is the first below the header.
   *
   * @param torn hears the number of a row that has not as many columns as the header, or whose
   *     quotes are broken; nothing below the latter is read
   * @throws Refusal {@code invalid-csv-encoding} when it is not UTF-8, {@code invalid-csv} when it
   *     has no header with a question
   */
  static void each(byte[] file, BiConsumer<Long, Consultation> taker, LongConsumer torn) {
    long number = 0;
    try (CSVParser parser = CSVParser.parse(new StringReader(text(file)), FORMAT)) {
      Iterator<CSVRecord> records = parser.iterator();
      Map<String, Integer> columns = header(records);
      int width = columns.getOrDefault(WIDTH, 0);
      while (records.hasNext()) {
        number++;
        CSVRecord row = records.next();
        if (row.size() != width) {
          torn.accept(number);
        } else {
          taker.accept(
              number,
              new Consultation(
                  value(row, columns, "question"),
                  value(row, columns, "entryId"),
                  value(row, columns, "answer"),
                  value(row, columns, "channel"),
                  value(row, columns, "date")));
        }
      }
    } catch (IOException | UncheckedIOException broken) {
      torn.accept(number + 1);
    }
  }

  private static Map<String, Integer> header(Iterator<CSVRecord> records) {
    Map<String, Integer> columns = new HashMap<>();
    try {
      if (records.hasNext()) {
        List<String> names = records.next().toList();
        columns.put(WIDTH, names.size());
        for (int i = 0; i < names.size(); i++) {
          String name = names.get(i).strip().toLowerCase(Locale.ROOT);
          if (COLUMNS.containsKey(name)) {
            columns.putIfAbsent(COLUMNS.get(name), i);
          }
        }
      }
    } catch (UncheckedIOException broken) {
      columns.clear();
    }
    if (!columns.containsKey("question")) {
      throw new Refusal(
          Problem.of(400, "invalid-csv", "the first line names the columns, question among them"));
    }
    return columns;
  }

  private static String value(CSVRecord row, Map<String, Integer> columns, String name) {
    Integer column = columns.get(name);
    return column == null ? "" : row.get(column);
  }

  private static String text(byte[] file) {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException notUtf8) {
      throw new Refusal(
          Problem.of(
              400,
              "invalid-csv-encoding",
              "the table is not UTF-8 (perhaps Shift_JIS, cp932): save it as CSV UTF-8; nothing"
                  + " was read"));
    }
  }
}
