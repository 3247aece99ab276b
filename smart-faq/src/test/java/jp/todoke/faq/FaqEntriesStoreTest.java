package jp.todoke.faq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.faq.ImportedRow.Outcome;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FaqEntriesStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Instant MORNING = Instant.parse("2026-11-20T00:00:00.123456Z");

  private final HandClock clock = new HandClock(MORNING);
  private final FaqEntries entries = new FaqEntries(new FaqEntryStore(store.database()), clock);

  @BeforeEach
  void empty() {
    for (String collection : List.of("faqEntries", "faqVersions", "faqRevision", "faqPrograms")) {
      store.database().getCollection(collection).deleteMany(new Document());
    }
  }

  private static FaqEntry juminhyo() {
    return new FaqEntry(
        "住民票-1",
        1,
        FaqStatus.PUBLISHED,
        "ja",
        "住民票の写しはどこで取れますか。",
        "区役所の窓口で取れます。",
        List.of("住民票がほしい"),
        "戸籍・住民票",
        List.of("p-1"),
        Optional.empty(),
        Optional.of(LocalDate.of(2026, 4, 1)),
        Optional.empty(),
        Instant.EPOCH);
  }

  private static String row(String id, String question, String answer) {
    return "{\"id\":\""
        + id
        + "\",\"question\":\""
        + question
        + "\",\"answer\":\""
        + answer
        + "\"}";
  }

  @Test
  void anEntryComesBackAsItWasWritten() {
    FaqEntry created = entries.create(juminhyo());

    assertThat(entries.find("住民票-1")).contains(created);
    assertThat(created.version()).isEqualTo(1);
    assertThat(created.updatedAt()).isEqualTo(Instant.parse("2026-11-20T00:00:00.123Z"));
    assertThat(entries.find("none")).isEmpty();
  }

  @Test
  void anIdIsTakenOnce() {
    entries.create(juminhyo());

    assertThatExceptionOfType(FaqEntryExists.class).isThrownBy(() -> entries.create(juminhyo()));
  }

  @Test
  void aChangeNeedsTheVersionItWasMadeFrom() {
    FaqEntry first = entries.create(juminhyo());
    FaqEntry second = entries.update(first.withStatus(FaqStatus.DRAFT), 1);

    assertThat(second.version()).isEqualTo(2);
    assertThatExceptionOfType(StaleFaqEntry.class).isThrownBy(() -> entries.update(first, 1));
    assertThatExceptionOfType(UnknownFaqEntry.class)
        .isThrownBy(() -> entries.update(FaqEntry.draft("none", "q", "a"), 1));
    assertThat(entries.find("住民票-1")).contains(second);
  }

  @Test
  void ofManyWhoChangeOneVersionOneSucceeds() throws Exception {
    FaqEntry first = entries.create(juminhyo());
    int changed = 0;
    try (ExecutorService staff = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<FaqEntry>> changes = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        changes.add(staff.submit(() -> entries.update(first, 1)));
      }
      for (Future<FaqEntry> change : changes) {
        try {
          change.get();
          changed++;
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(StaleFaqEntry.class);
        }
      }
    }
    assertThat(changed).isEqualTo(1);
  }

  @Test
  void aWithdrawnEntryStaysOnRecord() {
    entries.create(juminhyo());

    assertThat(entries.retire("住民票-1", 1).status()).isEqualTo(FaqStatus.RETIRED);
    assertThatExceptionOfType(StaleFaqEntry.class).isThrownBy(() -> entries.retire("住民票-1", 1));
    assertThatExceptionOfType(UnknownFaqEntry.class).isThrownBy(() -> entries.retire("none", 1));
  }

  @Test
  void pagesFollowOneAnotherInTheOrderOfIds() {
    for (String id : List.of("c", "a", "e", "b", "d")) {
      entries.create(FaqEntry.draft(id, "q", "a"));
    }
    entries.retire("b", 1);

    assertThat(entries.page(2, "", Set.of())).extracting(FaqEntry::id).containsExactly("a", "b");
    assertThat(entries.page(2, "b", Set.of())).extracting(FaqEntry::id).containsExactly("c", "d");
    assertThat(entries.page(9, "", Set.of(FaqStatus.RETIRED)))
        .extracting(FaqEntry::id)
        .containsExactly("b");
    assertThat(entries.page(0, "d", Set.of())).extracting(FaqEntry::id).containsExactly("e");
  }

  @Test
  void everyWriteIsKnownByANumber() {
    assertThat(entries.revision()).isZero();
    entries.draft(FaqEntry.draft("a", "q", "a"), "yamada");
    long first = entries.revision();
    entries.write(FaqEntry.draft("a", "q", "other"), 1, "yamada");
    long second = entries.revision();
    entries.importEntries(Stream.of(row("b", "q", "a")));

    assertThat(List.of(first, second, entries.revision())).doesNotHaveDuplicates();
  }

  @Test
  void aChangedEntryIsADraftUntilAnotherPersonPublishesIt() {
    FaqEntry published = entries.create(juminhyo());
    FaqEntry changed =
        new FaqEntry(
            published.id(),
            1,
            FaqStatus.PUBLISHED,
            "ja",
            published.question(),
            "コンビニでも取れます。",
            List.of(),
            "",
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(LocalDate.of(2027, 4, 1)),
            Instant.EPOCH);
    assertThat(entries.write(changed, 1, "yamada").status()).isEqualTo(FaqStatus.DRAFT);
    assertThat(entries.servedVersions()).containsEntry(published.id(), 1);
    assertThat(entries.served(List.of(published.id()))).containsExactly(published);
    assertThatExceptionOfType(FaqEntryNotSubmitted.class)
        .isThrownBy(() -> entries.publish(published.id(), 2, "suzuki"));

    entries.write(changed, 2, "tanaka");
    entries.submit(published.id(), 3, "tanaka");
    assertThatExceptionOfType(FaqEntryNotSubmitted.class)
        .isThrownBy(() -> entries.submit(published.id(), 4, "tanaka"));
    for (String writer : List.of("yamada", "tanaka")) {
      assertThatExceptionOfType(OwnFaqEntry.class)
          .isThrownBy(() -> entries.publish(published.id(), 4, writer));
    }
    assertThatExceptionOfType(StaleFaqEntry.class)
        .isThrownBy(() -> entries.publish(published.id(), 3, "suzuki"));
    FaqEntry served = entries.publish(published.id(), 4, "suzuki");

    assertThat(served.version()).isEqualTo(5);
    assertThat(served.reviewDueOn()).contains(LocalDate.of(2027, 4, 1));
    assertThat(entries.served(List.of(published.id()))).containsExactly(served);
    assertThat(entries.record(published.id()).orElseThrow().writers()).isEmpty();
    entries.retire(published.id(), 5, "yamada");
    assertThat(entries.servedVersions()).isEmpty();
  }

  @Test
  void everyVersionIsKeptAsItWas() {
    FaqEntry first = entries.create(juminhyo());
    FaqEntry second = entries.write(first.withAlias("住民票の写し"), 1, "yamada");
    FaqEntry third = entries.submit(first.id(), 2, "yamada");

    assertThat(entries.versions(first.id(), 10))
        .containsExactly(
            new FaqVersion(third, "yamada"),
            new FaqVersion(second, "yamada"),
            new FaqVersion(first, ""));
    assertThat(entries.version(first.id(), 1)).contains(new FaqVersion(first, ""));
    assertThat(entries.version(first.id(), 3)).contains(new FaqVersion(third, "yamada"));
    assertThat(entries.version(first.id(), 4)).isEmpty();
    assertThatExceptionOfType(UnknownFaqEntry.class).isThrownBy(() -> entries.versions("none", 10));
    assertThat(TextDiff.between(Optional.of(first), second).fields())
        .containsExactly(
            new TextDiff.Field(
                "status",
                List.of(
                    new TextDiff.Line(TextDiff.Change.REMOVED, "PUBLISHED"),
                    new TextDiff.Line(TextDiff.Change.ADDED, "DRAFT"))),
            new TextDiff.Field(
                "aliases",
                List.of(
                    new TextDiff.Line(TextDiff.Change.KEPT, "住民票がほしい"),
                    new TextDiff.Line(TextDiff.Change.ADDED, "住民票の写し"))));
  }

  @Test
  void linesThatStayAreKeptInADiff() {
    List<String> before = List.of("一", "二", "三", "四", "五");
    List<String> after = List.of("一", "三", "四の一", "五", "六");

    assertThat(TextDiff.between("groups", before, after).fields().getFirst().lines())
        .extracting(line -> line.change() + line.text())
        .containsExactly("KEPT一", "REMOVED二", "KEPT三", "REMOVED四", "ADDED四の一", "KEPT五", "ADDED六");
    assertThat(TextDiff.between("groups", before, before).fields()).isEmpty();
  }

  @Test
  void whatAPersonImportsAreDrafts() {
    entries.create(juminhyo());
    List<ImportedRow> rows = new ArrayList<>();
    try (FaqImport file = entries.begin("yamada", false, rows::add)) {
      file.take(1, row("住民票-1", "住民票の写しはどこで取れますか。", "コンビニでも取れます。"));
      file.take(2, row("2", "q", "a"));
      file.take(
          3,
          "{\"id\":\"3\",\"question\":\"q\",\"answer\":\"a\",\"validTo\":\"2026-12-31\","
              + "\"reviewDueOn\":\"2026-12-01\"}");
      file.take(4, "{\"id\":\"4\",\"question\":\"q\",\"answer\":\"a\",\"validTo\":\"soon\"}");
    }

    assertThat(rows).extracting(ImportedRow::code).containsExactly("", "", "", "faq-date-invalid");
    assertThat(entries.servedVersions()).containsOnly(Map.entry("住民票-1", 1));
    assertThat(entries.find("2").orElseThrow().status()).isEqualTo(FaqStatus.DRAFT);
    assertThat(entries.find("3").orElseThrow().validTo()).contains(LocalDate.of(2026, 12, 31));
    entries.submit("住民票-1", 2, "tanaka");
    assertThatExceptionOfType(OwnFaqEntry.class)
        .isThrownBy(() -> entries.publish("住民票-1", 3, "yamada"));
  }

  @Test
  void anImportSaysWhatBecameOfEachLineAndOneBadLineStopsNoOther() {
    List<ImportedRow> rows =
        entries.importEntries(
            Stream.of(
                row("1", "住民票は？", "窓口です。"),
                "",
                "{not json",
                row("", "q", "a"),
                row("2", "", "a"),
                row("1", "again", "a"),
                "{\"id\":\"3\",\"question\":\"q\",\"answer\":\"a\",\"aliasses\":[]}",
                "{\"id\":\"4\",\"question\":\"q\",\"answer\":\"a\",\"language\":\"12345678901\"}",
                "null",
                "{\"id\":\"5\",\"question\":\"How?\",\"answer\":\"So.\",\"language\":\"en\","
                    + "\"aliases\":[\"In what way?\"],\"category\":\"c\",\"programIds\":[\"p\"]}"));

    assertThat(rows)
        .extracting(ImportedRow::line)
        .containsExactly(1L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(rows)
        .extracting(ImportedRow::code)
        .containsExactly(
            "",
            "faq-json-invalid",
            "faq-id-missing",
            "faq-question-missing",
            "faq-id-duplicate",
            "faq-json-invalid",
            "faq-language-invalid",
            "faq-id-missing",
            "");
    assertThat(rows.getFirst().outcome()).isEqualTo(Outcome.CREATED);
    assertThat(entries.find("5").orElseThrow())
        .satisfies(
            entry -> {
              assertThat(entry.status()).isEqualTo(FaqStatus.PUBLISHED);
              assertThat(entry.language()).isEqualTo("en");
              assertThat(entry.aliases()).containsExactly("In what way?");
              assertThat(entry.programIds()).containsExactly("p");
            });
    assertThat(entries.page(9, "", Set.of())).hasSize(2);
  }

  @Test
  void anImportMayBeRepeatedAndChangesOnlyWhatDiffers() {
    entries.create(juminhyo());
    List<String> file =
        List.of(row("住民票-1", "住民票の写しはどこで取れますか。", "コンビニでも取れます。"), row("2", "q", "a"));

    assertThat(entries.importEntries(file.stream()))
        .extracting(ImportedRow::outcome)
        .containsExactly(Outcome.UPDATED, Outcome.CREATED);
    clock.pass(Duration.ofDays(1));
    assertThat(entries.importEntries(file.stream()))
        .extracting(ImportedRow::outcome)
        .containsExactly(Outcome.UNCHANGED, Outcome.UNCHANGED);
    assertThat(entries.find("住民票-1").orElseThrow())
        .satisfies(
            entry -> {
              assertThat(entry.version()).isEqualTo(2);
              assertThat(entry.answer()).isEqualTo("コンビニでも取れます。");
              assertThat(entry.aliases()).containsExactly("住民票がほしい");
              assertThat(entry.validFrom()).contains(LocalDate.of(2026, 4, 1));
            });
  }

  @Test
  void aWithdrawnEntryIsNotPublishedAgainByAnImport() {
    entries.create(juminhyo());
    entries.retire("住民票-1", 1);

    entries.importEntries(Stream.of(row("住民票-1", "q", "a")));

    assertThat(entries.find("住民票-1").orElseThrow().status()).isEqualTo(FaqStatus.RETIRED);
  }

  @Test
  void anImportLongerThanABatchIsTakenWhole() {
    assertThat(
            entries.importEntries(IntStream.range(0, 1201).mapToObj(i -> row("r" + i, "q", "a"))))
        .hasSize(1201)
        .allMatch(row -> row.outcome() == Outcome.CREATED);
    assertThat(entries.servedVersions()).hasSize(1201);
  }

  @Test
  void importsAtTheSameTimeLoseNothing() throws Exception {
    try (ExecutorService staff = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<ImportedRow>>> imports = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        imports.add(
            staff.submit(
                () ->
                    entries.importEntries(
                        IntStream.range(0, 300).mapToObj(n -> row("r" + n, "q", "a")))));
      }
      long created = 0;
      for (Future<List<ImportedRow>> done : imports) {
        for (ImportedRow row : done.get()) {
          created += row.outcome() == Outcome.CREATED ? 1 : 0;
          assertThat(row.code()).isIn("", "faq-changed-meanwhile");
        }
      }
      assertThat(created).isEqualTo(300);
    }
    assertThat(entries.page(500, "", Set.of()))
        .hasSize(300)
        .allMatch(entry -> entry.version() == 1);
  }
}
