package jp.todoke.search;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.DocAndFloatFeatureBuffer;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.HitQueue;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.Weight;
import org.apache.lucene.util.Bits;
import org.jspecify.annotations.Nullable;

/**
 * Finds the documents that match sums and best-ofs of words and phrases best, with the scores the
 * library's own search gives them but for the last place of a sum.
 *
 * <p>A question opens some hundred lists of documents, nested in each other, and most of them are
 * short. Here they are added up one after the other, a window of documents at a time, where the
 * library walks through all of them at once, in queues of queues. For one question and one thread.
 */
final class BestDocuments {

  /** So many documents' sums stay in a core's own cache. */
  private static final int WINDOW = 8_192;

  private final IndexSearcher searcher;
  private final KnownLists lists;
  private final Part asked;
  private final Optional<Weight> filter;
  private final Scores sums = new Scores();
  private final Deque<Scores> spare = new ArrayDeque<>();
  private final DocAndFloatFeatureBuffer batch = new DocAndFloatFeatureBuffer();

  /**
   * @param filter what every document found must match
   */
  BestDocuments(IndexSearcher searcher, KnownLists lists, Query asked, Optional<Query> filter)
      throws IOException {
    this.searcher = searcher;
    this.lists = lists;
    this.asked = part(asked);
    this.filter =
        filter.isPresent()
            ? Optional.of(weight(filter.get(), ScoreMode.COMPLETE_NO_SCORES))
            : Optional.empty();
  }

  /** Those that match, best first; of equals the one that was indexed first. */
  ScoreDoc[] find(int limit) throws IOException {
    HitQueue found = new HitQueue(limit, false);
    for (LeafReaderContext leaf : searcher.getLeafContexts()) {
      find(leaf, limit, found);
    }
    ScoreDoc[] sorted = new ScoreDoc[found.size()];
    for (int place = sorted.length - 1; place >= 0; place--) {
      sorted[place] = found.pop();
    }
    return sorted;
  }

  private void find(LeafReaderContext leaf, int limit, HitQueue found) throws IOException {
    DocIdSetIterator allowed = null;
    if (filter.isPresent()) {
      Scorer scorer = filter.get().scorer(leaf);
      if (scorer == null) {
        return;
      }
      allowed = scorer.iterator();
    }
    asked.open(leaf);
    int end = leaf.reader().maxDoc();
    Bits live = leaf.reader().getLiveDocs();
    for (int from = 0; from < end; from += WINDOW) {
      int to = Math.min(end, from + WINDOW);
      asked.addTo(sums, from, to, live);
      take(leaf.docBase, from, to, allowed, limit, found);
      sums.clear();
    }
  }

  private void take(
      int base, int from, int to, @Nullable DocIdSetIterator allowed, int limit, HitQueue found)
      throws IOException {
    float weakest = found.size() < limit ? 0 : found.top().score;
    for (int document = from; document < to; document++) {
      float score = (float) sums.values[document - from];
      if (score > weakest && isAllowed(document, allowed)) {
        found.insertWithOverflow(new ScoreDoc(base + document, score));
        weakest = found.size() < limit ? 0 : found.top().score;
      }
    }
  }

  private static boolean isAllowed(int document, @Nullable DocIdSetIterator allowed)
      throws IOException {
    if (allowed == null) {
      return true;
    }
    int reached = allowed.docID() < document ? allowed.advance(document) : allowed.docID();
    return reached == document;
  }

  private Part part(Query query) throws IOException {
    Query simple = searcher.rewrite(query);
    List<Part> parts = new ArrayList<>();
    if (simple instanceof BooleanQuery sum
        && sum.getMinimumNumberShouldMatch() <= 1
        && sum.clauses().stream()
            .allMatch(clause -> clause.occur() == BooleanClause.Occur.SHOULD)) {
      for (BooleanClause clause : sum) {
        parts.add(part(clause.query()));
      }
      return new Several(parts, false);
    }
    if (simple instanceof DisjunctionMaxQuery best && best.getTieBreakerMultiplier() == 0) {
      for (Query one : best) {
        parts.add(part(one));
      }
      return new Several(parts, true);
    }
    if (KnownLists.isList(simple)) {
      return new Known(lists.of(simple), 1);
    }
    if (simple instanceof BoostQuery weighted && KnownLists.isList(weighted.getQuery())) {
      return new Known(lists.of(weighted.getQuery()), weighted.getBoost());
    }
    return new Single(searcher.createWeight(simple, ScoreMode.COMPLETE, 1));
  }

