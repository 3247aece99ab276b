package jp.todoke.faq.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.search.SearchDocument;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClickStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Instant NOW = Instant.parse("2026-11-20T00:00:00Z");

  private final ClickStore clicks = new ClickStore(store.database());

  @Test
  void whatIsCountedIsReadAgain() {
    clicks.shown(List.of("a", "b", "b"));
    clicks.shown(List.of("a"));
    clicks.shown(List.of());
    clicks.opened("ごみの日", "a", NOW);
    clicks.opened("ごみの日", "a", NOW);
    clicks.rated("a", true);
    clicks.rated("b", false);

    Clicks all = clicks.all();
    assertThat(all.entries())
        .containsEntry("a", new Clicks.Counts(2, 2, 1))
        .containsEntry("b", new Clicks.Counts(1, 0, -1));
    assertThat(all.openings()).containsEntry("ごみの日", Map.of("a", 2L));
  }

  @Test
  void oldWordingsAreForgottenAndCountsStay() {
    clicks.opened("古い", "c", NOW.minus(Duration.ofDays(100)));
    clicks.opened("新しい", "c", NOW);

    assertThat(clicks.forgetBefore(NOW.minus(Duration.ofDays(90)))).isEqualTo(1);
    assertThat(clicks.all().openings()).containsKey("新しい").doesNotContainKey("古い");
    assertThat(clicks.all().entries()).containsEntry("c", new Clicks.Counts(0, 2, 0));
  }

  @Test
  void whatIsOpenedOftenerThanOthersIsWorthMoreAndThreeClicksMakeNoFavourite() {
    Map<String, Double> worth =
        Clicks.read(
                Stream.of(
                    "{\"entry\": \"often\", \"shown\": 1000, \"opened\": 400, \"useful\": 30}",
                    "{\"entry\": \"seldom\", \"shown\": 1000, \"opened\": 40}",
                    "{\"entry\": \"new\", \"shown\": 3, \"opened\": 3}",
                    "{\"entry\": \"bad\", \"shown\": 500, \"opened\": 5, \"useful\": -40}"))
            .worth();

    assertThat(worth.entrySet().stream().sorted(Map.Entry.comparingByValue()))
        .extracting(Map.Entry::getKey)
        .containsExactly("bad", "seldom", "new", "often");
    assertThat(worth.values()).filteredOn(value -> value > 0).hasSize(2);
    assertThat(Clicks.none().worth()).isEmpty();
  }

  @Test
  void whatWasOpenedAgainAndAgainIsAWeakJudgement() {
    Clicks clicked =
        Clicks.read(
            Stream.of(
                "{\"question\": \"ごみ\", \"entry\": \"a\", \"opened\": 2}",
                "",
                "{\"question\": \"ごみ\", \"entry\": \"a\", \"opened\": 1}",
                "{\"question\": \"ごみ\", \"entry\": \"b\", \"opened\": 2}",
                "{\"question\": \"犬\", \"entry\": \"b\", \"opened\": 1}"));

    assertThat(clicked.judged(3))
        .singleElement()
        .satisfies(
            question -> {
              assertThat(question.text()).isEqualTo("ごみ");
              assertThat(question.grades()).isEqualTo(Map.of("a", 1));
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{\"shown\": 1}",
        "{\"entry\": \"a\", \"opened\": -1}",
        "{\"entry\": "
      })
  void aLineThatIsNoneIsNamed(String line) {
    assertThatThrownBy(() -> Clicks.read(Stream.of("{\"entry\": \"a\"}", line + " ", "x")))
        .isInstanceOf(InvalidQuestionFile.class);
  }

  @Test
  void clicksTakePartInTheOrderOnceWeightsAreFittedOnThem() {
    List<SearchDocument> twins =
        Stream.of("one", "two", "three", "four")
            .map(
                id ->
                    new SearchDocument(
                        Ranking.FAQ, id, "ja", "住民票の写しの請求", List.of(), "窓口へどうぞ。", false))
            .toList();
    try (Ranking ranking = new Ranking()) {
      ranking.replaceAll(twins);
      ranking.clicked(Map.of("two", 2.0));
      List<JudgedQuestion> judged =
          List.of(
              JudgedQuestion.worded("住民票の写し", Map.of("two", 1)),
              JudgedQuestion.worded("住民票の請求", Map.of("two", 1)));
      RankingModel fitted =
          new Trainer(ranking, judged, List.of(), judged).fit("clicks", "two questions");
      assertThat(ranking.ask("住民票", "ja", 4, hit -> true).items().getFirst().hit().id())
          .isEqualTo("four");

      ranking.weigh(Optional.of(fitted));
      assertThat(fitted.withoutPast().get(Features.CLICKS)).isPositive();
      assertThat(ranking.ask("住民票", "ja", 4, hit -> true).items().getFirst().hit().id())
          .isEqualTo("two");
    }
  }
}
