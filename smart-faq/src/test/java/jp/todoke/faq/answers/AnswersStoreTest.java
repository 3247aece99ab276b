package jp.todoke.faq.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqEntryStore;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.TextDiff;
import jp.todoke.faq.curation.Cluster;
import jp.todoke.faq.curation.EntryBeingWritten;
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
            "faqVersions",
            "faqRevision",
            "faqPrograms",
            "faqQueries",
            "faqUncounted",
            "faqClicks",
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
    return node(entries, clock);
  }

  private static Answers node(FaqEntries entries, HandClock clock) {
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
  void nodesFollowEachOtherHoweverFarTheirClocksAreApart() {
    HandClock ahead = new HandClock(NOW.plus(Duration.ofHours(3)));
    FaqEntries there = new FaqEntries(new FaqEntryStore(store.database()), ahead);
    Answers other = node(there, ahead);
    other.rebuild();

    there.importEntries(
        IntStream.range(0, 600)
            .mapToObj(
                i -> "{\"id\":\"f" + i + "\",\"question\":\"公園の質問" + i + "\",\"answer\":\"回答\"}"));
    assertThat(answers.refresh()).isEqualTo(600);
    assertThat(answers.refresh()).isZero();
    assertThat(other.refresh()).isEqualTo(600);
    entries.create(faq("new", "図書館の開館時間は？", "九時からです。"));
    assertThat(other.refresh()).isEqualTo(1);
    assertThat(other.answer("図書館", "ja", 5).items()).hasSize(1);
    entries.retire("new", 1);
    assertThat(other.refresh()).isEqualTo(1);
    assertThat(other.answer("図書館", "ja", 5).items()).isEmpty();
  }

  @Test
  void aNodeThatDiedBeforeItCountedItsWriteIsCaughtUpWith() {
    Answers other = node();
    other.rebuild();
    long revision = entries.revision();
    entries.create(faq("new", "図書館の開館時間は？", "九時からです。"));
    store
        .database()
        .getCollection("faqRevision")
        .updateOne(
            new Document("_id", "entries"), new Document("$set", new Document("number", revision)));

    int seen = 0;
    int looks = 0;
    while (seen == 0 && looks < 200) {
      seen = other.refresh();
      looks++;
    }
    assertThat(seen).isEqualTo(1);
    assertThat(looks).isBetween(2, 100);
  }

  @Test
  void aChangedEntryAnswersAsBeforeUntilItIsPublished() {
    FaqEntry sodai = entries.find("sodai").orElseThrow();
    entries.write(faq("sodai", sodai.question(), "ネットでも申し込めます。"), 1, "yamada");
    answers.refresh();
    assertThat(answers.answer("粗大ごみ", "ja", 1).items().getFirst().text()).startsWith("受付センター");
    entries.submit("sodai", 2, "yamada");
    entries.publish("sodai", 3, "suzuki");
    answers.refresh();
    assertThat(answers.answer("粗大ごみ", "ja", 1).items().getFirst().text()).startsWith("ネットでも");
  }

  @Test
  void anEntryWhoseProgramsAllClosedAnswersNobodyAndStaffHearWhy() {
    entries.create(citing("both", "手当の申請窓口はどこですか。", List.of("jifute", "tokuji")));
    entries.create(citing("one", "児扶手の現況届はいつ出しますか。", List.of("jifute")));
    entries.create(citing("foreign", "よその制度の質問です。", List.of("elsewhere")));
    answers.refresh();
    assertThat(due()).containsExactly("foreign PROGRAM_UNKNOWN elsewhere true");

    answers.replacePrograms(List.of(TOKUJI));
    Answers other = node();
    other.putPrograms(List.of(TOKUJI));
    other.rebuild();
    for (Answers node : List.of(answers, other)) {
      assertThat(node.answer("児扶手の現況届はいつ出しますか。", "ja", 5).items())
          .extracting(AnswerItem::id)
          .doesNotContain("one");
      assertThat(node.answer("手当の申請窓口はどこですか。", "ja", 5).items().getFirst())
          .satisfies(
              item -> {
                assertThat(item.id()).isEqualTo("both");
                assertThat(item.programIds()).containsExactly("tokuji");
              });
      assertThat(node.answer("よその制度の質問です。", "ja", 1).items().getFirst().id()).isEqualTo("foreign");
    }
    assertThat(due())
        .containsExactly(
            "both PROGRAM_DELETED jifute true",
            "foreign PROGRAM_UNKNOWN elsewhere true",
            "one PROGRAM_DELETED jifute false");
    answers.replacePrograms(List.of(JIFUTE, TOKUJI));
    assertThat(answers.answer("児扶手の現況届はいつ出しますか。", "ja", 1).items().getFirst().id())
        .isEqualTo("one");
  }

  @Test
  void whatIsDueForReviewIsListedFromItsDayOn() {
    FaqEntry entry = faq("kigen", "期限のある質問です。", "お答えします。");
    entries.create(
        new FaqEntry(
            "kigen",
            1,
            FaqStatus.PUBLISHED,
            "ja",
            entry.question(),
            entry.answer(),
            List.of(),
            "",
            List.of("yosan"),
            Optional.empty(),
            Optional.empty(),
            Optional.of(TODAY),
            Optional.of(TODAY.plusDays(1)),
            NOW));
    answers.putPrograms(
        List.of(
            new ProgramText(
                "yosan", "予算", "", "", "", List.of(), Optional.empty(), Optional.of(TODAY))));
    answers.refresh();
    assertThat(due()).isEmpty();
    clock.pass(Duration.ofDays(1));
    assertThat(due())
        .containsExactly(
            "kigen REVIEW_DUE 2026-11-21 false",
            "kigen VALIDITY_ENDED 2026-11-20 false",
            "kigen PROGRAM_ENDED yosan false");
    assertThat(answers.due(10, "kigen")).isEmpty();
  }

  private List<String> due() {
    return answers.due(10, "").stream()
        .flatMap(
            due ->
                due.causes().stream()
                    .map(
                        cause ->
                            due.entry().id()
                                + " "
                                + cause.why()
                                + " "
                                + cause.of()
                                + " "
                                + due.answers()))
        .toList();
  }

  private static FaqEntry citing(String id, String question, List<String> programs) {
    FaqEntry entry = faq(id, question, "お答えします。");
    return new FaqEntry(
        id,
        1,
        entry.status(),
        "ja",
        question,
        entry.answer(),
        List.of(),
        "",
        programs,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        entry.updatedAt());
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
  void aProgramAnswersFromItsFirstDayToItsLast() {
    answers.replacePrograms(
        List.of(
            new ProgramText(
                "kanu",
                "カヌー教室補助",
                "",
                "半額にします。",
                "",
                List.of(),
                Optional.of(TODAY),
                Optional.of(TODAY)),
            new ProgramText(
                "asu",
                "ヨット教室補助",
                "",
                "半額にします。",
                "",
                List.of(),
                Optional.of(TODAY.plusDays(1)),
                Optional.empty())));

    assertThat(answers.answer("カヌー教室補助", "ja", 5).items())
        .extracting(AnswerItem::id)
        .contains("kanu")
        .doesNotContain("asu", "jifute");
    assertThat(answers.suggestions("カヌー", "ja", 5)).hasSize(1);
    assertThat(answers.suggestions("ヨット", "ja", 5)).isEmpty();
    answers.require(AnswerKind.PROGRAM, "kanu");

    clock.pass(Duration.ofHours(15));
    assertThat(answers.answer("カヌー教室補助", "ja", 5).items())
        .extracting(AnswerItem::id)
        .contains("asu")
        .doesNotContain("kanu");
    assertThat(answers.suggestions("カヌー", "ja", 5)).isEmpty();
    assertThat(answers.suggestions("ヨット", "ja", 5)).hasSize(1);
    assertThatExceptionOfType(UnknownAnswer.class)
        .isThrownBy(() -> answers.require(AnswerKind.PROGRAM, "kanu"));
  }

  @Test
  void whatWasTakenOutOfTheRegistryIsTakenOutOfTheAnswers() {
    answers.replacePrograms(List.of(TOKUJI));

    assertThat(answers.answer("児扶手", "ja", 5).items()).isEmpty();
    assertThat(answers.suggestions("じどうふよう", "ja", 5))
        .extracting(AnswerSuggestion::id)
        .containsExactly("tokuji");
    assertThat(answers.answer("特別児童扶養手当", "ja", 5).items())
        .extracting(AnswerItem::id)
        .startsWith("tokuji");
  }

  @Test
  void everyAnswerNamesSubjectsEvenWhereNothingWasFound() {
    entries.create(about("防災", "b1", "避難所はどこですか。"));
    entries.create(about("防災", "b2", "防災マップはありますか。"));
    entries.create(about("税", "z1", "市民税の証明はどこで取れますか。"));
    answers.refresh();

    assertThat(answers.answer("量子力学", "ja", 5))
        .isInstanceOfSatisfying(
            Answer.NoAnswer.class,
            none -> {
              assertThat(none.items()).isEmpty();
              assertThat(none.categories()).containsExactly("防災", "税");
            });
    assertThat(answers.answer("市民税の証明", "ja", 1).categories()).containsExactly("税");
  }

  private static FaqEntry about(String category, String id, String question) {
    FaqEntry entry = faq(id, question, "お答えします。");
    return new FaqEntry(
        id,
        1,
        entry.status(),
        "ja",
        question,
        entry.answer(),
        List.of(),
        category,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        entry.updatedAt());
  }

  @Test
  void questionsAreCountedWithoutWhoAsked() {
    answers.answer("粗大ごみの出し方を教えてください。", "ja", 5);
    for (int i = 0; i < 3; i++) {
      answers.answer("量子力学 電話０９０-１２３４-５６７８", "en", 5);
    }
    answers.answer("私だけの話", "ja", 5);
    answers.answer(" \u0000 ", "ja", 5);
    answers.writeLog();

    FaqReports reports = new FaqReports(store.database());
    Instant end = NOW.plusSeconds(1);
    assertThat(reports.references(NOW, end))
        .isEqualTo(Map.of(HitClass.CONFIDENT, 1L, HitClass.CANDIDATES, 0L, HitClass.NONE, 4L));
    assertThat(reports.topMisses(NOW, end, 10)).containsExactly(new FaqReports.Miss("量子力学 電話#", 3));
    assertThat(reports.references(end, end.plusSeconds(9)).values()).containsOnly(0L);
    assertThat(store.database().getCollection("faqQueries").find().first().keySet())
        .containsExactlyInAnyOrder(
            "_id",
            "at",
            "query",
            "askedIn",
            "language",
            "hit",
            "count",
            "category",
            "topKind",
            "topId");
  }

  @Test
  void oneAskerAloneMakesNoQuestionAFrequentOne() {
    for (int i = 0; i < 5; i++) {
      answers.answer("量子力学の入門書", "ja", 5, "address 192.0.2.1");
    }
    answers.writeLog();
    // Another node that the same asker comes to.
    Answers other = node();
    other.rebuild();
    other.answer("量子力学の入門書", "ja", 5, "address 192.0.2.1");
    other.writeLog();
    FaqReports reports = new FaqReports(store.database());
    Instant end = NOW.plusSeconds(1);
    assertThat(reports.references(NOW, end)).containsEntry(HitClass.NONE, 1L);
    assertThat(reports.topMisses(NOW, end, 10)).isEmpty();

    for (String asker : List.of("citizen a", "citizen b")) {
      answers.answer("量子力学の入門書", "ja", 5, asker);
    }
    answers.writeLog();
    assertThat(reports.topMisses(NOW, end, 10)).containsExactly(new FaqReports.Miss("量子力学の入門書", 3));
    assertThat(store.database().getCollection("faqQueries").find().map(Document::toJson))
        .noneMatch(line -> line.contains("192.0.2.1") || line.contains("citizen"));
  }

  @Test
  void whoAsksAgainInOtherWordsWasNotHelpedAndSomebodyElseDidNotAskAgain() {
    answers.answer("粗大ごみの出し方", "ja", 5, "a");
    answers.answer("粗大ごみの出し方を教えて", "ja", 5, "b");
    answers.answer("粗大ごみの出し方はどうするか", "ja", 5, "a");
    clock.pass(Duration.ofMinutes(4));
    answers.answer("粗大ごみの出し方が知りたい", "ja", 5, "a");
    answers.writeLog();

    assertThat(
            new FaqQueries(store.database())
                .wordings(NOW, NOW.plus(Duration.ofHours(1)), "ja", 10)
                .wordings())
        .filteredOn(wording -> wording.again() > 0)
        .extracting(FaqQueries.Wording::question)
        .containsExactly("粗大ごみの出し方はどうするか");
  }

  @Test
  void whatTheLogCannotTakeIsCountedAndNoQuestionWaits() {
    FaqQueries small = new FaqQueries(store.database(), 2, true);
    Answer none = new Answer.NoAnswer(List.of(), List.of());
    for (int i = 0; i < 5; i++) {
      small.record(NOW, "質問" + i, "ja", "ja", none, "", "");
    }
    small.flush(NOW, (text, language) -> List.of());
    FaqReports reports = new FaqReports(store.database());

    assertThat(reports.references(NOW, NOW.plusSeconds(1))).containsEntry(HitClass.NONE, 2L);
    assertThat(reports.uncounted(NOW, NOW.plusSeconds(1))).isEqualTo(3);
    assertThat(small.uncountedHere()).isEqualTo(3);
    assertThat(small.answeredHere(HitClass.NONE)).isEqualTo(5);
    assertThat(small.answeredHere(HitClass.CONFIDENT)).isZero();
  }

  @Test
  void whileTheDatabaseIsAwayQuestionsAreAnsweredAndCountedAfterwards() {
    MongoClient away =
        MongoClients.create(
            "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=50&connectTimeoutMS=50");
    try (away) {
      FaqQueries queries = new FaqQueries(away.getDatabase("x"), 10, false);
      queries.record(NOW, "質問", "ja", "ja", new Answer.NoAnswer(List.of(), List.of()), "", "a");
      for (int turn = 0; turn < 2; turn++) {
        assertThatExceptionOfType(MongoException.class)
            .isThrownBy(() -> queries.flush(NOW, (text, language) -> List.of("質問")));
        assertThat(queries.waiting()).isEqualTo(1);
      }
    }
  }

  @Test
  void wordingsThatAreTooManyAreCountedAsLeftOut() {
    for (int i = 0; i < 3; i++) {
      answers.answer("住民票", "ja", 5);
      answers.answer("質問その" + i, "ja", 5);
    }
    answers.writeLog();
    FaqQueries.Wordings wordings =
        new FaqQueries(store.database()).wordings(NOW, NOW.plusSeconds(1), "ja", 2);

    assertThat(wordings.wordings().getFirst()).isEqualTo(new FaqQueries.Wording("住民票", 3, 3, 0, 0));
    assertThat(wordings.leftOut()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"${jndi:ldap}とは", "$whereとは", "$queryとは", "{\"$ne\": null}とは", "a.b.$cとは"})
  void whatLooksLikeAnExpressionOfTheDatabaseIsCountedAsItIs(String question) {
    for (int i = 0; i < 3; i++) {
      answers.answer(question, "ja", 1);
    }
    answers.writeLog();
    FaqQueries queries = new FaqQueries(store.database());
    Instant end = NOW.plusSeconds(1);

    assertThat(queries.asked(NOW, "ja", 10))
        .containsExactly(new FaqQueries.Asked(question, "ja", 3));
    assertThat(queries.wordings(NOW, end, "ja", 10).wordings())
        .containsExactly(new FaqQueries.Wording(question, 3, 0, 3, 0));
    assertThat(new FaqReports(store.database()).topMisses(NOW, end, 10))
        .containsExactly(new FaqReports.Miss(question, 3));
    assertThat(new Misses(queries, answers).clusters(NOW, end)).hasSizeLessThanOrEqualTo(1);
  }

  @Test
  void reportsTellEachSubjectApart() {
    entries.create(about("税", "z1", "市民税の証明はどこで取れますか。"));
    answers.refresh();
    answers.answer("市民税の証明はどこで取れますか。", "ja", 1);
    answers.answer("量子力学", "ja", 1);
    answers.writeLog();

    assertThat(new FaqReports(store.database()).subjects(NOW, NOW.plusSeconds(1)))
        .containsExactly(new FaqReports.Subject("", 0, 0, 1), new FaqReports.Subject("税", 1, 0, 0));
  }

  @Test
  void whatIsOpenedAfterAQuestionIsCountedOnceAPersonAndDay() {
    Clicks clicks = new Clicks(store.database(), clock);
    for (String person : List.of("a", "b", "a", "c")) {
      assertThat(clicks.open(AnswerKind.FAQ, "sodai", "タンスを捨てたい 090-1234-5678", person)).isTrue();
    }
    clicks.open(AnswerKind.FAQ, "jumin", "タンスを捨てたい 03-1234-5678", "d");
    clicks.open(AnswerKind.FAQ, "jumin", "私だけの話", "d");
    clicks.open(AnswerKind.PROGRAM, "jifute", "", "d");

    assertThat(clicks.followed(TODAY, TODAY))
        .containsExactly(
            new Clicks.Followed(
                "タンスを捨てたい #",
                List.of(
                    new Clicks.Opened(AnswerKind.FAQ, "sodai", 3),
                    new Clicks.Opened(AnswerKind.FAQ, "jumin", 1))));
    assertThat(clicks.opened(TODAY, TODAY))
        .containsExactly(
            new Clicks.Opened(AnswerKind.FAQ, "sodai", 3),
            new Clicks.Opened(AnswerKind.FAQ, "jumin", 1),
            new Clicks.Opened(AnswerKind.PROGRAM, "jifute", 1));
    clock.pass(Duration.ofDays(1));
    clicks.forget(clock.instant());
    assertThat(clicks.followed(TODAY, TODAY)).isEmpty();
    assertThat(store.database().getCollection("faqClicks").find().map(Document::keySet))
        .hasSize(3)
        .noneMatch(keys -> keys.contains("by"));
    IntStream.range(0, 200).forEach(i -> clicks.open(AnswerKind.FAQ, "f" + i, "", "e"));
    assertThat(clicks.open(AnswerKind.FAQ, "sodai", "", "e")).isFalse();
  }

  @Test
  void oldQuestionsAreForgotten() {
    FaqQueries queries = new FaqQueries(store.database());
    answers.answer("住民票", "ja", 5);
    clock.pass(Duration.ofDays(1));
    answers.answer("住民票", "ja", 5);
    answers.writeLog();

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
    assertThat(opinions.texts(TODAY, TODAY, 10))
        .extracting(Opinions.Text::text)
        .containsExactly("電話は#です");
    IntStream.range(0, 29).forEach(i -> opinions.say(faq, "f" + i, true, "", "hanako"));
    assertThat(opinions.say(faq, "jifute", true, "", "hanako")).isEqualTo(Opinions.Taken.TOO_MANY);
    clock.pass(Duration.ofDays(1));
    opinions.forget(clock.instant());
    assertThat(store.database().getCollection("opinionMarks").countDocuments()).isZero();
    assertThat(opinions.texts(TODAY, TODAY.plusDays(1), 10)).isEmpty();
    assertThat(opinions.counts(TODAY, TODAY)).isNotEmpty();
    assertThat(store.database().getCollection("opinions").find().map(Document::keySet))
        .noneMatch(keys -> keys.contains("by"));
    assertThatExceptionOfType(UnknownAnswer.class)
        .isThrownBy(() -> answers.require(AnswerKind.FAQ, "none"));
  }

  @Test
  void ofManyRatingsOfOnePersonAtOnceOneCounts() throws Exception {
    Opinions opinions = new Opinions(store.database(), clock);
    List<Opinions.Taken> taken = new ArrayList<>();
    try (ExecutorService hands = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Opinions.Taken>> saying = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        saying.add(
            hands.submit(() -> opinions.say(Opinions.Subject.FAQ, "jumin", true, "", "hanako")));
      }
      for (Future<Opinions.Taken> one : saying) {
        taken.add(one.get());
      }
    }
    assertThat(taken)
        .containsOnlyOnce(Opinions.Taken.COUNTED)
        .doesNotContain(Opinions.Taken.TOO_MANY);
    assertThat(opinions.counts(TODAY, TODAY))
        .containsExactly(new Opinions.Count(Opinions.Subject.FAQ, "jumin", 1, 0));
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
    assertThat(answers.rollBackSynonyms(list.version())).isZero();
    assertThat(answers.answer(asked, "ja", 1)).isInstanceOf(Answer.NoAnswer.class);
    assertThatExceptionOfType(StaleSynonymList.class)
        .isThrownBy(() -> answers.rollBackSynonyms(list.version()));
    assertThatExceptionOfType(NoEarlierSynonymList.class)
        .isThrownBy(() -> answers.rollBackSynonyms(0));
  }

  @Test
  void aListThatWasMadeFromAnotherThanTheServedOneIsNotPublishedOverIt() {
    SynonymLists lists = new SynonymLists(store.database(), clock);
    SynonymList first = lists.propose(List.of("住民票, あああ"), "yamada", "", 0);
    SynonymList second = lists.propose(List.of("住民票, いいい"), "tanaka", "", 1);
    lists.publish(second.version(), "suzuki");
    lists.publish(second.version(), "suzuki");

    assertThat(lists.servedVersion()).isEqualTo(2);
    assertThatExceptionOfType(StaleSynonymList.class)
        .isThrownBy(() -> lists.publish(first.version(), "suzuki"));
    assertThat(lists.rollBack(2)).isZero();
    lists.publish(first.version(), "suzuki");
    assertThat(lists.servedVersion()).isEqualTo(1);
    assertThat(lists.rollBack(1)).isZero();
  }

  @Test
  void ofManyWhoPublishAtOnceOneSucceeds() throws Exception {
    SynonymLists lists = new SynonymLists(store.database(), clock);
    for (int i = 0; i < 6; i++) {
      lists.propose(List.of("住民票, あ" + i), "yamada", "", i);
    }
    int published = 0;
    try (ExecutorService staff = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> publishing = new ArrayList<>();
      for (int i = 1; i <= 6; i++) {
        int version = i;
        publishing.add(staff.submit(() -> lists.publish(version, "suzuki")));
      }
      for (Future<?> one : publishing) {
        try {
          one.get();
          published++;
        } catch (ExecutionException e) {
          assertThat(e).hasCauseInstanceOf(StaleSynonymList.class);
        }
      }
    }
    assertThat(published).isEqualTo(1);
    assertThat(lists.rollBack(lists.servedVersion())).isZero();
  }

  @Test
  void aSwitchReachesTheOtherNodesAtTheirNextLook() {
    Answers other = node();
    other.putPrograms(List.of(JIFUTE));
    other.rebuild();
    String asked = "ブンブン丸を処分したい";
    SynonymList list = answers.proposeSynonyms(List.of("住民票, ブンブン丸", "処分 => 写し"), "yamada", "", 0);
    answers.publishSynonyms(list.version(), "suzuki", 1);
    assertThat(other.answer(asked, "ja", 1)).isInstanceOf(Answer.NoAnswer.class);
    other.refresh();
    assertThat(other.answer(asked, "ja", 1).items())
        .extracting(AnswerItem::id)
        .containsExactly("jumin");
    answers.rollBackSynonyms(list.version());
    other.refresh();
    assertThat(other.answer(asked, "ja", 1)).isInstanceOf(Answer.NoAnswer.class);

    answers.learn(List.of(new JudgedQuestion("q1", "大型ゴミを捨てたい", Map.of("sodai", 2))));
    other.refresh();
    assertThat(other.pastQuestions(10, "")).extracting(JudgedQuestion::id).containsExactly("q1");
    new RankingChoice(store.database()).choose(false);
    other.refresh();
    assertThat(other.explain("大型ゴミを捨てたい", 1).items().getFirst().reasons()).isEmpty();
    new RankingChoice(store.database()).choose(true);
    assertThat(answers.forgetPastQuestion("q1")).isTrue();
    assertThat(answers.forgetPastQuestion("q1")).isFalse();
    other.refresh();
    assertThat(other.pastQuestions(10, "")).isEmpty();
  }

  @Test
  void aListThatLosesAnswersIsRefusedAndTheLossesNamed() {
    SynonymLists lists = new SynonymLists(store.database(), clock);
    // With the shipped list 大型ゴミ is 粗大ごみ; this one does not know it, but knows ブンブン丸.
    SynonymList list = answers.proposeSynonyms(List.of("住民票, ブンブン丸"), "yamada", "", 0);
    assertThat(answers.replaySynonyms(list).isEmpty()).isTrue();

    for (int i = 0; i < 3; i++) {
      answers.answer("大型ゴミ", "ja", 1);
      answers.answer("ブンブン丸", "ja", 1);
      answers.answer("ブンブン丸の写し", "ja", 1);
    }
    Replay replay = answers.replaySynonyms(list);
    assertThat(replay.isEmpty()).isFalse();
    assertThat(replay.questions()).isEqualTo(9);
    assertThat(replay.lost() + replay.moved()).isEqualTo(3);
    assertThat(replay.gained()).isPositive();
    assertThat(replay.loss()).isEqualTo(3 / 9.0);
    assertThat(replay.changes().getFirst())
        .satisfies(
            change -> {
              assertThat(change.question()).isEqualTo("大型ゴミ");
              assertThat(change.before()).isEqualTo("sodai");
            });
    assertThatExceptionOfType(SynonymsLose.class)
        .isThrownBy(() -> answers.publishSynonyms(list.version(), "suzuki", .02))
        .satisfies(lose -> assertThat(lose.replay().hash()).isEqualTo(replay.hash()));
    assertThatExceptionOfType(SynonymsLose.class)
        .isThrownBy(() -> answers.publishSynonyms(list.version(), "suzuki", .02, "another"));
    assertThat(lists.servedVersion()).isZero();
    answers.publishSynonyms(list.version(), "suzuki", .02, replay.hash());
    assertThat(lists.servedVersion()).isEqualTo(list.version());
  }

  @Test
  void anEntryThatTakesTheFirstPlaceOfAnotherIsConfirmedBeforeItIsPublished() {
    for (int i = 0; i < 3; i++) {
      answers.answer("粗大ごみの出し方", "ja", 1);
    }
    entries.draft(faq("sodai2", "粗大ごみの出し方", "窓口は別です。"), "yamada");
    entries.submit("sodai2", 1, "yamada");
    Replay replay = answers.replayEntry(entries.publishable("sodai2", 2, "suzuki"));

    assertThat(replay.moved()).isEqualTo(3);
    assertThat(replay.loss()).isEqualTo(1);
    assertThatExceptionOfType(EntryLoses.class)
        .isThrownBy(() -> answers.publishEntry("sodai2", 2, "suzuki", .02, ""));
    assertThat(entries.find("sodai2").orElseThrow().status()).isEqualTo(FaqStatus.REVIEW);
    assertThat(answers.publishEntry("sodai2", 2, "suzuki", .02, replay.hash()).status())
        .isEqualTo(FaqStatus.PUBLISHED);
    assertThat(answers.answer("粗大ごみの出し方", "ja", 1).items().getFirst().id()).isEqualTo("sodai2");
  }

  @Test
  void aPastQuestionThatLosesItsFirstPlaceIsALoss() {
    answers.learn(List.of(new JudgedQuestion("q1", "粗大ごみの出し方", Map.of("sodai", 2))));
    Replay replay = answers.replayEntry(faq("sodai2", "粗大ごみの出し方", "窓口は別です。"));

    assertThat(replay.judged()).isEqualTo(1);
    assertThat(replay.lost()).isEqualTo(1);
    assertThat(replay.gained()).isZero();
  }

  private Proposals proposals() {
    return new Proposals(
        store.database(),
        entries,
        new SynonymLists(store.database(), clock),
        answers,
        new Misses(new FaqQueries(store.database()), answers),
        clock);
  }

  private Proposal proposed(String id, Proposal.Kind kind, String entryId, String group) {
    return proposals()
        .insert(
            Proposal.fresh(
                id,
                kind,
                List.of(),
                3,
                entryId,
                kind == Proposal.Kind.SYNONYM ? "" : "ドローンは飛ばせますか。",
                kind == Proposal.Kind.ENTRY ? "公園では飛ばせません。" : "",
                group,
                new Proposal.Details(
                    "公園", List.of("p1"), "ja", Optional.of(TODAY), Optional.empty()),
                "yamada",
                NOW));
  }

  @Test
  void whoeverWroteOnAProposalDoesNotApproveIt() {
    Proposal proposal = proposed("p", Proposal.Kind.ENTRY, "drone", "");
    proposals().write(proposal.written("drone", proposal.question(), "だめです。", "", "tanaka"), 1);

    for (String writer : List.of("yamada", "tanaka")) {
      assertThatExceptionOfType(OwnProposal.class)
          .isThrownBy(() -> proposals().approve("p", 2, writer, 1));
    }
    assertThat(proposals().approve("p", 2, "suzuki", 1).state()).isEqualTo(Proposal.State.APPROVED);
    assertThat(entries.find("drone").orElseThrow())
        .satisfies(
            entry -> {
              assertThat(entry.category()).isEqualTo("公園");
              assertThat(entry.programIds()).containsExactly("p1");
              assertThat(entry.validFrom()).contains(TODAY);
            });
  }

  @Test
  void anApprovalThatAFailureInterruptedIsFinishedByARepeat() {
    proposed("e", Proposal.Kind.ENTRY, "drone", "");
    proposed("w", Proposal.Kind.WORDING, "sodai", "");
    proposed("s", Proposal.Kind.SYNONYM, "", "粗大ごみ, ブンブン丸");
    for (String id : List.of("e", "w", "s")) {
      // Everything was done but the last write.
      assertThat(proposals().approve(id, 1, "suzuki", 1).version()).isEqualTo(3);
      store
          .database()
          .getCollection("faqProposals")
          .updateOne(
              new Document("_id", id),
              new Document("$set", new Document("state", "APPROVING").append("version", 2)));
      assertThat(proposals().approve(id, 1, "suzuki", 1).state())
          .isEqualTo(Proposal.State.APPROVED);
    }
    assertThat(entries.find("drone").orElseThrow().version()).isEqualTo(1);
    assertThat(entries.find("sodai").orElseThrow())
        .satisfies(
            entry -> {
              assertThat(entry.version()).isEqualTo(2);
              assertThat(entry.aliases()).containsExactly("ドローンは飛ばせますか。");
            });
    assertThat(new SynonymLists(store.database(), clock).newestVersion()).isEqualTo(1);

    // It was written down that it begins, and nothing was done.
    proposed("begun", Proposal.Kind.ENTRY, "drone-2", "");
    store
        .database()
        .getCollection("faqProposals")
        .updateOne(
            new Document("_id", "begun"),
            new Document(
                "$set",
                new Document("state", "APPROVING").append("version", 2).append("decidedBy", "x")));
    assertThat(proposals().approve("begun", 1, "suzuki", 1).decidedBy()).contains("x");
    assertThat(entries.find("drone-2")).isPresent();
  }

  @Test
  void aRefusedProposalOfSynonymsLeavesNoListBehind() {
    answers.answer("住民票がほしい", "ja", 1);
    proposed("s", Proposal.Kind.SYNONYM, "", "粗大ごみ, ブンブン丸");
    // A bound that nothing keeps, whatever it changes.
    assertThatExceptionOfType(SynonymsLose.class)
        .isThrownBy(() -> proposals().approve("s", 1, "suzuki", -1));
    assertThat(new SynonymLists(store.database(), clock).newestVersion()).isZero();
    assertThat(proposals().get("s").state()).isEqualTo(Proposal.State.OPEN);
    String read = proposals().replay(proposals().get("s")).hash();
    assertThat(proposals().approve("s", 1, "suzuki", -1, read).state())
        .isEqualTo(Proposal.State.APPROVED);
    assertThat(new SynonymLists(store.database(), clock).servedVersion()).isEqualTo(1);
  }

  @Test
  void aWordingIsNotPublishedOverWhatStaffAreWriting() {
    proposed("w", Proposal.Kind.WORDING, "sodai", "");
    entries.write(faq("sodai", "粗大ごみの出し方", "書きかけ"), 1, "tanaka");
    assertThatExceptionOfType(EntryBeingWritten.class)
        .isThrownBy(() -> proposals().approve("w", 1, "suzuki", 1));
  }

  @Test
  void aConsultationNobodyVouchesForIsShownOnceThreeRecordsAskIt() {
    Proposal asked =
        Proposal.fresh(
            "c",
            Proposal.Kind.ENTRY,
            List.of("凧"),
            1,
            "faq-c",
            "凧あげ大会に出たい",
            "文化課です。",
            "",
            Proposal.Details.plain(""),
            "crm",
            NOW);
    for (String record : List.of("1", "2", "2", "1")) {
      proposals().consulted(asked, record, false);
    }
    assertThat(proposals().list(Proposal.State.OPEN, 10)).isEmpty();
    proposals().consulted(asked, "3", false);
    assertThat(proposals().list(Proposal.State.OPEN, 10))
        .extracting(Proposal::asked)
        .containsExactly(3L);
    proposals()
        .consulted(
            Proposal.fresh(
                "d",
                Proposal.Kind.ENTRY,
                List.of(),
                1,
                "faq-d",
                "別の質問",
                "答え",
                "",
                Proposal.Details.plain(""),
                "yamada",
                NOW),
            "1",
            true);
    assertThat(proposals().list(Proposal.State.OPEN, 10)).hasSize(2);
  }

  @Test
  void aWordThatFindsNothingAndTheEntryFoundAfterwardsMakeADraftOfSynonyms() {
    for (String asker : List.of("a", "b", "c")) {
      answers.answer("ポイポイ", "ja", 1, asker);
      answers.answer("粗大ごみの出し方 ポイポイ", "ja", 1, asker);
    }
    Misses misses = new Misses(new FaqQueries(store.database()), answers);
    Cluster cluster = misses.clusters(NOW, clock.instant().plusSeconds(1)).getFirst();
    assertThat(cluster.chosenId()).contains("sodai");
    assertThat(cluster.reAsked()).isEqualTo(3);
    Proposal draft = proposals().draft(cluster, "yamada");

    assertThat(draft.kind()).isEqualTo(Proposal.Kind.SYNONYM);
    assertThat(draft.group()).isEqualTo("ポイポイ, 粗大ごみ");
    TextDiff diff = proposals().diff(draft).orElseThrow();
    assertThat(diff.fields())
        .containsExactly(
            new TextDiff.Field(
                "groups", List.of(new TextDiff.Line(TextDiff.Change.ADDED, "ポイポイ, 粗大ごみ"))));
    proposals().approve(draft.id(), 1, "suzuki", 1);
    assertThat(answers.answer("ポイポイ", "ja", 1).items().getFirst().id()).isEqualTo("sodai");
  }

  @Test
  void anEntryOpenedAfterAQuestionThatWasMissedIsTheOneToTakeItsWording() {
    Clicks clicks = new Clicks(store.database(), clock);
    for (String asker : List.of("a", "b", "c")) {
      answers.answer("ドローンの飛行許可", "ja", 1, asker);
      clicks.open(AnswerKind.FAQ, "hoiku", "ドローンの飛行許可", asker);
    }
    Cluster cluster =
        new Misses(new FaqQueries(store.database()), answers, clicks)
            .clusters(NOW, clock.instant().plusSeconds(1))
            .getFirst();

    assertThat(cluster.chosenId()).contains("hoiku");
    assertThat(proposals().draft(cluster).kind()).isNotEqualTo(Proposal.Kind.ENTRY);
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
    assertThat(watched.before()).isEqualTo(new Misses.Outcome(3, 0, 0));
    assertThat(watched.after()).isEqualTo(new Misses.Outcome(1, 1, 0));
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
