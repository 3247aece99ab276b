package jp.todoke.faq.ranking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
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

  static PastQuestions of(Collection<JudgedQuestion> past, Signals signals) {
    List<JudgedQuestion> questions = List.copyOf(past);
    Map<String, List<Mention>> byWord = new HashMap<>();
    List<float[]> meanings = new ArrayList<>();
    for (int i = 0; i < questions.size(); i++) {
      int question = i;
      Gist gist = signals.gist(questions.get(i).text());
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
    for (int i = 0; i < likeness.length; i++) {
      likeness[i] =
          (1 - MEANING) * likeness[i] + MEANING * Math.max(0, dot(gist.meaning(), meanings.get(i)));
    }
    return IntStream.range(0, likeness.length)
        .filter(i -> likeness[i] >= LEAST && !questions.get(i).text().equals(except))
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> likeness[i]).reversed())
        .limit(MOST_SIMILAR)
        .map(i -> new Similar(questions.get(i), likeness[i]))
        .toList();
  }

  private static double dot(float[] one, float[] other) {
    double dot = 0;
    for (int i = 0; i < one.length && one.length == other.length; i++) {
      dot += one[i] * other[i];
    }
    return dot;
  }
}
