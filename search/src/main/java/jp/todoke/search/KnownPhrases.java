package jp.todoke.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;

/**
 * Which documents of one state of the index say a phrase, and how well. Whether words stand beside
 * each other takes ten times as long to see as whether they are there at all, and the city's
 * synonyms ask for the same phrases again and again. Thread-safe.
 */
final class KnownPhrases {

  /** Of all phrases together so many documents are remembered, eight octets each. */
  private static final int MOST = 2_000_000;

  static final Found NOWHERE = new Found(new int[0], new float[0]);

  private final IndexSearcher searcher;
  private final Cache<Query, List<Found>> known =
      Caffeine.newBuilder()
          .maximumWeight(MOST)
          .weigher((Query phrase, List<Found> found) -> 1 + size(found))
          .build();

  KnownPhrases(IndexSearcher searcher) {
    this.searcher = searcher;
  }

  /**
   * What says a phrase in one leaf.
   *
   * @param documents ascending, without those that were deleted
   * @param scores of each
   */
  record Found(int[] documents, float[] scores) {}

  /** Whether that is a phrase, perhaps with a weight. */
  static boolean isPhrase(Query query) {
    return query instanceof PhraseQuery
        || query instanceof BoostQuery weighted && weighted.getQuery() instanceof PhraseQuery;
  }

  /** What says it, by leaf. */
  List<Found> of(Query phrase) throws IOException {
    List<Found> found = known.getIfPresent(phrase);
    if (found == null) {
      found = find(phrase);
      known.put(phrase, found);
    }
    return found;
  }

  private List<Found> find(Query phrase) throws IOException {
    var weight = searcher.createWeight(phrase, ScoreMode.COMPLETE, 1);
    List<Found> found = new ArrayList<>();
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      Scorer scorer = weight.scorer(leaf);
      found.add(scorer == null ? NOWHERE : all(scorer, leaf));
    }
    return found;
  }

  private static Found all(Scorer scorer, LeafReaderContext leaf) throws IOException {
    int[] documents = new int[16];
    float[] scores = new float[16];
    int size = 0;
    DocAndFloatFeatureBuffer batch = new DocAndFloatFeatureBuffer();
    scorer.iterator().nextDoc();
    do {
      scorer.nextDocsAndScores(DocIdSetIterator.NO_MORE_DOCS, leaf.reader().getLiveDocs(), batch);
      if (size + batch.size > documents.length) {
        int length = Math.max(2 * documents.length, size + batch.size);
        documents = Arrays.copyOf(documents, length);
        scores = Arrays.copyOf(scores, length);
      }
      System.arraycopy(batch.docs, 0, documents, size, batch.size);
      System.arraycopy(batch.features, 0, scores, size, batch.size);
      size += batch.size;
    } while (batch.size > 0);
    return size == 0
        ? NOWHERE
        : new Found(Arrays.copyOf(documents, size), Arrays.copyOf(scores, size));
  }

  private static int size(List<Found> found) {
    return found.stream().mapToInt(one -> one.documents().length).sum();
  }
}
