package jp.todoke.faq.ranking;

import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Fits the weights of a linear order to judged questions: the chance of each candidate by softmax
 * is brought near its share of the grades (ListNet; Cao et al. 2007), large weights cost. A convex
 * problem without chance in it, so the same questions always give the same weights.
 */
final class Training {

  private static final int ROUNDS = 300;

  private final double penalty;
  private final IntPredicate used;

  /**
   * Fits with some features only.
   *
   * @param penalty what a squared weight costs for each question
   * @param used whether the feature with this number takes part
   */
  Training(double penalty, IntPredicate used) {
    this.penalty = penalty;
    this.used = used;
  }

  /**
   * One judged question.
   *
   * @param rows normalised features of its candidates
   * @param grades of its candidates, 0 for those that do not answer
   * @param weight 1 for a question that people judged
   */
  record Lesson(double[][] rows, double[] grades, double weight) {}

  double[] fit(List<Lesson> lessons) {
    int n = Features.NAMES.size();
    double[] weights = new double[n];
    double[] mean = new double[n];
    double[] square = new double[n];
    for (int round = 1; round <= ROUNDS; round++) {
      double[] slope = slope(lessons, weights);
      double rate = .05 * Math.min(1, 3.0 * (ROUNDS - round) / ROUNDS);
      for (int f = 0; f < n; f++) {
        mean[f] = .9 * mean[f] + .1 * slope[f];
        square[f] = .99 * square[f] + .01 * slope[f] * slope[f];
        double bent = mean[f] / (1 - Math.pow(.9, round));
        double size = Math.sqrt(square[f] / (1 - Math.pow(.99, round)));
        weights[f] -= size == 0 ? 0 : rate * bent / (size + 1e-8);
      }
    }
    return weights;
  }

  private double[] slope(List<Lesson> lessons, double[] weights) {
    double[] slope = new double[weights.length];
    double whole = lessons.stream().mapToDouble(Lesson::weight).sum();
    for (Lesson lesson : lessons) {
      double grades = Arrays.stream(lesson.grades).sum();
      if (grades == 0) {
        continue;
      }
      double[] chances = chances(lesson, weights);
      for (int c = 0; c < chances.length; c++) {
        double excess = lesson.weight * (chances[c] - lesson.grades[c] / grades) / whole;
        if (Math.abs(excess) > 1e-9) {
          double[] row = lesson.rows[c];
          for (int f = 0; f < row.length; f++) {
            slope[f] += excess * row[f];
          }
        }
      }
    }
    for (int f = 0; f < slope.length; f++) {
      slope[f] = used.test(f) ? slope[f] + penalty * weights[f] : 0;
    }
    return slope;
  }

  private static double[] chances(Lesson lesson, double[] weights) {
    double[] chances = new double[lesson.rows.length];
    double most = Double.NEGATIVE_INFINITY;
    for (int c = 0; c < chances.length; c++) {
      chances[c] = dot(lesson.rows[c], weights);
      most = Math.max(most, chances[c]);
    }
    double sum = 0;
    for (int c = 0; c < chances.length; c++) {
      chances[c] = Math.exp(chances[c] - most);
      sum += chances[c];
    }
    for (int c = 0; c < chances.length; c++) {
      chances[c] /= sum;
    }
    return chances;
  }

  static double dot(double[] row, double[] weights) {
    double dot = 0;
    for (int f = 0; f < weights.length; f++) {
      dot += row[f] * weights[f];
    }
    return dot;
  }
}
