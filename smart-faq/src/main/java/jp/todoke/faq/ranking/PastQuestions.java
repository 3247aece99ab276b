package jp.todoke.faq.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.signals.Signals;
import jp.todoke.search.signals.Signals.Gist;

/**
 * The memory of questions that were answered before: what is asked in like words was answered by
 * the same entries. Immutable, thread-safe.
 */
final class PastQuestions {

  /** Fewer in common than this is chance. */
  private static final double LEAST = .05;

  /** The share of likeness of meaning beside that of words. */
  private static final double MEANING = .3;

  private static final int MOST_SIMILAR = 40;

  /** Far more than the quick likeness can be wrong by. */
  private static final double SLACK = 1e-4;

  private final List<JudgedQuestion> questions;
  private final List<float[]> meanings;
  private final Map<String, List<Mention>> byWord;

  private PastQuestions(
      List<JudgedQuestion> questions, List<float[]> meanings, Map<String, List<Mention>> byWord) {
    this.questions = questions;
    this.meanings = meanings;
    this.byWord = byWord;
  }

  private record Mention(int question, double weight) {}

  /**
   * A past question that is like the one asked.
   *
   * @param likeness cosine of what both are about, 0 to 1
   */
  record Similar(JudgedQuestion question, double likeness) {}

  static PastQuestions none() {
    return new PastQuestions(List.of(), List.of(), Map.of());
  }

  static PastQuestions of(
      Collection<JudgedQuestion> past, Signals signals, Signals.View view, Synonyms synonyms) {
    List<JudgedQuestion> questions = List.copyOf(past);
    Map<String, List<Mention>> byWord = new HashMap<>();
    List<float[]> meanings = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      int question = i;
      Gist gist = view.gist(signals.read(questions.get(i).text(), synonyms));
      meanings.add(gist.meaning());
      gist.words()
          .forEach(
              (word, weight) ->
                  byWord
                      .computeIfAbsent(word, w -> new ArrayList<>())
                      .add(new Mention(question, weight)));
    }
    return new PastQuestions(questions, meanings, byWord);
  }

  boolean isEmpty() {
    return questions.isEmpty();
  }

  int size() {
    return questions.size();
  }

  /**
   * The likest past questions, the likest first.
   *
   * @param gist what is asked, see {@link Signals#gist}
   * @param except a wording that is not to be remembered; empty for none
   */
  List<Similar> similar(Gist gist, String except) {
    double[] likeness = new double[questions.size()];
    gist.words()
        .forEach(
            (word, weight) ->
                byWord
                    .getOrDefault(word, List.of())
                    .forEach(mention -> likeness[mention.question()] += weight * mention.weight()));
    // The exact likeness is measured only where a quick one says it may be among the likest.
    double[] quick = new double[likeness.length];
    for (int i = 0; i < quick.length; i++) {
      quick[i] =
          questions.get(i).text().equals(except)
              ? -1
              : with(likeness[i], quickDot(gist.meaning(), meanings.get(i)));
    }
    double[] sorted = quick.clone();
    Arrays.sort(sorted);
    double least =
        Math.max(LEAST, sorted.length > MOST_SIMILAR ? sorted[sorted.length - MOST_SIMILAR] : 0)
            - SLACK;
    List<Similar> similar = new ArrayList<>();
    for (int i = 0; i < quick.length; i++) {
      if (quick[i] >= least) {
        double exact = with(likeness[i], dot(gist.meaning(), meanings.get(i)));
        if (exact >= LEAST) {
          similar.add(new Similar(questions.get(i), exact));
        }
      }
    }
    return similar.stream()
        .sorted(Comparator.comparingDouble(Similar::likeness).reversed())
        .limit(MOST_SIMILAR)
        .toList();
  }

  private static double with(double words, double meaning) {
    return (1 - MEANING) * words + MEANING * Math.max(0, meaning);
  }

  /** The same as {@link #dot} but for rounding, several times as fast. */
  private static float quickDot(float[] one, float[] other) {
    if (one.length != other.length) {
      return 0;
    }
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int whole = one.length & ~3;
    for (int i = 0; i < whole; i += 4) {
      a += one[i] * other[i];
      b += one[i + 1] * other[i + 1];
      c += one[i + 2] * other[i + 2];
      d += one[i + 3] * other[i + 3];
    }
    for (int i = whole; i < one.length; i++) {
      a += one[i] * other[i];
    }
    return a + b + c + d;
  }

  private static double dot(float[] one, float[] other) {
    double dot = 0;
    for (int i = 0; i < one.length && one.length == other.length; i++) {
      dot += one[i] * other[i];
    }
    return dot;
  }
}
