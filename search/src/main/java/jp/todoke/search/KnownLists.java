package jp.todoke.search;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.PhraseQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermQuery;

/**
 * Which documents of one state of the index say a word or a phrase, and how well. To read a list,
 * weigh each of its documents and see whether words stand beside each other is most of finding
 * candidates, and citizens' words with the city's synonyms ask for the same lists again and again.
 * Thread-safe.
 */
final class KnownLists {

  /** Of all lists together so many documents are remembered, eight octets each. */
  private static final int MOST = 6_000_000;

  static final Found NOWHERE = new Found(new int[0], new float[0]);

  private final IndexSearcher searcher;
  private final Cache<Query, List<Found>> known =
      Caffeine.newBuilder()
          .maximumWeight(MOST)
          .weigher((Query said, List<Found> found) -> 1 + size(found))
          .build();

  KnownLists(IndexSearcher searcher) {
    this.searcher = searcher;
  }

  /**
   * What says it in one leaf.
   *
   * @param documents ascending, without those that were deleted
   * @param scores of each
   */
  record Found(int[] documents, float[] scores) {}

  /** Whether that is a word or a phrase. */
  static boolean isList(Query query) {
    return query instanceof TermQuery || query instanceof PhraseQuery;
  }

  /** What says it, by leaf. */
  List<Found> of(Query said) throws IOException {
    List<Found> found = known.getIfPresent(said);
    if (found == null) {
      found = find(said);
      known.put(said, found);
    }
    return found;
  }

  private List<Found> find(Query said) throws IOException {
    var weight = searcher.createWeight(said, ScoreMode.COMPLETE, 1);
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
