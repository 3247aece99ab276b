package jp.todoke.faq.ranking;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * How good an order is: linear gain, an entry answers from grade 1, the mean over the questions.
 *
 * @param sr1 share of questions whose first item answers
 * @param sr5 share with an answer among the first five
 * @param mrr one over the place of the first answer within the first ten
 * @param map mean precision at each answer within the first ten
 * @param recall10 share of the answers among the first ten
 * @param ndcg10 gain of the first ten by the gain of the best ten
 */
public record Figures(
    double sr1, double sr5, double mrr, double map, double recall10, double ndcg10) {

  private static final int SHOWN = 10;

  /** The figures of one question from the ids in the order they were shown. */
  public static Figures of(List<String> shown, Map<String, Integer> grades) {
    List<Integer> gains =
        shown.stream().limit(SHOWN).map(id -> grades.getOrDefault(id, 0)).toList();
    int first =
        IntStream.range(0, gains.size()).filter(at -> gains.get(at) > 0).findFirst().orElse(-1);
    double found = 0;
    double precision = 0;
    for (int at = 0; at < gains.size(); at++) {
      if (gains.get(at) > 0) {
        found++;
        precision += found / (at + 1);
      }
    }
    List<Integer> ideal =
        grades.values().stream().sorted(Comparator.reverseOrder()).limit(SHOWN).toList();
    return new Figures(
        first == 0 ? 1 : 0,
        first >= 0 && first < 5 ? 1 : 0,
        first < 0 ? 0 : 1.0 / (first + 1),
        grades.isEmpty() ? 0 : precision / grades.size(),
        grades.isEmpty() ? 0 : found / grades.size(),
        ideal.isEmpty() ? 0 : gain(gains) / gain(ideal));
  }

  private static double gain(List<Integer> grades) {
    double gain = 0;
    for (int at = 0; at < grades.size(); at++) {
      gain += grades.get(at) * Math.log(2) / Math.log(at + 2);
    }
    return gain;
  }

  /** The mean over questions; all 0 where there are none. */
  public static Figures mean(Collection<Figures> questions) {
    return new Figures(
        mean(questions, Figures::sr1),
        mean(questions, Figures::sr5),
        mean(questions, Figures::mrr),
        mean(questions, Figures::map),
        mean(questions, Figures::recall10),
        mean(questions, Figures::ndcg10));
  }

  private static double mean(Collection<Figures> questions, ToDoubleFunction<Figures> figure) {
    return questions.stream().mapToDouble(figure).average().orElse(0);
  }
}
