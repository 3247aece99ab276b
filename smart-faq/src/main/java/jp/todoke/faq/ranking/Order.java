package jp.todoke.faq.ranking;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import jp.todoke.search.Hit;
import jp.todoke.search.signals.Signal;

/**
 * The candidates of one question in their order, best first, with everything that led to it.
 *
 * @param scores descending
 * @param measured features as measured
 * @param rows features made comparable
 * @param rarest what the rarest word of the documents is worth; plain scores grow with it
 */
record Order(List<Hit> hits, double[] scores, double[][] measured, double[][] rows, double rarest) {

  /** Who says a name means its bearer. */
  private static final double SAME_NAME = 2;

  private static final double OTHER_NAME = 1;

  /** Who says the whole title asks for that document. */
  private static final double EXACT = 20;

  static Order of(
      List<Hit> hits, double[][] measured, double[][] rows, double rarest, double[] weights) {
    double[] scores = Arrays.stream(rows).mapToDouble(row -> Training.dot(row, weights)).toArray();
    double bearer = Double.POSITIVE_INFINITY;
    for (int i = 0; i < scores.length; i++) {
      scores[i] += hits.get(i).exact() ? EXACT : 0;
      if (hits.get(i).naming() == Hit.Naming.SAME) {
        scores[i] += SAME_NAME;
        bearer = Math.max(bearer == Double.POSITIVE_INFINITY ? scores[i] : bearer, scores[i]);
      }
    }
    for (int i = 0; i < scores.length; i++) {
      if (hits.get(i).naming() == Hit.Naming.OTHER) {
        scores[i] = Math.min(scores[i], bearer - OTHER_NAME);
      }
    }
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted(
                Comparator.comparingDouble((Integer i) -> scores[i])
                    .reversed()
                    .thenComparing(i -> hits.get(i).id()))
            .mapToInt(Integer::intValue)
            .toArray();
    return new Order(
        Arrays.stream(order).mapToObj(hits::get).toList(),
        Arrays.stream(order).mapToDouble(i -> scores[i]).toArray(),
        Arrays.stream(order).mapToObj(i -> measured[i]).toArray(double[][]::new),
        Arrays.stream(order).mapToObj(i -> rows[i]).toArray(double[][]::new),
        rarest);
  }

  double raw(int at, Signal signal) {
    return measured[at][signal.ordinal()];
  }

  double past(int at) {
    return measured[at][Features.NAMES.indexOf(Features.PAST_BEST)];
  }
}
