package jp.todoke.faq.ranking;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import jp.todoke.search.signals.Signal;

/** What the order is made of: the signals of the text, clicks, then those of past questions. */
final class Features {

  /** How much oftener it was opened and found useful than others, see {@link Clicks}. */
  static final String CLICKS = "CLICKS";

  /** Likeness by an operator's vectors, 0 where there are none. */
  static final String VECTOR = "VECTOR";

  static final String PAST_SUM = "PAST_SUM";
  static final String PAST_BEST = "PAST_BEST";
  static final String PAST_MEANING = "PAST_MEANING";

  /** The names in the order of a row. */
  static final List<String> NAMES =
      Stream.concat(
              Arrays.stream(Signal.values()).map(Signal::name),
              Stream.of(CLICKS, VECTOR, PAST_SUM, PAST_BEST, PAST_MEANING))
          .toList();

  private Features() {}

  /** Past questions count the less, the less like the question the likest of them is. */
  static void trustPast(double[][] rows, double trust) {
    for (double[] row : rows) {
      for (int f = NAMES.indexOf(PAST_SUM); f < row.length; f++) {
        row[f] *= trust;
      }
    }
  }

  /** Makes the rows of one question comparable with those of others: mean 0, deviation 1. */
  static void normalise(double[][] rows) {
    if (rows.length == 0) {
      return;
    }
    for (int f = 0; f < rows[0].length; f++) {
      double sum = 0;
      double squares = 0;
      for (double[] row : rows) {
        sum += row[f];
        squares += row[f] * row[f];
      }
      double mean = sum / rows.length;
      double deviation = Math.sqrt(Math.max(0, squares / rows.length - mean * mean));
      for (double[] row : rows) {
        row[f] = deviation < 1e-9 ? 0 : (row[f] - mean) / deviation;
      }
    }
  }
}
