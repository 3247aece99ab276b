package jp.todoke.faq.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqEntryStore;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.ranking.PastQuestionStore;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingChoice;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswersStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);

  private static final ProgramText JIFUTE =
      new ProgramText(
          "jifute", "児童扶養手当", "じどうふようてあて", "ひとり親家庭に手当を支給します。", "所得制限があります。", List.of("児扶手"));
  private static final ProgramText TOKUJI =
      new ProgramText(
          "tokuji",
          "特別児童扶養手当",
          "とくべつじどうふようてあて",
          "障害のある児童を育てる家庭に手当を支給します。",
          "児童扶養手当とは別の制度です。所得制限があります。",
          List.of());

  private final HandClock clock = new HandClock(NOW);
  private FaqEntries entries;
  private Answers answers;

  @BeforeEach
  void open() {
    for (String collection : List.of("faqEntries", "faqQueries", "answerRatings")) {
      store.database().getCollection(collection).deleteMany(new Document());
    }
    entries = new FaqEntries(new FaqEntryStore(store.database()), clock);
    entries.create(faq("jumin", "住民票の写しはどこで取れますか。", "区役所の窓口かコンビニで取れます。"));
    entries.create(faq("sodai", "粗大ごみの出し方を教えてください。", "受付センターに電話で申し込んでください。"));
    entries.create(faq("hoiku", "保育所の入所申込の方法は？", "こども課に申込書を出してください。"));
    entries.create(faq("draft", "下書きの質問です。", "まだです。").withStatus(FaqStatus.DRAFT));
    answers = node();
    answers.rebuild();
    answers.putPrograms(List.of(JIFUTE, TOKUJI));
  }

  private Answers node() {
    return new Answers(
        entries,
        new Ranking(),
        new PastQuestionStore(store.database()),
        new RankingChoice(store.database()),
        new SynonymLists(store.database(), clock),
        new FaqQueries(store.database()),
        new AnswerRatings(store.database()),
        clock);
  }

  private static FaqEntry faq(String id, String question, String answer) {
    return FaqEntry.draft(id, question, answer).withStatus(FaqStatus.PUBLISHED);
  }

  private static FaqEntry in(String language, FaqEntry entry, LocalDate from, LocalDate to) {
    return new FaqEntry(
        entry.id(),
        entry.version(),
        entry.status(),
        language,
        entry.question(),
        entry.answer(),
        entry.aliases(),
        entry.category(),
        entry.programIds(),
        Optional.of(from),
        Optional.of(to),
        entry.updatedAt());
  }

  @Test
  void aClearQuestionHasOneAnswer() {
    assertThat(answers.answer("大型ゴミを捨てたい", "ja", 5))
        .isInstanceOfSatisfying(
            Answer.Confident.class,
            answer -> {
              assertThat(answer.best().id()).isEqualTo("sodai");
              assertThat(answer.best().kind()).isEqualTo(AnswerKind.FAQ);
              assertThat(answer.best().text()).startsWith("受付センター");
              assertThat(answer.best().matchedWords()).contains("大型ゴミ");
              assertThat(answer.best().fallback()).isFalse();
            });
  }

  @Test
  void aSuggestedTitleIsAnsweredByItsOwnEntry() {
    for (AnswerSuggestion suggestion : answers.suggestions("じゅうみん", 5)) {
      assertThat(answers.answer(suggestion.title(), "ja", 3))
          .isInstanceOfSatisfying(
              Answer.Confident.class,
              answer -> assertThat(answer.best().id()).isEqualTo(suggestion.id()));
    }
    assertThat(answers.suggestions("じゅうみん", 5)).hasSize(1);
  }

  @Test
  void programsThatContainEachOthersNameAreToldApart() {
    assertThat(answers.answer("児童扶養手当の所得制限は？", "ja", 5).items())
        .first()
        .satisfies(
            item -> {
              assertThat(item.id()).isEqualTo("jifute");
              assertThat(item.kind()).isEqualTo(AnswerKind.PROGRAM);
              assertThat(item.programIds()).containsExactly("jifute");
            });
    assertThat(answers.answer("特別児童扶養手当の所得制限は？", "ja", 5).items())
        .first()
        .extracting(AnswerItem::id)
        .isEqualTo("tokuji");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "？？", "😀", "\u0000", "\ud800", "量子力学", "宇宙旅行とギターの弾き方"})
  void whatTheCityDoesNotKnowIsNotAnswered(String question) {
    assertThat(answers.answer(question, "ja", 5)).isInstanceOf(Answer.NoAnswer.class);
  }

  @Test
  void anyLengthLanguageAndLimitIsAnswered() {
    assertThat(answers.answer("住民票".repeat(40_000), "no such language!", -1).items()).hasSize(1);
    assertThat(answers.answer("手当", "", Integer.MAX_VALUE).items()).isNotEmpty();
  }

  @Test
  void draftsAndWithdrawnEntriesAnswerNobody() {
    assertThat(answers.answer("下書きの質問です。", "ja", 5).items()).isEmpty();
    entries.retire("sodai", 1);

    assertThat(answers.refresh()).isEqualTo(1);
    assertThat(answers.answer("粗大ごみ", "ja", 5).items()).isEmpty();
    assertThat(answers.suggestions("粗大", 5)).isEmpty();
  }

  @Test
  void anEntryAnswersWithinItsPeriodOnly() {
    entries.create(
        in("ja", faq("past", "花火大会はいつですか", "八月です。"), TODAY.minusDays(9), TODAY.minusDays(1)));
    entries.create(in("ja", faq("now", "花火大会の駐車場", "ありません。"), TODAY, TODAY));
    answers.refresh();

    assertThat(answers.answer("花火大会", "ja", 5).items())
        .extracting(AnswerItem::id)
        .containsExactly("now");
    assertThat(answers.suggestions("花火", 5))
        .extracting(AnswerSuggestion::id)
        .containsExactly("now");
    clock.pass(Duration.ofHours(15));
    assertThat(answers.answer("花火大会", "ja", 5).items()).isEmpty();
  }

  @Test
  void anotherLanguageIsAnsweredInItAndElseInJapaneseMarkedSo() {
    entries.create(
        in("en", faq("jumin-en", "Where do I get a 住民票?", "At the ward office."), TODAY, TODAY));
    answers.refresh();

    assertThat(answers.answer("住民票", "en-US", 5).items())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.id()).isEqualTo("jumin-en");
              assertThat(item.fallback()).isFalse();
            });
    assertThat(answers.answer("粗大ごみ", "en", 5).items())
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.id()).isEqualTo("sodai");
              assertThat(item.language()).isEqualTo("ja");
              assertThat(item.fallback()).isTrue();
            });
  }

  @Test
  void whatOneNodeWritesAnotherAnswersAfterARefresh() {
    Answers other = node();
    other.rebuild();
    clock.pass(Duration.ofSeconds(5));
    entries.create(faq("new", "図書館の開館時間は？", "九時からです。"));

    assertThat(other.answer("図書館", "ja", 5).items()).isEmpty();
    assertThat(other.refresh()).isEqualTo(1);
    assertThat(other.refresh()).isZero();
    assertThat(other.answer("図書館", "ja", 5).items()).hasSize(1);
  }

  @Test
  void aProgramTakenOutIsNoLongerAnAnswer() {
    answers.removePrograms(List.of("jifute", "never there"));

    assertThat(answers.answer("児扶手", "ja", 5).items()).isEmpty();
    answers.rebuild();
    assertThat(answers.answer("特別児童扶養手当", "ja", 5).items())
        .extracting(AnswerItem::id)
        .startsWith("tokuji")
        .doesNotContain("jifute");
  }

  @Test
  void questionsAreCountedWithoutWhoAsked() {
    answers.answer("粗大ごみの出し方を教えてください。", "ja", 5);
    for (int i = 0; i < 3; i++) {
      answers.answer("量子力学 電話０９０-１２３４-５６７８", "en", 5);
    }
    answers.answer("私だけの話", "ja", 5);
    answers.answer(" \u0000 ", "ja", 5);

    FaqReports reports = new FaqReports(store.database());
    Instant end = NOW.plusSeconds(1);
    assertThat(reports.references(NOW, end))
        .isEqualTo(Map.of(HitClass.CONFIDENT, 1L, HitClass.CANDIDATES, 0L, HitClass.NONE, 4L));
    assertThat(reports.topMisses(NOW, end, 10)).containsExactly(new FaqReports.Miss("量子力学 電話#", 3));
    assertThat(reports.references(end, end.plusSeconds(9)).values()).containsOnly(0L);
    assertThat(store.database().getCollection("faqQueries").find().first().keySet())
        .containsExactlyInAnyOrder(
            "_id", "at", "query", "language", "hit", "count", "topKind", "topId");
  }

  @Test
  void oldQuestionsAreForgotten() {
    FaqQueries queries = new FaqQueries(store.database());
    answers.answer("住民票", "ja", 5);
    clock.pass(Duration.ofDays(1));
    answers.answer("住民票", "ja", 5);

    assertThat(queries.forgetQueriesBefore(clock.instant())).isEqualTo(1);
    assertThat(queries.forgetQueriesBefore(clock.instant())).isZero();
  }

  @Test
  void opinionsAreCountedByDay() {
    AnswerRatings ratings = new AnswerRatings(store.database());
    answers.rate(AnswerKind.FAQ, "jumin", true);
    answers.rate(AnswerKind.FAQ, "jumin", true);
    answers.rate(AnswerKind.FAQ, "jumin", false);
    clock.pass(Duration.ofHours(15));
    answers.rate(AnswerKind.FAQ, "jumin", false);
    answers.rate(AnswerKind.PROGRAM, "jifute", true);

    assertThat(ratings.of(AnswerKind.FAQ, "jumin", TODAY, TODAY))
        .isEqualTo(new AnswerRatings.Count(2, 1));
    assertThat(ratings.of(AnswerKind.FAQ, "jumin", TODAY, TODAY.plusDays(1)))
        .isEqualTo(new AnswerRatings.Count(2, 2));
    assertThatExceptionOfType(UnknownAnswer.class)
        .isThrownBy(() -> answers.rate(AnswerKind.FAQ, "none", true));
  }

  @Test
  void questionsAreAnsweredWhileTheIndexIsRebuiltAndRefreshed() throws Exception {
    entries.importEntries(
        IntStream.range(0, 300)
            .mapToObj(
                i -> "{\"id\":\"f" + i + "\",\"question\":\"公園の質問" + i + "\",\"answer\":\"回答\"}"));
    answers.refresh();
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        asking.add(
            askers.submit(
                () -> {
                  while (!done.get()) {
                    assertThat(answers.answer("公園", "ja", 20).items()).hasSize(20);
                  }
                }));
      }
      try {
        for (int i = 0; i < 5; i++) {
          answers.rebuild();
          entries.update(entries.find("f0").orElseThrow(), i + 1);
          assertThat(answers.refresh()).isEqualTo(1);
        }
      } finally {
        done.set(true);
      }
      for (Future<?> asker : asking) {
        asker.get();
      }
    }
  }
}
