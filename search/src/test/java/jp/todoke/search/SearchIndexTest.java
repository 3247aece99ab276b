package jp.todoke.search;

import static jp.todoke.search.Documents.ALL;
import static jp.todoke.search.Documents.HOIKUSHO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SearchIndexTest {

  private static final String ALL_WORDS =
      "結婚離婚出産死亡引っ越し申請届出証明書手数料無料期限再発行税金納付減免控除保険年金医療費健診予防接種妊娠子ども保育所学童"
          + "小学校給食虐待高齢者介護認知症障害生活保護ごみ粗大ごみ騒音犬猫害虫住宅道路公園駐車場自転車バス水道災害地震避難火事防犯相談仕事"
          + "補助金選挙意見図書館体育館予約講座催し観光";

  private final SearchIndex index = new SearchIndex();

  @BeforeEach
  void fill() {
    index.replaceAll(ALL);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private List<String> ids(String question) {
    return index.search(SearchQuery.of(question, 10)).stream().map(Hit::id).toList();
  }

  @Test
  void whatIsTypedInLatinLettersIsTakenAsItSounds() {
    assertThat(index.suggest("juuminhyou", Set.of(), "", 5))
        .isNotEmpty()
        .allMatch(suggestion -> suggestion.title().contains("住民票"));
  }

  @ParameterizedTest
  @CsvSource({
    "住民票がほしい,住民票",
    "大型ゴミを捨てたい,粗大ごみ",
    "印鑑証明はどこで,印鑑",
    "保育園に入りたい,保育所",
    "シングルマザーの手当,jifute",
    "how to put out GARBAGE,en"
  })
  void theCitizensWordsFindTheOfficesWords(String question, String expected) {
    assertThat(ids(question)).first().isEqualTo(expected);
  }

  @Test
  void namesThatContainEachOtherAreToldApart() {
    assertThat(ids("児童扶養手当はいつ振り込まれますか")).first().isEqualTo("jifute");
    assertThat(ids("特別児童扶養手当はいつ振り込まれますか")).first().isEqualTo("tokuji");
  }

  @Test
  void aHitSaysWhatItCoversAndWhichWordsMatched() {
    Hit hit = index.search(SearchQuery.of("粗大ごみと宇宙旅行", 1)).getFirst();

    assertThat(hit.matchedWords()).containsExactly("粗大ごみ");
    assertThat(hit.coverage()).isGreaterThan(0).isLessThan(.6);
    assertThat(hit.exact()).isFalse();
  }

  @Test
  void theWholeTitleIsAnExactHit() {
    assertThat(index.search(SearchQuery.of("住民票の写しはどこで取れますか？", 1)))
        .singleElement()
        .satisfies(
            hit -> {
              assertThat(hit.exact()).isTrue();
              assertThat(hit.titleCoverage()).isEqualTo(1);
            });
  }

  @Test
  void onlyTheKindsAndTheLanguageAskedForAreFound() {
    assertThat(index.search(new SearchQuery("扶養の手当", Set.of("faq"), "ja", 10))).isEmpty();
    assertThat(index.search(new SearchQuery("garbage", Set.of(), "ja", 10))).isEmpty();
    assertThat(index.search(new SearchQuery("garbage", Set.of(), "EN", 10))).hasSize(1);
    assertThat(index.search(new SearchQuery("garbage", Set.of(), "en-US", 10))).hasSize(1);
    assertThat(index.search(new SearchQuery("garbage", Set.of(), "en-GB", 10))).hasSize(1);
  }

  @Test
  void aDocumentTakesThePlaceOfItsPredecessor() {
    index.put(List.of(Documents.faq("住民票", "転出届の出し方", "郵送でもできます。")));

    assertThat(ids("転出届")).containsExactly("住民票");
    assertThat(ids("手数料")).isEmpty();
    assertThat(index.size()).isEqualTo(ALL.size());
  }

  @Test
  void aRemovedDocumentIsNeitherFoundNorSuggested() {
    index.remove("faq", List.of("住民票", "never there"));

    assertThat(ids("住民票")).isEmpty();
    assertThat(index.suggest("住民票", Set.of(), "", 10)).isEmpty();
  }

  @Test
  void theSameIdMayStandInTwoKinds() {
    index.put(List.of(Documents.program("住民票", "住民票割引", "割引です。")));

    assertThat(index.search(SearchQuery.of("住民票", 10)))
        .extracting(Hit::kind)
        .containsExactlyInAnyOrder("faq", "program");
    index.remove("program", List.of("住民票"));
    assertThat(ids("住民票")).containsExactly("住民票");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "？！",
        "😀🎉",
        "\u0000\u0001",
        "\ud800",
        "*:*",
        "title:*",
        "+(",
        "\"\"",
        "[* TO *]",
        "の"
      })
  void whatSaysNothingFindsNothing(String text) {
    assertThat(index.search(SearchQuery.of(text, 10))).isEmpty();
  }

  @Test
  void querySyntaxIsJustText() {
    assertThat(ids("kind:program AND (児童) -手当*")).contains("jifute", "tokuji");
  }

  @Test
  void anyTextIsAQuestion() {
    Random random = new Random(20261120);
    for (int i = 0; i < 300; i++) {
      String noise =
          random
              .ints(random.nextInt(200), 0, 0x2FFFF)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(index.search(SearchQuery.of(noise + "住民票", 5))).hasSizeLessThanOrEqualTo(5);
      assertThat(index.suggest(noise, Set.of(), "", 5)).hasSizeLessThanOrEqualTo(5);
    }
  }

  @Test
  void aStoryOfAHundredThousandCharactersIsCut() {
    String story = "住民票".repeat(33_334);

    assertThat(ids(story)).containsExactly("住民票");
    assertThat(index.suggest(story, Set.of(), "", 5)).isEmpty();
    assertThat(index.search(SearchQuery.of("あ".repeat(100_000), 5))).isEmpty();
  }

  @Test
  void aQuestionFullOfSynonymsIsAnswered() {
    List<String> said =
        List.of("申し込み", "届出", "子ども", "引っ越し", "料金", "高齢者", "障害", "税金", "保育園", "病院", "ごみ");
    List<SearchDocument> many = new ArrayList<>();
    JapaneseAnalysis analysis = new JapaneseAnalysis();
    Synonyms.municipal(analysis).concepts(analysis.words(String.join("と", said))).stream()
        .flatMap(concept -> concept.synonyms().stream())
        .forEach(
            form -> many.add(Documents.faq(String.join("", form), String.join("", form), "。")));
    index.put(many);

    StringBuilder story = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      story.append(said.get(i % said.size())).append(i).append("番の");
    }
    assertThat(ids(story.toString())).hasSize(10);
    assertThat(ids(ALL_WORDS)).hasSize(10);
  }

  @ParameterizedTest
  @ValueSource(ints = {Integer.MIN_VALUE, 0, 1, Integer.MAX_VALUE})
  void anyLimitIsTakenToTheNearestBound(int limit) {
    assertThat(index.search(SearchQuery.of("児童", limit))).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "住民,住民票の写しはどこで取れますか。",
    "じゅうみん,住民票の写しはどこで取れますか。",
    "ジュウミン,住民票の写しはどこで取れますか。",
    "じゅうみんh,住民票の写しはどこで取れますか。",
    "入所,保育所の入所申込の方法は？",
    "保育 申込,保育所の入所申込の方法は？",
    "garb,How do I put out garbage?",
    "しゃ,",
    "大型ゴミ,粗大ごみの出し方を教えてください。",
    "保育園 申請,保育所の入所申込の方法は？",
    "h,How do I put out garbage?"
  })
  void titlesAreSuggestedWhileTyping(String typed, String title) {
    assertThat(index.suggest(typed, Set.of(), "", 3))
        .extracting(Suggestion::title)
        .isEqualTo(title == null ? List.of() : List.of(title));
  }

  @Test
  void whatBeginsWithTheTypedWordsIsSuggestedFirst() {
    assertThat(index.suggest("児童", Set.of(), "", 5))
        .extracting(Suggestion::title)
        .containsExactly("児童扶養手当", "特別児童扶養手当");
    assertThat(index.suggest("児童", Set.of("faq"), "", 5)).isEmpty();
  }

  @Test
  void questionsNeverSeeHalfAnIndexWhileItIsReplaced() throws Exception {
    List<SearchDocument> many =
        IntStream.range(0, 200)
            .mapToObj(i -> Documents.faq("f" + i, "保育所の質問その" + i, "回答"))
            .toList();
    index.replaceAll(many);
    AtomicBoolean done = new AtomicBoolean();
    try (ExecutorService askers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> asking = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        asking.add(
            askers.submit(
                () -> {
                  while (!done.get()) {
                    assertThat(index.search(SearchQuery.of("保育所", 200))).hasSize(200);
                    assertThat(index.suggest("保育", Set.of(), "", 5)).hasSize(5);
                  }
                }));
      }
      try {
        for (int i = 0; i < 10; i++) {
          index.replaceAll(many);
          index.put(List.of(many.get(i)));
        }
      } finally {
        done.set(true);
      }
      for (Future<?> asker : asking) {
        asker.get();
      }
    }
  }

  @Test
  void aClosedIndexSaysSo() {
    SearchIndex closed = new SearchIndex();
    closed.replaceAll(List.of(HOIKUSHO));
    closed.close();

    assertThatThrownBy(() -> closed.search(SearchQuery.of("保育所", 1)))
        .isInstanceOf(IllegalStateException.class);
  }
}
