package jp.todoke.faq.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.Suggestion;
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
    assertThatThrownBy(() -> RankingModel.read("{")).isInstanceOf(InvalidRankingModel.class);
    assertThatThrownBy(() -> RankingModel.read(shipped.json().replace("\"MEANING\"", "\"SENSE\"")))
        .isInstanceOf(InvalidRankingModel.class);
  }
}
