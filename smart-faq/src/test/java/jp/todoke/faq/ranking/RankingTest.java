package jp.todoke.faq.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.search.Embedder;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.SearchIndex;
import jp.todoke.search.Suggestion;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.signals.Signals;
import jp.todoke.search.signals.TopicRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RankingTest {

  private static final List<SearchDocument> ALL =
      List.of(
          faq("sodai", "粗大ごみはどうやって捨てますか。", "電話で申し込み、手数料券を貼ってください。"),
          faq("gomi", "ごみの出し方を教えてください。", "燃やすごみ、資源に分けて、収集日の朝に出してください。"),
          faq("juminhyo", "住民票の写しはどこで取れますか。", "区役所とコンビニエンスストアで取れます。"),
          faq("hoiku", "保育園の申込みはいつですか。", "前の年の11月から受け付けます。"),
          faq("shakin", "保育料を安くできますか。", "世帯の所得により減額があります。"),
          faq("inu", "犬を飼い始めたら届出は必要ですか。", "30日以内に登録し、予防注射を受けてください。"));

  private final Ranking ranking = new Ranking();

  RankingTest() {
    ranking.replaceAll(ALL);
  }

  @AfterEach
  void close() {
    ranking.close();
  }

  private static SearchDocument faq(String id, String title, String body) {
    return new SearchDocument(Ranking.FAQ, id, "ja", title, List.of(), body, false);
  }

  private List<String> ids(String question) {
    return ranking.ask(question, "ja", 10, hit -> true).items().stream()
        .map(item -> item.hit().id())
        .toList();
  }

  @Test
  void theFirstItemSaysWhyItIsFirst() {
    Ranked ranked = ranking.ask("ソファを捨てたい", "ja", 10, hit -> true);

    assertThat(ranked.items().getFirst().hit().id()).isEqualTo("sodai");
    assertThat(ranked.items().getFirst().hit().score()).isEqualTo(1);
    assertThat(ranked.items().getFirst().reasons()).isNotEmpty();
  }

  @Test
  void aQuestionThatIsTheTitleIsAnsweredWithConfidence() {
    Ranked ranked = ranking.ask("犬を飼い始めたら届出は必要ですか", "ja", 10, hit -> true);

    assertThat(ranked.certainty()).isEqualTo(Certainty.CONFIDENT);
    assertThat(ranked.items().getFirst().hit().id()).isEqualTo("inu");
  }

  @Test
  void whatAnsweredALikeQuestionComesUp() {
    String question = "わんちゃんの紙をもらう場所";
    int before = ids(question).indexOf("juminhyo");
    ranking.remember(List.of(new JudgedQuestion("1", "わんちゃんの紙をもらう窓口", Map.of("juminhyo", 2))));

    assertThat(ids(question).indexOf("juminhyo")).isNotNegative();
    assertThat(before < 0 || ids(question).indexOf("juminhyo") <= before).isTrue();
    assertThat(ranking.remembered()).isEqualTo(1);
  }

  @Test
  void thePlainOrderServesWhenStaffSaySo() {
    ranking.serve(false);

    Ranked ranked = ranking.ask("ソファを捨てたい", "ja", 10, hit -> true);
    assertThat(ranking.learned()).isFalse();
    assertThat(ranked.items()).isNotEmpty().allMatch(item -> item.reasons().isEmpty());
  }

  @Test
  void anEntryThatMayNotBeShownIsAsIfItWereNotThere() {
    assertThat(ranking.ask("犬を飼う", "ja", 10, hit -> !hit.id().equals("inu")).items())
        .noneMatch(item -> item.hit().id().equals("inu"));
  }

  @Test
  void aChangedEntryIsFoundByItsNewWordsAndARemovedOneNoMore() {
    ranking.put(List.of(faq("inu", "猫の不妊手術に助成はありますか。", "5,000円まで助成します。")));
    assertThat(ids("猫の手術")).first().isEqualTo("inu");
    ranking.remove(Ranking.FAQ, List.of("inu"));
    assertThat(ids("猫の手術")).doesNotContain("inu");
  }

  @Test
  void pastQuestionsAreComparedInTheSpaceThatIsLearntWhenTheDocumentsHaveGrown() {
    List<JudgedQuestion> past =
        List.of(
            new JudgedQuestion("1", "古い家具を捨てたい", Map.of("sodai", 2)),
            new JudgedQuestion("2", "子どもを預けたい", Map.of("hoiku", 2)));
    ranking.remember(past);
    ranking.put(
        IntStream.range(0, 60)
            .mapToObj(
                i -> faq("more" + i, ALL.get(i % 6).title() + i, ALL.get(i * 7 % 6).body() + i))
            .toList());
    List<Ranked.Item> grown = ranking.ask("いらない家具", "ja", 5, hit -> true).items();

    ranking.remember(past);
    assertThat(grown).isNotEmpty().isEqualTo(ranking.ask("いらない家具", "ja", 5, hit -> true).items());
  }

  @Test
  void titlesThatSayTheSameInOtherWordsAreSuggested() {
    for (String typed : List.of("大型ゴミ", "タンス", "そだいごみ")) {
      assertThat(ranking.suggest(typed, "ja", 5))
          .extracting(Suggestion::id)
          .as(typed)
          .contains("sodai");
    }
    assertThat(ranking.suggest("しんかんせん", "ja", 5)).isEmpty();
  }

  /** Knows the documents and fails from the moment it is told to. */
  private static final class Fragile implements Embedder {
    private volatile boolean broken;

    @Override
    public int dimensions() {
      return 2;
    }

    @Override
    public float[] embed(String text) {
      if (broken) {
        throw new IllegalStateException(text);
      }
      return text.contains("犬") ? new float[] {1, 0} : new float[] {0, 1};
    }

    @Override
    public void close() {}
  }

  @Test
  void aModelForVectorsThatFailsAmidAQuestionLeavesTheAnswerByWords() {
    JapaneseAnalysis analysis = new JapaneseAnalysis();
    Synonyms synonyms = Synonyms.municipal(analysis);
    Fragile fragile = new Fragile();
    String weights =
        RankingModel.shipped().json().replaceAll("\"VECTOR\" : [-0-9.E]+", "\"VECTOR\" : 9.0");
    try (Ranking near =
        new Ranking(
            new SearchIndex(analysis, synonyms, Optional.of(fragile)),
            new Signals(analysis, synonyms, TopicRules.municipal(analysis)),
            Optional.of(RankingModel.read(weights)))) {
      near.replaceAll(ALL);
      String question = "ソファを捨てたい";
      assertThat(near.ask(question, "ja", 10, hit -> true).items()).isNotEmpty();
      assertThat(near.withoutVectors()).isZero();
      fragile.broken = true;

      Ranked ranked = near.ask(question, "ja", 10, hit -> true);
      assertThat(ranked.items())
          .extracting(item -> item.hit().id())
          .containsExactlyElementsOf(ids(question));
      assertThat(ranked.certainty())
          .isEqualTo(ranking.ask(question, "ja", 10, hit -> true).certainty());
      assertThat(near.withoutVectors()).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @MethodSource("anything")
  void anyTextHasAnAnswerObject(String text) {
    Ranked ranked = ranking.ask(text, "ja", 10, hit -> true);

    assertThat(ranked.certainty()).isNotNull();
    assertThat(ranked.items()).allMatch(item -> item.hit().score() > 0);
    assertThat(ranking.suggest(text, "", 10)).isNotNull();
  }

  static Stream<String> anything() {
    Random random = new Random(7);
    StringBuilder mixed = new StringBuilder();
    random
        .ints(5_000, 0, 0x2FFFF)
        .filter(c -> c < 0xD800 || c > 0xDFFF)
        .forEach(mixed::appendCodePoint);
    return Stream.of(
        "",
        " \t\r\n",
        "ごみ".repeat(50_000),
        "！？。、・「」【】（）…—〜",
        "🐕🗑️👶🏽🏳️‍🌈",
        "\u0000\u0001\u001b[31m\u007f\ufeff",
        "\ud83d ごみ \udc00",
        "ゴミ garbage 쓰레기 垃圾 rác мусор قمامة",
        "title:犬 AND (body:* OR NOT id:[a TO z])~2 \"未完 ^5",
        "{\"$where\": \"1\"} '; DROP TABLE faq; -- ${jndi:ldap://x}",
        "a".repeat(100_000),
        mixed.toString());
  }

  @Test
  void weightsOfAnotherVersionAreRefused() {
    RankingModel shipped = RankingModel.shipped();

    assertThat(RankingModel.read(shipped.json())).isEqualTo(shipped);
    for (String damaged :
        List.of(
            "",
            "{",
            "null",
            "[]",
            "{}",
            shipped.json().replaceFirst("\"MEANING\" : [-0-9.E]+", "\"MEANING\" : null"),
            shipped.json().replaceFirst("\"MEANING\" : [-0-9.E]+", "\"MEANING\" : \"NaN\""),
            shipped.json().replaceFirst("\"version\" : \"[^\"]*\"", "\"version\" : null"))) {
      assertThat(damaged).isNotEqualTo(shipped.json());
      assertThatThrownBy(() -> RankingModel.read(damaged)).isInstanceOf(InvalidRankingModel.class);
    }
    assertThatThrownBy(() -> RankingModel.read(shipped.json().replace("\"MEANING\"", "\"SENSE\"")))
        .isInstanceOf(InvalidRankingModel.class);
  }
}
