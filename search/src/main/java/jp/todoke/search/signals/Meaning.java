package jp.todoke.search.signals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import jp.todoke.search.Pace;

/**
 * Which words keep company: latent semantic analysis. The words of the documents are laid into a
 * space of few dimensions by subspace iteration from a fixed random start (Halko, Martinsson and
 * Tropp 2011, algorithm 4.4), so the same documents always give the same space; texts that were not
 * there are folded in. As only angles are used, any basis of the space will do and no singular
 * value is computed. Immutable.
 */
final class Meaning {

  private static final int DIMENSIONS = 200;

  /** Documents a space is learnt from; of more, every so many-th is taken. */
  private static final int MOST_DOCUMENTS = 6_000;

  private static final int ROUNDS = 4;

  /** A title says what a document is about. */
  private static final float TITLE_WEIGHT = 2;

  /** Vectors are kept as bytes: 1/127 is far finer than what they mean. */
  private static final float STEP = 127;

  private final Statistics statistics;

  /** For each word its row in the space; -1 where the word is in fewer than two documents. */
  private final int[] rowOf;

  private final float[][] rows;
  private final float[] telling;

  private Meaning(Statistics statistics, int[] rowOf, float[][] rows, float[] telling) {
    this.statistics = statistics;
    this.rowOf = rowOf;
    this.rows = rows;
    this.telling = telling;
  }

  static Meaning of(List<Passage> all, Statistics statistics, Pace pace) {
    List<Passage> passages = sample(all);
    int[] rowOf = new int[statistics.words()];
    Arrays.fill(rowOf, -1);
    int[] counts = new int[rowOf.length];
    for (Passage passage : passages) {
      Arrays.stream(passage.all()).filter(word -> word >= 0).distinct().forEach(w -> counts[w]++);
    }
    int known = 0;
    for (int word = 0; word < rowOf.length; word++) {
      if (counts[word] > 1) {
        rowOf[word] = known++;
      }
    }
    int dimensions = Math.min(DIMENSIONS, Math.min(known, passages.size()) / 2);
    if (dimensions < 2) {
      return new Meaning(statistics, rowOf, new float[0][], new float[0]);
    }
    Meaning words = new Meaning(statistics, rowOf, new float[known][0], new float[0]);
    List<Bag> bags = passages.stream().map(words::bag).toList();
    float[][] rows = space(bags, known, dimensions, pace);
    Meaning meaning = new Meaning(statistics, rowOf, rows, new float[0]);
    return new Meaning(statistics, rowOf, rows, meaning.telling(bags, pace));
  }

  private static List<Passage> sample(List<Passage> all) {
    if (all.size() <= MOST_DOCUMENTS) {
      return all;
    }
    return IntStream.range(0, MOST_DOCUMENTS)
        .mapToObj(i -> all.get((int) ((long) i * all.size() / MOST_DOCUMENTS)))
        .toList();
  }

  /** The words of a text with their weights, of length 1. */
  record Bag(int[] rows, float[] weights) {

    static Bag of(float[] dense) {
      int[] rows = IntStream.range(0, dense.length).filter(i -> dense[i] != 0).toArray();
      float[] weights = new float[rows.length];
      double square = 0;
      for (int i = 0; i < rows.length; i++) {
        weights[i] = dense[rows[i]];
        square += weights[i] * weights[i];
      }
      float length = (float) Math.sqrt(square);
      for (int i = 0; i < rows.length; i++) {
        weights[i] /= length;
      }
      return new Bag(rows, weights);
    }
  }

