package jp.todoke.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.wiring.Rankings;
import jp.todoke.faq.ranking.Certainty;
import jp.todoke.faq.ranking.Evaluation;
import jp.todoke.faq.ranking.Figures;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranked;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.Trainer;
import jp.todoke.search.SearchDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The sample city's questions in citizens' words find their answers, build after build. The weights
 * served were fitted on another city's questions, so these are unseen.
 */
class GoldSetTest {

  private static final Path SAMPLE =
      Path.of("src", "main", "resources", "jp", "todoke", "api", "cli", "sample");

  private final List<SearchDocument> entries = FaqFiles.entries(SAMPLE.resolve("faq.ndjson"));
  private final List<JudgedQuestion> gold = FaqFiles.questions(SAMPLE.resolve("faq-gold.ndjson"));

  private Ranking ranking(String order) {
    Ranking ranking = Rankings.of(order, Optional.empty(), List.of());
    ranking.replaceAll(entries);
    return ranking;
  }

  @Test
  void theServedOrderKeepsItsFloor() {
    try (Ranking served = ranking("learned");
        Ranking plain = ranking("plain")) {
      Figures figures = Evaluation.of(served, gold).figures();

      assertThat(gold).hasSizeGreaterThanOrEqualTo(150);
      assertThat(figures.ndcg10()).isGreaterThan(.86);
      assertThat(figures.recall10()).isGreaterThan(.94);
      assertThat(figures.ndcg10()).isGreaterThan(Evaluation.of(plain, gold).figures().ndcg10());
      assertThat(Evaluation.of(served, gold).figures()).isEqualTo(figures);
    }
  }

  /**
   * Orders and sums of scores as they were before anything was made faster; who changes a list, a
   * rule or a weight on purpose writes down the new ones.
   */
  @ParameterizedTest
  @CsvSource({
    "false, false, -1929516428, 271.661477",
    "false, true, 1048123056, 221.616953",
    "true, false, -303146268, 616.210573",
    "true, true, -1423476604, 482.667221"
  })
  void beingFasterChangesNoPlaceAndNoScore(
      boolean realCity, boolean remembering, int places, double scores) {
    Path city = Path.of("..", "..", "shared", "data", "faq");
    assumeTrue(!realCity || Files.exists(city), "skipped: no FAQ data beside the project, " + city);
    List<JudgedQuestion> asked =
        realCity ? FaqFiles.questions(city.resolve("queries.dev.jsonl")) : gold;
    StringBuilder order = new StringBuilder();
    double sum = 0;
    try (Ranking served = Rankings.of("learned", Optional.empty(), List.of())) {
      served.replaceAll(realCity ? FaqFiles.entries(city.resolve("entries.jsonl")) : entries);
      served.remember(remembering ? asked : List.of());
      for (JudgedQuestion question : asked) {
        for (Ranked.Item item : served.ask(question.text(), "ja", 10, hit -> true).items()) {
          order.append(item.hit().id()).append(' ');
          sum += item.hit().score();
        }
      }
    }

    assertThat(order.toString().hashCode()).isEqualTo(places);
    assertThat(sum).isCloseTo(scores, within(1e-5));
  }

  @Test
  void whatNoCityAnswersIsNeverAnsweredWithConfidence() {
    try (Ranking served = ranking("learned")) {
      List<Certainty> certainties =
          Trainer.outside().stream()
              .map(question -> served.ask(question, "ja", 10, hit -> true).certainty())
              .toList();

      assertThat(certainties).doesNotContain(Certainty.CONFIDENT);
      assertThat(certainties.stream().filter(Certainty.NONE::equals).count())
          .isGreaterThan(Trainer.outside().size() * 3L / 4);
    }
  }
}