  private Weight weight(Query query, ScoreMode mode) throws IOException {
    return searcher.createWeight(searcher.rewrite(query), mode, 1);
  }

  /** What documents of one window are worth so far. */
  private static final class Scores {
    private final double[] values = new double[WINDOW];
    private final int[] touched = new int[WINDOW];
    private int touches;

    /** Whether the best score of a document counts and not their sum. */
    private boolean best;

    void add(int at, float score) {
      double before = values[at];
      if (before == 0) {
        touched[touches++] = at;
        values[at] = score;
      } else if (!best) {
        values[at] = before + score;
      } else if (score > before) {
        values[at] = score;
      }
    }

    void addTo(Scores others) {
      for (int i = 0; i < touches; i++) {
        others.add(touched[i], (float) values[touched[i]]);
      }
    }

    void clear() {
      for (int i = 0; i < touches; i++) {
        values[touched[i]] = 0;
      }
      touches = 0;
    }
  }

  /** A part of what is asked. */
  private sealed interface Part {

    /** Begins with the first document of a leaf. */
    void open(LeafReaderContext leaf) throws IOException;

    /** Adds what the documents of a window are worth; windows come in their order. */
    void addTo(Scores scores, int from, int to, @Nullable Bits live) throws IOException;
  }

  /** A word or a phrase. */
  private static final class Known implements Part {
    private final List<KnownLists.Found> leaves;
    private final float weight;
    private KnownLists.Found found;
    private int next;

    Known(List<KnownLists.Found> leaves, float weight) {
      this.leaves = leaves;
      this.weight = weight;
      this.found = KnownLists.NOWHERE;
    }

    @Override
    public void open(LeafReaderContext leaf) {
      found = leaves.get(leaf.ord);
      next = 0;
    }

    @Override
    public void addTo(Scores scores, int from, int to, @Nullable Bits live) {
      int[] documents = found.documents();
      float[] worth = found.scores();
      int at = next;
      while (at < documents.length && documents[at] < to) {
        scores.add(documents[at] - from, weight * worth[at]);
        at++;
      }
      next = at;
    }
  }

  /** Anything else that has a list of documents. */
  private final class Single implements Part {
    private final Weight weight;
    private @Nullable Scorer list;

    Single(Weight weight) {
      this.weight = weight;
    }

    @Override
    public void open(LeafReaderContext leaf) throws IOException {
      Scorer scorer = weight.scorer(leaf);
      boolean any = scorer != null && scorer.iterator().nextDoc() != DocIdSetIterator.NO_MORE_DOCS;
      list = any ? scorer : null;
    }

    @Override
    public void addTo(Scores scores, int from, int to, @Nullable Bits live) throws IOException {
      Scorer open = list;
      if (open == null || open.docID() >= to) {
        return;
      }
      for (open.nextDocsAndScores(to, live, batch);
          batch.size > 0;
          open.nextDocsAndScores(to, live, batch)) {
        for (int i = 0; i < batch.size; i++) {
          scores.add(batch.docs[i] - from, batch.features[i]);
        }
      }
    }
  }

  /** Several, of which the sum counts or the best. */
  private final class Several implements Part {
    private final List<Part> parts;
    private final boolean best;

    Several(List<Part> parts, boolean best) {
      this.parts = parts;
      this.best = best;
    }

    @Override
    public void open(LeafReaderContext leaf) throws IOException {
      for (Part part : parts) {
        part.open(leaf);
      }
    }

    @Override
    public void addTo(Scores scores, int from, int to, @Nullable Bits live) throws IOException {
      boolean alike = parts.size() == 1 || !best && !scores.best;
      Scores own = alike ? scores : spare.isEmpty() ? new Scores() : spare.pop();
      if (!alike) {
        own.best = best;
      }
      for (Part part : parts) {
        part.addTo(own, from, to, live);
      }
      if (!alike) {
        own.addTo(scores);
        own.clear();
        spare.push(own);
      }
    }
  }
}
