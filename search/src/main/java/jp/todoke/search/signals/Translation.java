package jp.todoke.search.signals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Which words of an answer foretell which words of a question: IBM model 1 (Brown et al. 1993)
 * learnt from the pairs of bodies and titles. Immutable.
 */
final class Translation {

  private static final int MOST_DOCUMENTS = 4_000;
  private static final int MOST_WORDS = 100;
  private static final int ROUNDS = 4;

  /** A chance below this is noise. */
  private static final float LEAST = .002f;

  /** For each question word the answer words that foretell it, ascending, with the chance. */
  private final Map<Integer, Foretold> byWord;

  private Translation(Map<Integer, Foretold> byWord) {
    this.byWord = byWord;
  }

  private static final class Foretold {
    final int[] sources;
    float[] chances;
    float[] counts;

    Foretold(int[] sources) {
      this.sources = sources;
      this.chances = new float[sources.length];
      this.counts = new float[sources.length];
      Arrays.fill(chances, 1);
    }
  }

  static Translation of(List<Passage> all, int words) {
    int step = Math.max(1, all.size() / MOST_DOCUMENTS);
    List<int[]> titles = new ArrayList<>();
    List<int[]> bodies = new ArrayList<>();
    for (int i = 0; i < all.size(); i += step) {
      titles.add(Arrays.stream(all.get(i).title()).distinct().toArray());
      bodies.add(Arrays.stream(all.get(i).body()).distinct().limit(MOST_WORDS).toArray());
    }
    Map<Integer, Foretold> byWord = new HashMap<>();
    pairs(titles, bodies).forEach((word, sources) -> byWord.put(word, new Foretold(sources)));
    for (int round = 0; round < ROUNDS; round++) {
      round(titles, bodies, byWord, words);
    }
    Map<Integer, Foretold> kept = new HashMap<>();
    byWord.forEach(
        (word, foretold) -> {
          int[] strong =
              IntStream.range(0, foretold.sources.length)
                  .filter(i -> foretold.chances[i] >= LEAST)
                  .toArray();
          Foretold pruned =
              new Foretold(Arrays.stream(strong).map(i -> foretold.sources[i]).toArray());
          for (int i = 0; i < strong.length; i++) {
            pruned.chances[i] = foretold.chances[strong[i]];
          }
          pruned.counts = new float[0];
          kept.put(word, pruned);
        });
    return new Translation(kept);
  }

  private static Map<Integer, int[]> pairs(List<int[]> titles, List<int[]> bodies) {
    Map<Integer, IntStream.Builder> sources = new HashMap<>();
    for (int d = 0; d < titles.size(); d++) {
      for (int word : titles.get(d)) {
        IntStream.Builder of = sources.computeIfAbsent(word, w -> IntStream.builder());
        for (int source : bodies.get(d)) {
          of.add(source);
        }
      }
    }
    Map<Integer, int[]> distinct = new HashMap<>();
    sources.forEach((word, of) -> distinct.put(word, of.build().sorted().distinct().toArray()));
    return distinct;
  }

  private static void round(
      List<int[]> titles, List<int[]> bodies, Map<Integer, Foretold> byWord, int words) {
    double[] totals = new double[words];
    for (int d = 0; d < titles.size(); d++) {
      int[] body = bodies.get(d);
      int[] at = new int[body.length];
      for (int word : titles.get(d)) {
        Foretold foretold = Objects.requireNonNull(byWord.get(word));
        double sum = 0;
        for (int i = 0; i < body.length; i++) {
          at[i] = Arrays.binarySearch(foretold.sources, body[i]);
          sum += foretold.chances[at[i]];
        }
        for (int i = 0; i < body.length && sum > 0; i++) {
          float share = (float) (foretold.chances[at[i]] / sum);
          foretold.counts[at[i]] += share;
          totals[body[i]] += share;
        }
      }
    }
    for (Foretold foretold : byWord.values()) {
      for (int i = 0; i < foretold.sources.length; i++) {
        double total = totals[foretold.sources[i]];
        foretold.chances[i] = total == 0 ? 0 : (float) (foretold.counts[i] / total);
        foretold.counts[i] = 0;
      }
    }
  }

  /** For each answer word that foretells words of a question: which of them, and the chance. */
  Map<Integer, List<Chance>> chances(int[] questionWords) {
    Map<Integer, List<Chance>> chances = new HashMap<>();
    for (int q = 0; q < questionWords.length; q++) {
      Foretold foretold = byWord.get(questionWords[q]);
      if (foretold != null) {
        for (int i = 0; i < foretold.sources.length; i++) {
          chances
              .computeIfAbsent(foretold.sources[i], source -> new ArrayList<>(2))
              .add(new Chance(q, foretold.chances[i]));
        }
      }
    }
    return chances;
  }

  /** The chance that an answer word brings the {@code word}-th word of the question. */
  record Chance(int word, float chance) {}
}
