package jp.todoke.search.signals;

import java.util.Arrays;
import java.util.Collection;

/**
 * How many documents say a word, in their titles and in their bodies, and how long these are. Words
 * learnt afterwards count as said by none. Immutable.
 */
final class Statistics {

  private static final double K1 = 1.2;
  private static final double B = .75;

  private final int documents;
  private final int[] inTitles;
  private final int[] inBodies;
  private final int[] anywhere;
  private final double titleLength;
  private final double bodyLength;

  private Statistics(
      int documents,
      int[] inTitles,
      int[] inBodies,
      int[] anywhere,
      double titleLength,
      double bodyLength) {
    this.documents = documents;
    this.inTitles = inTitles;
    this.inBodies = inBodies;
    this.anywhere = anywhere;
    this.titleLength = titleLength;
    this.bodyLength = bodyLength;
  }

  static Statistics of(Collection<Passage> passages, int words) {
    int[] inTitles = new int[words];
    int[] inBodies = new int[words];
    int[] anywhere = new int[words];
    long titles = 0;
    long bodies = 0;
    for (Passage passage : passages) {
      count(passage.title(), inTitles);
      count(passage.body(), inBodies);
      count(passage.all(), anywhere);
      titles += passage.title().length;
      bodies += passage.body().length;
    }
    int documents = passages.size();
    return new Statistics(
        documents,
        inTitles,
        inBodies,
        anywhere,
        Math.max(1, (double) titles / Math.max(1, documents)),
        Math.max(1, (double) bodies / Math.max(1, documents)));
  }

  private static void count(int[] words, int[] counts) {
    Arrays.stream(words)
        .filter(word -> word >= 0 && word < counts.length)
        .distinct()
        .forEach(word -> counts[word]++);
  }

  int documents() {
    return documents;
  }

  int words() {
    return anywhere.length;
  }

  int count(int word) {
    return at(anywhere, word);
  }

  double titleRarity(int[] words) {
    return rarity(words, inTitles);
  }

  double bodyRarity(int[] words) {
    return rarity(words, inBodies);
  }

  double rarity(int word) {
    return rarityOf(at(anywhere, word));
  }

  /** What {@code times} in a text of a length are worth, 0 to 2.2. */
  double titleWorth(int times, int length) {
    return worth(times, length / titleLength);
  }

  double bodyWorth(int times, int length) {
    return worth(times, length / bodyLength);
  }

  private static double worth(int times, double length) {
    return times * (K1 + 1) / (times + K1 * (1 - B + B * length));
  }

  private double rarity(int[] words, int[] counts) {
    double rarity = 0;
    for (int word : words) {
      rarity += rarityOf(at(counts, word));
    }
    return rarity;
  }

  private double rarityOf(int count) {
    return Math.log(1 + (documents - Math.min(count, documents) + .5) / (count + .5));
  }

  private static int at(int[] counts, int word) {
    return word >= 0 && word < counts.length ? counts[word] : 0;
  }
}
