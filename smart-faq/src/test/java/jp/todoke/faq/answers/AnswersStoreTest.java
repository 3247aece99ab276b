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
import jp.todoke.faq.curation.Cluster;
import jp.todoke.faq.curation.Misses;
import jp.todoke.faq.curation.OwnProposal;
import jp.todoke.faq.curation.Proposal;
import jp.todoke.faq.curation.Proposals;
import jp.todoke.faq.curation.StaleProposal;
import jp.todoke.faq.curation.UnfinishedProposal;
import jp.todoke.faq.curation.UnknownProposal;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.PastQuestionStore;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingChoice;
import jp.todoke.faq.synonyms.NoEarlierSynonymList;
import jp.todoke.faq.synonyms.OwnSynonymList;
import jp.todoke.faq.synonyms.StaleSynonymList;
import jp.todoke.faq.synonyms.SynonymList;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
    for (String collection :
        List.of(
            "faqEntries",
            "faqQueries",
            "opinions",
            "opinionTexts",
            "opinionMarks",
            "synonymLists",
            "faqProposals",
            "pastQuestions")) {
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
        Optional.empty(),
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
    for (AnswerSuggestion suggestion : answers.suggestions("じゅうみん", "ja", 5)) {
      assertThat(answers.answer(suggestion.title(), "ja", 3))
          .isInstanceOfSatisfying(
              Answer.Confident.class,
              answer -> assertThat(answer.best().id()).isEqualTo(suggestion.id()));
    }
    assertThat(answers.suggestions("じゅうみん", "ja", 5)).hasSize(1);
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
    assertThat(answers.suggestions("粗大", "ja", 5)).isEmpty();
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
    assertThat(answers.suggestions("花火", "ja", 5))
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

  private static FaqEntry variant(String language, String original, FaqEntry entry) {
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
        Optional.of(original),
        Optional.empty(),
        Optional.empty(),
        entry.updatedAt());
  }

  @ParameterizedTest
  @CsvSource({
    "How do I put out bulky waste?,ja,sodai-en,false",
    "대형 쓰레기를 버리고 싶어요,ja,sodai-ko,false",
    "대형 쓰레기를 버리고 싶어요,en,sodai-en,false",
    "大型垃圾怎么扔,ja,sodai-zh,false",
    "rac co lon,vi,sodai-vi,false",
    "粗大ごみの出し方,en,sodai-en,false",
    "粗大ごみの出し方,pt,sodai,true",
    "粗大ごみの出し方,ja,sodai,false"
  })
  void aQuestionFindsTheEntryAndShowsItInTheLanguageWanted(
      String question, String language, String id, boolean fallback) {
    entries.create(
        variant("en", "sodai", faq("sodai-en", "How to put out bulky waste", "Call the center.")));
    entries.create(variant("ko", "sodai", faq("sodai-ko", "대형 쓰레기 버리는 방법", "전화로 신청하세요.")));
    entries.create(variant("zh-TW", "sodai", faq("sodai-zh", "大型垃圾的處理方法", "請打電話申請。")));
    entries.create(variant("vi", "sodai", faq("sodai-vi", "Cách vứt rác cỡ lớn", "Hãy gọi điện.")));
    answers.refresh();

    assertThat(answers.answer(question, language, 5).items())
        .first()
        .satisfies(
            item -> {
              assertThat(item.id()).isEqualTo(id);
              assertThat(item.fallback()).isEqualTo(fallback);
            });
  }

  @Test
  void easyJapaneseIsGivenToWhoAsksForIt() {
    entries.create(variant("ja-easy", "sodai", faq("sodai-easy", "大きい ごみの すてかた", "でんわを してください。")));
    answers.refresh();

    assertThat(answers.answer("粗大ごみの出し方", "ja-x-easy", 5).items())
        .first()
        .satisfies(
            item -> {
              assertThat(item.id()).isEqualTo("sodai-easy");
              assertThat(item.language()).isEqualTo("ja-x-easy");
              assertThat(item.fallback()).isFalse();
            });
    assertThat(answers.answer("住民票の写しはどこで取れますか", "ja-x-easy", 5).items())
        .first()
        .satisfies(item -> assertThat(item.fallback()).isTrue());
    assertThat(answers.answer("大きいごみのすてかた", "ja", 5).items())
        .extracting(AnswerItem::id)
        .contains("sodai")
        .doesNotContain("sodai-easy");
    assertThat(answers.suggestions("大きい", "ja-x-easy", 5))
        .extracting(AnswerSuggestion::language)
        .containsExactly("ja-x-easy");
    assertThat(answers.suggestions("大きい", "ja", 5)).isEmpty();
  }

  @Test
  void easyJapaneseAnswersPlainAskersWhereNothingElseDoesAndSaysSo() {
    entries.create(in("ja-x-easy", faq("hinan", "地震の ときに にげる ところ", "学校です。"), TODAY, TODAY));
    answers.refresh();

    assertThat(answers.answer("地震", "ja", 5).items())
        .first()
        .satisfies(
            item -> {
              assertThat(item.language()).isEqualTo("ja-x-easy");
              assertThat(item.fallback()).isTrue();
            });
  }

  @Test
  void titlesAreSuggestedInTheLanguageWantedElseInJapanese() {
    entries.create(variant("en", "sodai", faq("sodai-en", "Bulky waste", "Call the center.")));
    answers.refresh();

    assertThat(answers.suggestions("bulky", "en", 5))
        .extracting(AnswerSuggestion::id)
        .containsExactly("sodai-en");
    assertThat(answers.suggestions("じゅうみん", "en", 5))
        .extracting(AnswerSuggestion::language)
        .containsExactly("ja");
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
  void oneOpinionAPersonAndThingADayCountsAndWhoSaidItIsForgotten() {
    Opinions opinions = new Opinions(store.database(), clock);
    Opinions.Subject faq = Opinions.Subject.FAQ;
    assertThat(opinions.say(faq, "jumin", true, "電話は090-1234-5678です", "hanako"))
        .isEqualTo(Opinions.Taken.COUNTED);
    assertThat(opinions.say(faq, "jumin", false, "", "hanako")).isEqualTo(Opinions.Taken.AGAIN);
    assertThat(opinions.say(faq, "jumin", false, "", "taro")).isEqualTo(Opinions.Taken.COUNTED);
    assertThat(opinions.counts(TODAY, TODAY))
        .containsExactly(new Opinions.Count(faq, "jumin", 1, 1));
    assertThat(opinions.texts(10)).extracting(Opinions.Text::text).containsExactly("電話は#です");
    IntStream.range(0, 29).forEach(i -> opinions.say(faq, "f" + i, true, "", "hanako"));
    assertThat(opinions.say(faq, "jifute", true, "", "hanako")).isEqualTo(Opinions.Taken.TOO_MANY);
    clock.pass(Duration.ofDays(1));
    opinions.forget(clock.instant());
    assertThat(store.database().getCollection("opinionMarks").countDocuments()).isZero();
    assertThat(opinions.texts(10)).isEmpty();
    assertThatExceptionOfType(UnknownAnswer.class)
        .isThrownBy(() -> answers.require(AnswerKind.FAQ, "none"));
  }

  @Test
  void aSynonymListIsPublishedByAnotherAndRolledBackInOneCall() {
    SynonymLists lists = new SynonymLists(store.database(), clock);
    String asked = "ブンブン丸を処分したい";
    assertThat(answers.answer(asked, "ja", 1)).isInstanceOf(Answer.NoAnswer.class);

    assertThatExceptionOfType(InvalidSynonyms.class)
        .isThrownBy(() -> answers.proposeSynonyms(List.of("住民票"), "yamada", "", 0));
    SynonymList list = answers.proposeSynonyms(List.of("住民票, ブンブン丸", "処分 => 写し"), "yamada", "", 0);
    assertThatExceptionOfType(StaleSynonymList.class)
        .isThrownBy(() -> answers.proposeSynonyms(List.of("住民票, 写し"), "sato", "", 0));
    assertThatExceptionOfType(OwnSynonymList.class)
        .isThrownBy(() -> answers.publishSynonyms(list.version(), "yamada", 1));
    Replay replay = answers.publishSynonyms(list.version(), "suzuki", 1);

    assertThat(replay.gained()).isPositive();
    assertThat(answers.answer(asked, "ja", 1).items())
        .extracting(AnswerItem::id)
        .containsExactly("jumin");
    assertThat(lists.find(list.version()).orElseThrow().approvedBy()).contains("suzuki");
    assertThat(answers.rollBackSynonyms()).isZero();
    assertThat(answers.answer(asked, "ja", 1)).isInstanceOf(Answer.NoAnswer.class);
    assertThatExceptionOfType(NoEarlierSynonymList.class).isThrownBy(answers::rollBackSynonyms);
  }

  @Test
  void aListThatLosesAnswersIsRefusedAndTheLossesNamed() {
    List<String> asked = List.of("住民票がほしい", "住民票がほしい", "住民票がほしい");
    asked.forEach(question -> answers.answer(question, "ja", 1));
    answers.learn(List.of(new JudgedQuestion("q1", "大型ゴミを捨てたい", Map.of("gone", 2))));
    SynonymList list = answers.proposeSynonyms(List.of("税金, 住民税"), "yamada", "", 0);

    Replay replay = answers.replaySynonyms(list);
    assertThat(replay.questions()).isEqualTo(3);
    assertThat(replay.judged()).isEqualTo(1);
    if (replay.loss() > 0) {
      assertThatExceptionOfType(SynonymsLose.class)
          .isThrownBy(() -> answers.publishSynonyms(list.version(), "suzuki", 0));
    } else {
      answers.publishSynonyms(list.version(), "suzuki", 0);
    }
  }

  @Test
  void whatManyMissBecomesAProposalAndThenAnAnswer() {
    SynonymLists lists = new SynonymLists(store.database(), clock);
    FaqQueries queries = new FaqQueries(store.database());
    Misses misses = new Misses(queries, answers);
    Proposals proposals = new Proposals(store.database(), entries, lists, answers, misses, clock);
    String asked = "ドローンの飛行許可";
    for (int i = 0; i < 3; i++) {
      answers.answer(asked, "ja", 1);
      clock.pass(Duration.ofMinutes(10));
    }
    answers.answer("宇宙旅行の予約", "ja", 1);
    Instant until = clock.instant().plusSeconds(1);

    List<Cluster> clusters = misses.clusters(until.minus(Duration.ofDays(1)), until);
    assertThat(clusters).singleElement().satisfies(c -> assertThat(c.asked()).isEqualTo(3));
    Proposal draft = proposals.draft(clusters.getFirst());
    assertThat(draft.kind()).isEqualTo(Proposal.Kind.ENTRY);
    assertThat(draft.question()).isEqualTo(asked);
    assertThat(proposals.draft(clusters.getFirst())).isEqualTo(draft);
    assertThatExceptionOfType(UnfinishedProposal.class)
        .isThrownBy(() -> proposals.approve(draft.id(), 1, "suzuki", 0));
    Proposal written =
        proposals.write(
            draft.written(draft.entryId(), "ドローンの飛行に許可は要りますか。", "公園では飛ばせません。", "", "yamada"), 1);
    assertThat(proposals.replay(written).gained()).isEqualTo(3);
    assertThatExceptionOfType(OwnProposal.class)
        .isThrownBy(() -> proposals.approve(draft.id(), 2, "yamada", 0));
    Proposal approved = proposals.approve(draft.id(), 2, "suzuki", 0);

    assertThat(answers.answer(asked, "ja", 1).items())
        .extracting(AnswerItem::id)
        .containsExactly(draft.entryId());
    clock.pass(Duration.ofMinutes(1));
    Proposals.Watched watched = proposals.outcome(approved);
    assertThat(watched.before()).isEqualTo(new Misses.Outcome(3, 0));
    assertThat(watched.after()).isEqualTo(new Misses.Outcome(1, 1));
    assertThat(proposals.list(Proposal.State.OPEN, 10)).isEmpty();
    assertThatExceptionOfType(StaleProposal.class)
        .isThrownBy(() -> proposals.reject(draft.id(), 2, "suzuki"));
    assertThatExceptionOfType(UnknownProposal.class).isThrownBy(() -> proposals.get("none"));
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
