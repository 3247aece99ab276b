package jp.todoke.search;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.FloatVectorValues;
import org.apache.lucene.index.KnnVectorValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.KnnFloatVectorQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;

/**
 * Vectors of titles and bodies beside the words. A model that fails costs the vectors of that text
 * and nothing else: it is counted, and logged at most once a minute without the text. Thread-safe.
 */
final class Vectors {

  private static final System.Logger LOG = System.getLogger(Vectors.class.getName());
  private static final long SILENT = Duration.ofMinutes(1).toNanos();

  private static final float[] NONE = {};
  private static final List<String> FIELDS = List.of("vector.title", "vector.body");

  private final Embedder embedder;

  /** Embedding is far dearer than anything else, and most texts stay as they are. */
  private final Map<String, float[]> known = new ConcurrentHashMap<>();

  private final LongSupplier nanoTime;
  private final AtomicLong failures = new AtomicLong();
  private final AtomicLong speakAt;

  Vectors(Embedder embedder) {
    this(embedder, System::nanoTime);
  }

  Vectors(Embedder embedder, LongSupplier nanoTime) {
    this.embedder = embedder;
    this.nanoTime = nanoTime;
    this.speakAt = new AtomicLong(nanoTime.getAsLong());
  }

  /** How many texts the model failed on. */
  long failures() {
    return failures.get();
  }

  private Optional<float[]> embedded(String text) {
    try {
      float[] vector = embedder.embed(text);
      if (vector.length == embedder.dimensions() && finite(vector)) {
        return Optional.of(vector);
      }
      failed("a vector of another form");
    } catch (RuntimeException | LinkageError broken) {
      failed(broken.getClass().getName());
    }
    return Optional.empty();
  }

  private void failed(String how) {
    long all = failures.incrementAndGet();
    long now = nanoTime.getAsLong();
    long next = speakAt.get();
    if (now - next >= 0 && speakAt.compareAndSet(next, now + SILENT)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the model for vectors fails ({0}), {1} times so far; questions are answered without it",
          how,
          all);
    }
  }

  private static boolean finite(float[] vector) {
    for (float value : vector) {
      if (!Float.isFinite(value)) {
        return false;
      }
    }
    return true;
  }

  void add(Document indexed, SearchDocument document) {
    add(indexed, FIELDS.get(0), document.title());
    add(indexed, FIELDS.get(1), document.body());
  }

  private void add(Document indexed, String field, String text) {
    float[] vector = known.get(text);
    if (vector == null) {
      Optional<float[]> fresh = embedded(text);
      fresh.ifPresent(embedded -> known.put(text, embedded));
      vector = fresh.orElse(NONE);
    }
    if (says(vector)) {
      indexed.add(new KnnFloatVectorField(field, vector, VectorSimilarityFunction.DOT_PRODUCT));
    }
  }

  /** Forgets texts no document has any more. */
  void retain(Iterable<SearchDocument> documents) {
    Map<String, float[]> kept = new HashMap<>();
    for (SearchDocument document : documents) {
      for (String text : List.of(document.title(), document.body())) {
        float[] vector = known.get(text);
        if (vector != null) {
          kept.put(text, vector);
        }
      }
    }
    known.keySet().retainAll(kept.keySet());
  }

  private static boolean says(float[] vector) {
    for (float value : vector) {
      if (value != 0) {
        return true;
      }
    }
    return false;
  }

  /** The vector of a question; empty where it says nothing or the model fails. */
  float[] of(String question) {
    return embedded(question).orElse(NONE);
  }

  /** The places of the nearest documents, by either of the two vectors, ascending. */
  int[] nearest(float[] vector, int limit, Query filter, IndexSearcher searcher)
      throws IOException {
    if (!says(vector)) {
      return new int[0];
    }
    List<Integer> found = new ArrayList<>();
    for (String field : FIELDS) {
      Query nearest = new KnnFloatVectorQuery(field, vector, limit, filter);
      for (ScoreDoc hit : searcher.search(nearest, limit).scoreDocs) {
        found.add(hit.doc);
      }
    }
    return found.stream().mapToInt(Integer::intValue).sorted().distinct().toArray();
  }

  /** The cosines to title and body of each of these places, ascending, summed: -2 to 2. */
  double[] likeness(float[] vector, int[] places, IndexSearcher searcher) throws IOException {
    double[] likeness = new double[places.length];
    if (!says(vector)) {
      return likeness;
    }
    List<LeafReaderContext> leaves = searcher.getLeafContexts();
    for (String field : FIELDS) {
      int leafAt = -1;
      FloatVectorValues values = null;
      KnnVectorValues.DocIndexIterator at = null;
      for (int i = 0; i < places.length; i++) {
        int leaf = ReaderUtil.subIndex(places[i], leaves);
        if (leaf != leafAt) {
          leafAt = leaf;
          values = leaves.get(leaf).reader().getFloatVectorValues(field);
          at = values == null ? null : values.iterator();
        }
        int target = places[i] - leaves.get(leaf).docBase;
        if (values != null && at != null) {
          int reached = at.docID() < target ? at.advance(target) : at.docID();
          if (reached == target) {
            likeness[i] += dot(vector, values.vectorValue(at.index()));
          }
        }
      }
    }
    return likeness;
  }

  private static double dot(float[] one, float[] other) {
    double dot = 0;
    for (int i = 0; i < Math.min(one.length, other.length); i++) {
      dot += one[i] * other[i];
    }
    return dot;
  }
}
