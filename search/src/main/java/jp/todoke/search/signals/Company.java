package jp.todoke.search.signals;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import jp.todoke.search.Hit;

/**
 * What the candidates of one question say about each other: the words, the neighbours and the
 * subject headings of what the plain score puts first.
 */
final class Company {

  /** Documents whose words are taken, and how many words (Lavrenko and Croft 2001, RM3). */
  private static final int SPEAKERS = 10;

  private static final int MOST_WORDS = 25;

  /** Documents that pass their score on to their neighbours, or vote for their heading. */
  private static final int NEIGHBOURS = 20;

  private static final double HALF_LIFE_DAYS = 730;

  private final List<Passage> passages;
  private final List<Hit> hits;
  private final int[] best;
  private final Asked asked;
  private final Statistics statistics;

  Company(List<Passage> passages, List<Hit> hits, Asked asked, Statistics statistics) {
    this.passages = passages;
    this.hits = hits;
    this.asked = asked;
    this.statistics = statistics;
    this.best =
        IntStream.range(0, hits.size())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer at) -> hits.get(at).score()).reversed())
            .limit(NEIGHBOURS)
            .mapToInt(Integer::intValue)
            .toArray();
  }

  void addTo(List<double[]> rows, Predicate<Signal> wanted) {
    if (wanted.test(Signal.FEEDBACK)) {
      feedback(rows);
    }
    if (wanted.test(Signal.NEIGHBOURS)) {
      neighbours(rows);
    }
    categories(rows);
    freshness(rows);
  }

  private void feedback(List<double[]> rows) {
    Map<Integer, Double> said = new HashMap<>();
    for (int i = 0; i < Math.min(SPEAKERS, best.length); i++) {
      Passage passage = passages.get(best[i]);
      double weight = hits.get(best[i]).score() / (passage.body().length + passage.title().length);
      for (int word : passage.title()) {
        said.merge(word, weight * 2, Double::sum);
      }
      for (int word : passage.body()) {
        said.merge(word, weight, Double::sum);
      }
    }
    Asked.Slots slots = new Asked.Slots();
    double[] worth =
        said.entrySet().stream()
            .filter(word -> asked.slots.find(word.getKey()) < 0)
            .map(
                word ->
                    Map.entry(word.getKey(), word.getValue() * statistics.rarity(word.getKey())))
            .sorted(
                Map.Entry.<Integer, Double>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_WORDS)
            .mapToDouble(
                word -> {
                  slots.of(word.getKey());
                  return word.getValue();
                })
            .toArray();
    slots.close();
    boolean[] there = new boolean[worth.length];
    for (int i = 0; i < rows.size(); i++) {
      Arrays.fill(there, false);
      double sum = say(slots, passages.get(i).title(), there, worth);
      sum += say(slots, passages.get(i).body(), there, worth);
      rows.get(i)[Signal.FEEDBACK.ordinal()] = sum;
    }
  }

  private static double say(Asked.Slots slots, int[] words, boolean[] there, double[] worth) {
    double sum = 0;
    for (int word : words) {
      int slot = slots.find(word);
      if (slot >= 0 && !there[slot]) {
        there[slot] = true;
        sum += worth[slot];
      }
    }
    return sum;
  }

  private void neighbours(List<double[]> rows) {
    for (int at : best) {
      Direction neighbour = Direction.of(passages.get(at).place());
      for (int i = 0; i < rows.size(); i++) {
        if (i != at) {
          double likeness = Math.max(0, neighbour.likeness(passages.get(i).place()));
          rows.get(i)[Signal.NEIGHBOURS.ordinal()] +=
              likeness * likeness * likeness * likeness * hits.get(at).score();
        }
      }
    }
  }

  private void categories(List<double[]> rows) {
    Map<String, Double> votes = new HashMap<>();
    double whole = 0;
    for (int at : best) {
      whole += hits.get(at).score();
      votes.merge(passages.get(at).category(), hits.get(at).score(), Double::sum);
    }
    for (int i = 0; i < rows.size(); i++) {
      String category = passages.get(i).category();
      rows.get(i)[Signal.CATEGORY.ordinal()] =
          category.isEmpty() || whole == 0 ? 0 : votes.getOrDefault(category, 0.0) / whole;
    }
  }

  private void freshness(List<double[]> rows) {
    int newest = passages.stream().mapToInt(Passage::day).max().orElse(0);
    for (int i = 0; i < rows.size(); i++) {
      int day = passages.get(i).day();
      rows.get(i)[Signal.FRESHNESS.ordinal()] =
          day == 0 ? 0 : Math.exp((day - newest) * Math.log(2) / HALF_LIFE_DAYS);
    }
  }
}
