package jp.todoke.search;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.lucene.index.Term;
import org.apache.lucene.index.TermStates;
import org.apache.lucene.search.IndexSearcher;

/**
 * Where the words of one state of the index stand, looked up once each: a question with its
 * synonyms asks for some hundred of them, the same ones again and again. Thread-safe.
 */
final class KnownTerms {

  /** Beyond so many words, those nobody says among them, each is looked up every time. */
  private static final int MOST = 100_000;

  private final IndexSearcher searcher;
  private final Map<Term, TermStates> known = new ConcurrentHashMap<>();

  KnownTerms(IndexSearcher searcher) {
    this.searcher = searcher;
  }

  TermStates of(Term term) throws IOException {
    TermStates states = known.get(term);
    if (states == null) {
      states = TermStates.build(searcher, term, true);
      if (known.size() < MOST) {
        known.put(term, states);
      }
    }
    return states;
  }

  int documents(Term term) throws IOException {
    return of(term).docFreq();
  }

  /** Whether all documents have this value, so that nobody needs to ask for it. */
  boolean everywhere(String field, String value) throws IOException {
    int documents = searcher.getIndexReader().maxDoc();
    return documents > 0 && documents(new Term(field, value)) == documents;
  }
}
