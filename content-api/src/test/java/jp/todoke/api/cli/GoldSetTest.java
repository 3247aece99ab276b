package jp.todoke.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.wiring.Rankings;
import jp.todoke.faq.ranking.Certainty;
import jp.todoke.faq.ranking.Evaluation;
import jp.todoke.faq.ranking.Figures;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.Trainer;
import jp.todoke.search.SearchDocument;
import org.junit.jupiter.api.Test;

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
