package jp.todoke.faq.ranking;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jp.todoke.search.signals.Signals;

/**
 * The memory of questions that were answered before: what is asked in like words was answered by
 * the same entries. Immutable, thread-safe.
 */
final class PastQuestions {

  /** Fewer in common than this is chance. */
  private static final double LEAST = .05;

  private static final int MOST_SIMILAR = 40;

  private final List<JudgedQuestion> questions;
  private final Map<String, List<Mention>> byWord;

  private PastQuestions(List<JudgedQuestion> questions, Map<String, List<Mention>> byWord) {
    this.questions = questions;
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
    return new PastQuestions(List.of(), Map.of());
  }

  static PastQuestions of(Collection<JudgedQuestion> past, Signals signals) {
    List<JudgedQuestion> questions = List.copyOf(past);
    Map<String, List<Mention>> byWord = new HashMap<>();
    for (int i = 0; i < questions.size(); i++) {
      int question = i;
      signals
          .gist(questions.get(i).text())
          .forEach(
              (word, weight) ->
                  byWord
                      .computeIfAbsent(word, w -> new ArrayList<>())
                      .add(new Mention(question, weight)));
    }
    return new PastQuestions(questions, byWord);
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
  List<Similar> similar(Map<String, Double> gist, String except) {
    Map<Integer, Double> likeness = new HashMap<>();
    gist.forEach(
        (word, weight) ->
            byWord
                .getOrDefault(word, List.of())
                .forEach(
                    mention ->
                        likeness.merge(
                            mention.question(), weight * mention.weight(), Double::sum)));
    return likeness.entrySet().stream()
        .filter(entry -> entry.getValue() >= LEAST)
        .filter(entry -> !questions.get(entry.getKey()).text().equals(except))
        .sorted(
            Map.Entry.<Integer, Double>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(MOST_SIMILAR)
        .map(entry -> new Similar(questions.get(entry.getKey()), entry.getValue()))
        .toList();
  }
}
