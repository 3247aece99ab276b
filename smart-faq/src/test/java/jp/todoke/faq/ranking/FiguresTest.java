package jp.todoke.faq.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FiguresTest {

  @Test
  void theBestOrderHasAllFigures() {
    Figures figures = Figures.of(List.of("a", "b", "c"), Map.of("a", 2, "b", 1));

    assertThat(figures).isEqualTo(new Figures(1, 1, 1, 1, 1, 1));
  }

  @Test
  void aLaterAnswerIsWorthLessByTheLogarithmOfItsPlace() {
    Figures figures = Figures.of(List.of("x", "a"), Map.of("a", 2, "b", 1));

    assertThat(figures.sr1()).isZero();
    assertThat(figures.mrr()).isEqualTo(.5);
    assertThat(figures.recall10()).isEqualTo(.5);
    assertThat(figures.map()).isEqualTo(.25);
    assertThat(figures.ndcg10()).isEqualTo(2 / 1.58496 / (2 + 1 / 1.58496), within(1e-4));
  }

  @Test
  void whatIsShownAfterTheTenthCountsForNothing() {
    List<String> shown = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "a");

    assertThat(Figures.of(shown, Map.of("a", 2))).isEqualTo(new Figures(0, 0, 0, 0, 0, 0));
  }
}
