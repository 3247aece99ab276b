package jp.todoke.api.events;

import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * The national event table (イベント一覧, 50 columns), as cities publish it: UTF-8 with or without BOM,
 * else CP932; line breaks within quotes. Columns are found by name.
 *
 * <p>Within one file the first good row of a NO is kept and every later one refused, since the
 * table means one row per event; nobody can tell which of two is right. A place outside Japan, a
 * malformed time, deadline or address is left out and the row kept.
 */
final class EventCsv {

  /** What became of a row. */
  sealed interface Row {

    /** Its number; 1 is the first row below the header. */
    long number();

    /** An event. */
    record Good(long number, CityEvent event) implements Row {}

    /** Refused; the detail repeats no value. */
    record Bad(long number, String code, String detail) implements Row {}
  }

  /** The table as a whole cannot be read. */
  static final class Unreadable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String code;

    Unreadable(String code, String detail) {
      super(detail);
      this.code = code;
    }

    String code() {
      return code;
    }
  }

  private static final String NO = "NO";
  private static final String MUNICIPALITY = "都道府県コード又は市区町村コード";
  private static final String TITLE = "名称";
  private static final String START = "開始日";
  private static final List<String> NEEDED = List.of(NO, MUNICIPALITY, TITLE, START);

  private static final CSVFormat FORMAT =
      CSVFormat.RFC4180.builder().setIgnoreEmptyLines(true).get();

  private final Map<String, Integer> columns = new HashMap<>();
  private final Set<String> kept = new HashSet<>();
  private final Instant now;
  private final int width;

  private EventCsv(CSVRecord header, Instant now) {
    this.now = now;
    this.width = header.size();
    for (int column = 0; column < width; column++) {
      columns.putIfAbsent(EventParts.plain(header.get(column)), column);
    }
    // The table is a national one: its header is compared in the same plain form as it is read.
    for (String needed : NEEDED) {
      if (!columns.containsKey(EventParts.plain(needed))) {
        throw new Unreadable("invalid-event-columns", "the header lacks the column " + needed);
      }
    }
  }

  /**
   * Reads every row.
   *
   * @param now when the events are changed
   * @throws Unreadable {@code invalid-csv} when there is no header, {@code invalid-event-columns}
   *     when the header lacks a column that is needed
   */
  static void each(byte[] file, Instant now, Consumer<Row> taker) {
    long number = 0;
    boolean begun = false;
    try (CSVParser parser = CSVParser.parse(new StringReader(text(file)), FORMAT)) {
      Iterator<CSVRecord> records = parser.iterator();
      if (!records.hasNext()) {
        throw new Unreadable("invalid-csv", "the file is empty");
      }
      EventCsv table = new EventCsv(records.next(), now);
      begun = true;
      while (records.hasNext()) {
        CSVRecord row = records.next();
        number++;
        taker.accept(table.row(number, row));
      }
    } catch (IOException | UncheckedIOException malformed) {
      if (!begun) {
        throw new Unreadable("invalid-csv", "the header is not CSV");
      }
      taker.accept(
          new Row.Bad(number + 1, "invalid-csv", "quotes are broken; nothing below was read"));
    }
  }

  private static String text(byte[] file) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(file)).toString();
    } catch (CharacterCodingException notUtf8) {
      text = new String(file, Charset.forName("windows-31j"));
    }
    return text.startsWith("\uFEFF") ? text.substring(1) : text;
  }

  private Row row(long number, CSVRecord row) {
    if (row.size() != width) {
      return bad(number, "invalid-event-columns", "not as many columns as the header");
    }
    String no = EventParts.plain(value(row, NO));
    if (no.isEmpty()) {
      return bad(number, "invalid-event-no-missing", "NO is empty");
    }
    if (kept.contains(no)) {
      return bad(number, "invalid-event-no-duplicate", "a row above has the same NO");
    }
    String title = value(row, TITLE);
    if (title.isEmpty() || title.length() > EventParts.LONGEST_TITLE) {
      return bad(
          number, "invalid-event-title", "名称: 1 to " + EventParts.LONGEST_TITLE + " characters");
    }
    Optional<LocalDate> start = EventParts.day(value(row, START));
    if (start.isEmpty()) {
      return bad(number, "invalid-event-start", "開始日 is empty or no day");
    }
    String end = value(row, "終了日");
    Optional<LocalDate> last = end.isEmpty() ? start : EventParts.day(end);
    if (last.isEmpty() || last.get().isBefore(start.get())) {
      return bad(number, "invalid-event-period", "終了日 is no day or before 開始日");
    }
    String id = EventParts.plain(value(row, MUNICIPALITY)) + "-" + no;
    if (!EventParts.ID.matcher(id).matches()) {
      return bad(number, "invalid-event-id", "municipality code and NO: A-Z a-z 0-9 . _ -");
    }
    if (row.stream().anyMatch(value -> value.length() > EventParts.LONGEST_TEXT)) {
      return bad(
          number, "invalid-event-text", "at most " + EventParts.LONGEST_TEXT + " characters");
    }
    kept.add(no);
    return new Row.Good(number, event(row, id, title, start.get(), last.get()));
  }

  private CityEvent event(CSVRecord row, String id, String title, LocalDate start, LocalDate last) {
    Optional<EventParts.Place> place = EventParts.place(value(row, "緯度"), value(row, "経度"));
    return new CityEvent(
        id,
        title,
        value(row, "名称(カナ)"),
        value(row, "概要"),
        value(row, "説明"),
        value(row, "イベント種類"),
        start,
        last,
        EventParts.time(value(row, "開始時刻")),
        EventParts.time(value(row, "終了時刻")),
        value(row, "場所名称"),
        joined("", row, "住所都道府県", "住所市区町村", "住所町名", "住所丁目以下", "建物名等"),
        place.map(EventParts.Place::latitude),
        place.map(EventParts.Place::longitude),
        value(row, "主催団体"),
        value(row, "対象者"),
        joined(" ", row, "料金(基本)", "料金(詳細)"),
        EventParts.day(value(row, "申込期限日")),
        EventParts.link(value(row, "URL")),
        joined(" ", row, "連絡先名称", "連絡先電話番号", "連絡先内線番号", "連絡先メールアドレス"),
        Optional.empty(),
        1,
        now);
  }

  private String joined(String between, CSVRecord row, String... names) {
    return Stream.of(names)
        .map(name -> value(row, name))
        .filter(value -> !value.isEmpty())
        .collect(Collectors.joining(between));
  }

  private String value(CSVRecord row, String name) {
    Integer column = columns.get(EventParts.plain(name));
    return column == null ? "" : row.get(column).strip();
  }

  private static Row bad(long number, String code, String detail) {
    return new Row.Bad(number, code, detail);
  }
}