  private Bag bag(Passage passage) {
    int[] words = passage.all();
    int[] sorted = Arrays.stream(words).filter(this::inSpace).sorted().toArray();
    int[] titles =
        IntStream.concat(Arrays.stream(passage.title()), Arrays.stream(passage.aliases()))
            .filter(this::inSpace)
            .sorted()
            .toArray();
    List<Integer> found = new ArrayList<>();
    List<Float> weights = new ArrayList<>();
    double square = 0;
    for (int from = 0; from < sorted.length; ) {
      int to = from;
      while (to < sorted.length && sorted[to] == sorted[from]) {
        to++;
      }
      int word = sorted[from];
      double weight = 1 + Math.log(to - from);
      weight += Arrays.binarySearch(titles, word) >= 0 ? TITLE_WEIGHT : 0;
      weight *= statistics.rarity(word);
      found.add(rowOf[word]);
      weights.add((float) weight);
      square += weight * weight;
      from = to;
    }
    float length = (float) Math.sqrt(square);
    float[] scaled = new float[weights.size()];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = weights.get(i) / length;
    }
    return new Bag(found.stream().mapToInt(Integer::intValue).toArray(), scaled);
  }

  private boolean inSpace(int word) {
    return word >= 0 && word < rowOf.length && rowOf[word] >= 0;
  }

  private static float[][] space(List<Bag> bags, int words, int dimensions, Pace pace) {
    Random random = new Random(20_261_120);
    float[][] basis = new float[words][dimensions];
    for (float[] row : basis) {
      for (int i = 0; i < dimensions; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    for (int round = 0; round < ROUNDS; round++) {
      float[][] documents = new float[bags.size()][dimensions];
      for (int d = 0; d < documents.length; d++) {
        project(bags.get(d), basis, documents[d]);
        pace.step();
      }
      straighten(documents, dimensions, pace);
      for (float[] row : basis) {
        Arrays.fill(row, 0);
      }
      for (int d = 0; d < documents.length; d++) {
        Bag bag = bags.get(d);
        for (int i = 0; i < bag.rows.length; i++) {
          add(documents[d], bag.weights[i], basis[bag.rows[i]]);
        }
        pace.step();
      }
    }
    straighten(basis, dimensions, pace);
    return basis;
  }

  /** Makes the columns orthonormal (modified Gram-Schmidt); an empty column stays empty. */
  private static void straighten(float[][] rows, int columns, Pace pace) {
    float[][] byColumn = new float[columns][rows.length];
    for (int r = 0; r < rows.length; r++) {
      for (int c = 0; c < columns; c++) {
        byColumn[c][r] = rows[r][c];
      }
    }
    for (int c = 0; c < columns; c++) {
      float[] column = byColumn[c];
      for (int before = 0; before < c; before++) {
        add(byColumn[before], (float) -dot(byColumn[before], column), column);
        pace.step();
      }
      double length = Math.sqrt(dot(column, column));
      float scale = length < 1e-6 ? 0 : (float) (1 / length);
      for (int r = 0; r < column.length; r++) {
        column[r] *= scale;
        rows[r][c] = column[r];
      }
    }
  }

  /**
   * How telling each word is of a subject: the mean likeness of the documents that say it, 0 for
   * words said of anything.
   */
  private float[] telling(List<Bag> bags, Pace pace) {
    int dimensions = rows[0].length;
    float[][] sums = new float[rows.length][dimensions];
    int[] counts = new int[rows.length];
    for (Bag bag : bags) {
      float[] place = new float[dimensions];
      project(bag, rows, place);
      pace.step();
      double length = Math.sqrt(dot(place, place));
      if (length > 0) {
        for (int row : bag.rows) {
          add(place, (float) (1 / length), sums[row]);
          counts[row]++;
        }
      }
    }
    float[] telling = new float[rows.length];
    for (int row = 0; row < telling.length; row++) {
      double n = counts[row];
      double likeness = n < 2 ? .5 : (dot(sums[row], sums[row]) - n) / (n * (n - 1));
      // Two or three documents say little about a word; half is what is not known.
      telling[row] = (float) ((n * Math.max(0, likeness) + 2 * .3) / (n + 2));
    }
    return telling;
  }

  /** 0 to 1; what is not in the space is taken for rather telling. */
  double telling(int word) {
    return inSpace(word) && telling.length > 0 ? telling[rowOf[word]] : .3;
  }

  /** The place of a document as bytes; empty where the space is. */
  byte[] place(Passage passage) {
    if (rows.length == 0) {
      return new byte[0];
    }
    float[] place = new float[rows[0].length];
    project(bag(passage), rows, place);
    return bytes(place);
  }

  /** The place of some words with weights. */
  float[] place(int[] words, double[] weights) {
    if (rows.length == 0) {
      return new float[0];
    }
    float[] place = new float[rows[0].length];
    for (int i = 0; i < words.length; i++) {
      if (inSpace(words[i])) {
        add(rows[rowOf[words[i]]], (float) (weights[i] * statistics.rarity(words[i])), place);
      }
    }
    return place;
  }

  /** Turned to length 1; nowhere stays nowhere. */
  static float[] unit(float[] place) {
    double length = Math.sqrt(dot(place, place));
    for (int i = 0; i < place.length && length > 0; i++) {
      place[i] /= (float) length;
    }
    return place;
  }

  /** Adds a document's place, turned to length 1, times a weight. */
  static void addTo(float[] sum, byte[] place, double weight) {
    double square = 0;
    for (byte value : place) {
      square += value * value;
    }
    if (square == 0 || place.length != sum.length) {
      return;
    }
    float scale = (float) (weight / Math.sqrt(square));
    for (int i = 0; i < sum.length; i++) {
      sum[i] += scale * place[i];
    }
  }

  int dimensions() {
    return rows.length == 0 ? 0 : rows[0].length;
  }

  private static byte[] bytes(float[] place) {
    float most = 0;
    for (float value : place) {
      most = Math.max(most, Math.abs(value));
    }
    byte[] bytes = new byte[place.length];
    for (int i = 0; i < bytes.length && most > 0; i++) {
      bytes[i] = (byte) Math.round(place[i] / most * STEP);
    }
    return bytes;
  }

  private static void project(Bag bag, float[][] basis, float[] place) {
    for (int i = 0; i < bag.rows.length; i++) {
      add(basis[bag.rows[i]], bag.weights[i], place);
    }
  }

  private static void add(float[] vector, float times, float[] sum) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += times * vector[i];
    }
  }

  private static double dot(float[] one, float[] other) {
    float dot = 0;
    for (int i = 0; i < one.length; i++) {
      dot += one[i] * other[i];
    }
    return dot;
  }
}
