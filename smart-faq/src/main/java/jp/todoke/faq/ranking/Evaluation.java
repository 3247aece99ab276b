package jp.todoke.faq.ranking;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Measures what citizens get: each judged question is put to the very ranking the server serves.
 *
 * @param figures the mean over the questions
 * @param losses each question with what it lost, the worst first
 */
public record Evaluation(Figures figures, List<Loss> losses) {

  private static final int SHOWN = 10;

  /**
   * One question.
   *
   * @param shown ids of the entries shown, best first
   */
  public record Loss(
      JudgedQuestion question, Figures figures, Certainty certainty, List<String> shown) {}

  /**
   * Puts every question to a ranking. A past question of the same wording is forgotten while it is
   * asked, so that nobody measures a memory of the answers.
   */
  public static Evaluation of(Ranking ranking, List<JudgedQuestion> questions) {
    List<Loss> losses = new ArrayList<>();
    for (JudgedQuestion question : questions) {
      Ranked ranked = ranking.ask(question.text(), "ja", SHOWN, hit -> true, question.text());
      List<String> shown = ranked.items().stream().map(item -> item.hit().id()).toList();
      losses.add(
          new Loss(question, Figures.of(shown, question.grades()), ranked.certainty(), shown));
    }
    losses.sort(Comparator.comparingDouble(loss -> loss.figures().ndcg10()));
    return new Evaluation(
        Figures.mean(losses.stream().map(Loss::figures).toList()), List.copyOf(losses));
  }
}
