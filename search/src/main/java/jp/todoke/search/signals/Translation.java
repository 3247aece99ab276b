package jp.todoke.search.signals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import jp.todoke.search.Pace;

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

  static Translation of(List<Passage> all, int words, Pace pace) {
    int step = Math.max(1, all.size() / MOST_DOCUMENTS);
    List<int[]> titles = new ArrayList<>();
    List<int[]> bodies = new ArrayList<>();
    for (int i = 0; i < all.size(); i += step) {
      titles.add(Arrays.stream(all.get(i).title()).distinct().toArray());
      bodies.add(Arrays.stream(all.get(i).body()).distinct().limit(MOST_WORDS).toArray());
    }
    Map<Integer, Foretold> byWord = new HashMap<>();
    pairs(titles, bodies, pace).forEach((word, sources) -> byWord.put(word, new Foretold(sources)));
    for (int round = 0; round < ROUNDS; round++) {
      round(titles, bodies, byWord, words, pace);
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

  private static Map<Integer, int[]> pairs(List<int[]> titles, List<int[]> bodies, Pace pace) {
    Map<Integer, IntStream.Builder> sources = new HashMap<>();
    for (int d = 0; d < titles.size(); d++) {
      pace.step();
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
      List<int[]> titles, List<int[]> bodies, Map<Integer, Foretold> byWord, int words, Pace pace) {
    double[] totals = new double[words];
    for (int d = 0; d < titles.size(); d++) {
      pace.step();
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

  /** Which answer words foretell words of a question. */
  Foreteller foreteller(int[] questionWords) {
    Foretold[] foretold = new Foretold[questionWords.length];
    int all = 0;
    for (int q = 0; q < questionWords.length; q++) {
      foretold[q] = byWord.get(questionWords[q]);
      all += foretold[q] == null ? 0 : foretold[q].sources.length;
    }
    Foreteller foreteller = new Foreteller(all);
    // The last first, so that what is found under a word begins with the first.
    for (int q = foretold.length - 1; q >= 0; q--) {
      if (foretold[q] != null) {
        for (int i = 0; i < foretold[q].sources.length; i++) {
          foreteller.add(foretold[q].sources[i], q, foretold[q].chances[i]);
        }
      }
    }
    return foreteller;
  }

  /** Answer words with what they foretell of one question: a table without boxes. */
  static final class Foreteller {
    private final int[] words;
    private final int[] heads;
    private final int[] targets;
    private final float[] chances;
    private final int[] next;
    private int size;

    private Foreteller(int capacity) {
      int table = Integer.highestOneBit(Math.max(8, capacity * 2)) * 2;
      words = new int[table];
      heads = new int[table];
      Arrays.fill(heads, -1);
      targets = new int[capacity];
      chances = new float[capacity];
      next = new int[capacity];
    }

    private void add(int word, int target, float chance) {
      int at = place(word);
      words[at] = word;
      targets[size] = target;
      chances[size] = chance;
      next[size] = heads[at];
      heads[at] = size++;
    }

    private int place(int word) {
      int mask = heads.length - 1;
      int at = Asked.Slots.spread(word) & mask;
      while (heads[at] >= 0 && words[at] != word) {
        at = at + 1 & mask;
      }
      return at;
    }

    boolean isEmpty() {
      return size == 0;
    }

    /** Adds the chances an answer word brings to the words of the question. */
    void addTo(double[] sums, int word) {
      for (int i = heads[place(word)]; i >= 0; i = next[i]) {
        sums[targets[i]] += chances[i];
      }
    }
  }
}
