package jp.todoke.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventCsvTest {

  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");
  private static final Path REAL = Path.of("../../shared/data/events");
  private static final String HEADER =
      "NO,都道府県コード又は市区町村コード,名称,名称(カナ),説明,URL,開始日,終了日,開始時刻,終了時刻,"
          + "場所名称,住所都道府県,住所市区町村,住所町名,緯度,経度,対象者,料金(基本),料金(詳細),申込期限日\n";

  private static List<EventCsv.Row> read(byte[] file) {
    List<EventCsv.Row> rows = new ArrayList<>();
    EventCsv.each(file, NOW, rows::add);
    return rows;
  }

  private static List<EventCsv.Row> read(String rows) {
    return read((HEADER + rows).getBytes(StandardCharsets.UTF_8));
  }

  private static CityEvent good(String row) {
    return ((EventCsv.Row.Good) read(row).getFirst()).event();
  }

  private static List<String> outcomes(List<EventCsv.Row> rows) {
    return rows.stream()
        .map(
            row ->
                row.number()
                    + switch (row) {
                      case EventCsv.Row.Good(long number, CityEvent event) -> " " + event.id();
                      case EventCsv.Row.Bad(long number, String code, String detail) -> " " + code;
                    })
        .toList();
  }

  @Test
  void aRowIsReadWithLineBreaksInItsQuotes() {
    CityEvent event =
        good(
            "1,271004,\"おはなし会, 冬\",オハナシカイ,\"一行目\n二行目 \"\"引用\"\"\",https://example.jp/1,"
                + "2026-12-05,2026-12-06,9:30,11:00,図書館,大阪府,大阪市,本町,34.70,135.50,未就学児,無料,,2026-11-30\r\n");
    assertThat(event)
        .returns("271004-1", CityEvent::id)
        .returns("おはなし会, 冬", CityEvent::title)
        .returns("一行目\n二行目 \"引用\"", CityEvent::description)
        .returns(LocalDate.of(2026, 12, 5), CityEvent::startOn)
        .returns(LocalDate.of(2026, 12, 6), CityEvent::endOn)
        .returns(Optional.of(LocalTime.of(9, 30)), CityEvent::startTime)
        .returns("大阪府大阪市本町", CityEvent::address)
        .returns(Optional.of(34.70), CityEvent::latitude)
        .returns(Optional.of(LocalDate.of(2026, 11, 30)), CityEvent::applyUntil)
        .returns("無料", CityEvent::fee);
  }

  @Test
  void aRowWithoutEndLastsOneDayAndMalformedExtrasAreLeftOut() {
    CityEvent event = good("1,271004,題,,,javascript:x,2026/12/5,,午後,25:00,,,,,,,,,,なし\n");
    assertThat(event)
        .returns(LocalDate.of(2026, 12, 5), CityEvent::endOn)
        .returns(Optional.empty(), CityEvent::startTime)
        .returns(Optional.empty(), CityEvent::applyUntil)
        .returns("", CityEvent::url);
  }

  @ParameterizedTest
  @CsvSource({"135.50,34.70", "34.70,", "0,0", "x,y", "51.5,-0.1"})
  void aPlaceThatIsSwappedOrElsewhereIsLeftOutAndTheRowKept(String latitude, String longitude) {
    CityEvent event =
        good(
            String.format(
                Locale.ROOT,
                "1,271004,題,,,,2026-12-05,,,,,,,,%s,%s,,,,\n",
                latitude,
                longitude == null ? "" : longitude));
    assertThat(event.latitude()).isEmpty();
    assertThat(event.longitude()).isEmpty();
  }

  @Test
  void everyBadRowIsRefusedWithItsNumberAndReasonAndTheRestIsRead() {
    assertThat(
            outcomes(
                read(
                    """
                    1,271004,題,,,,2026-12-05,,,,,,,,,,,,,
                    ,271004,NOがない,,,,2026-12-05,,,,,,,,,,,,,
                    1,271004,同じNO,,,,2026-12-05,,,,,,,,,,,,,
                    3,271004,,,,,2026-12-05,,,,,,,,,,,,,
                    4,271004,開始日がない,,,,,,,,,,,,,,,,,
                    5,271004,開始日がおかしい,,,,2026-02-30,,,,,,,,,,,,,
                    6,271004,逆,,,,2026-12-05,2026-12-04,,,,,,,,,,,,
                    7,271004,列が足りない,,
                    8,,市区町村がない,,,,2026-12-05,,,,,,,,,,,,,
                    ９,271004,全角のNO,,,,２０２６-１２-０５,,,,,,,,,,,,,
                    """)))
        .containsExactly(
            "1 271004-1",
            "2 invalid-event-no-missing",
            "3 invalid-event-no-duplicate",
            "4 invalid-event-title",
            "5 invalid-event-start",
            "6 invalid-event-start",
            "7 invalid-event-period",
            "8 invalid-event-columns",
            "9 invalid-event-id",
            "10 271004-9");
  }

  @Test
  void aNoIsTakenOnlyByARowThatIsKept() {
    assertThat(
            outcomes(
                read("1,271004,日がない,,,,,,,,,,,,,,,,,\n1,271004,題,,,,2026-12-05,,,,,,,,,,,,,\n")))
        .containsExactly("1 invalid-event-start", "2 271004-1");
  }

  @Test
  void aQuoteThatNeverEndsRefusesTheRestAndKeepsWhatStoodAbove() {
    assertThat(
            outcomes(
                read(
                    "1,271004,題,,,,2026-12-05,,,,,,,,,,,,,\n2,271004,\"題,,,,2026-12-05,,,\n3,x\n")))
        .containsExactly("1 271004-1", "2 invalid-csv");
  }

  @Test
  void aTableIsReadWithOrWithoutBomAndInCp932() {
    String table = HEADER + "1,271004,①髙島の題,,,,2026-12-05,,,,,,,,,,,,,\n";
    for (byte[] file :
        List.of(
            table.getBytes(StandardCharsets.UTF_8),
            ("\uFEFF" + table).getBytes(StandardCharsets.UTF_8),
            table.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8),
            table.getBytes(Charset.forName("windows-31j")))) {
      assertThat(((EventCsv.Row.Good) read(file).getFirst()).event().title()).isEqualTo("①髙島の題");
    }
  }

  @Test
  void aFileWithoutTheNeededColumnsIsRefusedAsAWhole() {
    assertThatThrownBy(() -> read("名前,日\nx,2026-12-05\n".getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(EventCsv.Unreadable.class)
        .hasMessageContaining("NO");
    assertThatThrownBy(() -> read(new byte[0])).isInstanceOf(EventCsv.Unreadable.class);
  }

  @Test
  void theTableOfTheSampleCityHasFifteenGoodRowsAndThreeFaultyOnesOnPurpose() throws IOException {
    try (InputStream table =
        Objects.requireNonNull(
            EventCsvTest.class.getResourceAsStream("/jp/todoke/api/cli/sample/events.csv"))) {
      List<String> outcomes = outcomes(read(table.readAllBytes()));
      assertThat(outcomes).hasSize(18);
      assertThat(outcomes.subList(0, 15)).allMatch(outcome -> outcome.contains(" 999016-00"));
      assertThat(outcomes.subList(15, 18))
          .containsExactly(
              "16 invalid-event-no-duplicate", "17 invalid-event-start", "18 invalid-event-period");
    }
  }

  /** 27 files of 27 municipalities as published; counted by hand and by another program. */
  @Test
  void theTablesOfRealMunicipalitiesAreTakenExceptTheirKnownFaults() throws IOException {
    assumeThat(Files.isDirectory(REAL)).as("the real event tables lie beside the project").isTrue();
    List<Path> files;
    try (Stream<Path> all = Files.list(REAL)) {
      files = all.filter(file -> file.toString().endsWith(".csv")).sorted().toList();
    }
    int kept = 0;
    Map<String, Integer> refused = new TreeMap<>();
    Map<String, TreeSet<String>> where = new TreeMap<>();
    for (Path file : files) {
      for (EventCsv.Row row : read(Files.readAllBytes(file))) {
        switch (row) {
          case EventCsv.Row.Good(long number, CityEvent event) -> kept++;
          case EventCsv.Row.Bad(long number, String code, String detail) -> {
            refused.merge(code, 1, Integer::sum);
            where.computeIfAbsent(code, none -> new TreeSet<>()).add(file.getFileName().toString());
          }
        }
      }
    }
    System.out.println(
        files.size()
            + " real event tables: "
            + kept
            + " rows taken, refused "
            + refused.entrySet().stream()
                .map(it -> it.getKey() + " " + it.getValue() + " in " + where.get(it.getKey()))
                .collect(Collectors.joining("; ")));
    assertThat(files).hasSize(27);
    assertThat(kept).isEqualTo(245);
    assertThat(refused)
        .isEqualTo(
            Map.of(
                "invalid-event-no-missing", 18,
                "invalid-event-no-duplicate", 11,
                "invalid-event-start", 7));
    assertThat(where.get("invalid-event-start")).hasSize(5);
    assertThat(where.get("invalid-event-no-duplicate")).hasSize(3);
    assertThat(where.get("invalid-event-no-missing")).hasSize(1);
  }
}
