package jp.todoke.search;

import static jp.todoke.search.ConceptQueries.ALIASES;
import static jp.todoke.search.ConceptQueries.BODY;
import static jp.todoke.search.ConceptQueries.TITLE;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jp.todoke.search.Titles.Key;
import jp.todoke.search.japanese.Concept;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.japanese.Word;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StoredField;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.util.BytesRef;

/**
 * Finds documents by what a citizen says, and offers titles while somebody is typing.
 *
 * <p>Everything is in memory and rebuilt from the owners' stores, so losing it costs a few seconds.
 * Thread-safe: questions are answered from one consistent state and never wait for a change; a
 * change is visible to every question that begins after the call returns. Any text is a valid
 * question; what has no meaning-carrying word finds nothing.
 */
public final class SearchIndex implements AutoCloseable {

  private static final String KEY = "key";
  private static final String KIND = "kind";
  private static final String ID = "id";
  private static final String LANGUAGE = "language";

  /** Words of a question that are looked up; longer stories are cut. */
  private static final int MOST_WORDS = 64;

  /** Words of synonyms that are looked up; what is said later goes without. */
  private static final int MOST_SYNONYM_WORDS = 200;

  /** How many candidates are put in their final order. */
  private static final int CANDIDATES = 50;

  /** A title that says the very name asked for, and another program than the one asked for. */
  private static final double SAME_NAME = 1.5;

  private static final double OTHER_NAME = .7;

  /** Who says the whole title asks for that document. */
  private static final double EXACT = 2;

  private final JapaneseAnalysis analysis;
  private final Synonyms synonyms;
  private final Object changing = new Object();
  private volatile Generation current;

  /** An empty index with the municipal words and synonyms. */
  public SearchIndex() {
    this(new JapaneseAnalysis());
  }

  private SearchIndex(JapaneseAnalysis analysis) {
    this(analysis, Synonyms.municipal(analysis));
  }

  /** An empty index with a synonym list of one's own. */
  public SearchIndex(JapaneseAnalysis analysis, Synonyms synonyms) {
    this.analysis = analysis;
    this.synonyms = synonyms;
    this.current = build(List.of());
  }

  /** Replaces everything: the new index is built aside, then takes the place of the old at once. */
  public void replaceAll(Collection<SearchDocument> documents) {
    synchronized (changing) {
      Generation built = build(documents);
      Generation old = current;
      current = built;
      release(old);
      close(old.writer);
    }
  }

  /** Adds documents, each taking the place of the one with its kind and id. */
  public void put(Collection<SearchDocument> documents) {
    synchronized (changing) {
      try {
        for (SearchDocument document : documents) {
          current.writer.updateDocument(new Term(KEY, Key.of(document).term()), indexed(document));
        }
        turn(current.titles.with(documents, analysis));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** Takes documents out; one that is not there is no error. */
  public void remove(String kind, Collection<String> ids) {
    synchronized (changing) {
      try {
        current.writer.deleteDocuments(
            ids.stream().map(id -> new Term(KEY, new Key(kind, id).term())).toArray(Term[]::new));
        turn(current.titles.without(kind, ids));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** How many documents can be found. */
  public int size() {
    Generation generation = acquire();
    try {
      return generation.reader.numDocs();
    } finally {
      release(generation);
    }
  }

  /** The documents that speak of what is asked, best first; empty when none does. */
  public List<Hit> search(SearchQuery query) {
    Generation generation = acquire();
    try {
      return new Search(generation, query).hits();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /**
   * The same without what each document speaks of: coverage is 0 and no word matched. For who looks
   * at many and shows few.
   */
  public List<Hit> candidates(SearchQuery query) {
    Generation generation = acquire();
    try {
      return new Search(generation, query).candidates();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /** Given documents of one kind as candidates, whether they speak of what is asked or not. */
  public List<Hit> candidatesAmong(SearchQuery query, String kind, Collection<String> ids) {
    Generation generation = acquire();
    try {
      return new Search(generation, query).among(kind, ids, false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /**
   * The same for given documents of one kind only, whether they speak of what is asked or not; ids
   * that are not there are left out.
   */
  public List<Hit> among(SearchQuery query, String kind, Collection<String> ids) {
    Generation generation = acquire();
    try {
      return new Search(generation, query).among(kind, ids, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /**
   * Existing titles for what was typed so far: as written, as it sounds in kana (ほいく finds 保育),
   * then within the title, then by its words.
   *
   * @param kinds the kinds wanted; empty for all
   */
  public List<Suggestion> suggest(String typed, Set<String> kinds, int limit) {
    String read = typed.length() > SearchQuery.LONGEST ? "" : typed;
    return current.titles.suggest(
        read, kind -> kinds.isEmpty() || kinds.contains(kind), limit, analysis);
  }

  /** Gives the memory back; questions after it fail. */
  @Override
  public void close() {
    synchronized (changing) {
      release(current);
      close(current.writer);
    }
  }

  private Generation build(Collection<SearchDocument> documents) {
    // One document a key, the last one wins, as with put.
    Map<Key, SearchDocument> distinct = new LinkedHashMap<>();
    documents.forEach(document -> distinct.put(Key.of(document), document));
    try {
      IndexWriter writer = new IndexWriter(new ByteBuffersDirectory(), new IndexWriterConfig());
      for (SearchDocument document : distinct.values()) {
        writer.addDocument(indexed(document));
      }
      writer.commit();
      DirectoryReader reader = DirectoryReader.open(writer);
      return new Generation(
          writer, reader, new IndexSearcher(reader), Titles.of(distinct.values(), analysis));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Document indexed(SearchDocument document) {
    Document indexed = new Document();
    Key key = Key.of(document);
    indexed.add(new StringField(KEY, key.term(), Field.Store.NO));
    indexed.add(new StringField(KIND, document.kind(), Field.Store.YES));
    indexed.add(new StoredField(ID, document.id()));
    languages(document.language())
        .forEach(tag -> indexed.add(new StringField(LANGUAGE, tag, Field.Store.NO)));
    indexed.add(text(TITLE, document.title()));
    indexed.add(text(ALIASES, String.join("\n", document.aliases())));
    indexed.add(text(BODY, document.body()));
    return indexed;
  }

  private Field text(String field, String text) {
    return new TextField(field, new WordStream(analysis.words(text)));
  }

  /** {@code en-US} is found by who asks for {@code en-US} and by who asks for {@code en}. */
  private static Stream<String> languages(String tag) {
    String lower = tag.toLowerCase(Locale.ROOT);
    int region = lower.indexOf('-');
    return region < 0 ? Stream.of(lower) : Stream.of(lower, lower.substring(0, region));
  }

  private void turn(Titles titles) throws IOException {
    Generation old = current;
    DirectoryReader changed = DirectoryReader.openIfChanged(old.reader, old.writer);
    if (changed == null) {
      old.reader.incRef();
      current = new Generation(old.writer, old.reader, old.searcher, titles);
    } else {
      current = new Generation(old.writer, changed, new IndexSearcher(changed), titles);
    }
    release(old);
  }

  private Generation acquire() {
    while (true) {
      Generation generation = current;
      if (generation.reader.tryIncRef()) {
        return generation;
      }
      if (generation == current) {
        throw new IllegalStateException("the index is closed");
      }
    }
  }

  private static void release(Generation generation) {
    try {
      generation.reader.decRef();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void close(IndexWriter writer) {
    try {
      writer.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * One state of the index: what a question sees from its begin to its end. Its one searcher names
   * the leaves; a reader asked for them by two threads at once may give each a list of its own.
   */
  private record Generation(
      IndexWriter writer, DirectoryReader reader, IndexSearcher searcher, Titles titles) {}

  /** One question to one state of the index. */
  private final class Search {

    private final Generation generation;
    private final SearchQuery query;
    private final IndexSearcher searcher;
    private final ConceptQueries queries;
    private final List<Concept> concepts;

    Search(Generation generation, SearchQuery query) {
      this.generation = generation;
      this.query = query;
      this.searcher = generation.searcher;
      this.queries = new ConceptQueries(generation.reader);
      List<Word> words = analysis.words(query.text()).stream().limit(MOST_WORDS).toList();
      this.concepts =
          Concept.bounded(
              synonyms.concepts(words).stream().distinct().toList(), MOST_SYNONYM_WORDS);
    }

    List<Hit> hits() throws IOException {
      if (concepts.isEmpty()) {
        return List.of();
      }
      ScoreDoc[] found =
          searcher.search(asked(1).build(), Math.max(CANDIDATES, query.limit())).scoreDocs;
      List<Hit> hits = new ArrayList<>(byName(describe(found, true)));
      hits.sort(Comparator.comparingDouble(Hit::score).reversed());
      return List.copyOf(hits.subList(0, Math.min(query.limit(), hits.size())));
    }

    List<Hit> candidates() throws IOException {
      if (concepts.isEmpty()) {
        return List.of();
      }
      return byName(describe(searcher.search(asked(1).build(), query.limit()).scoreDocs, false));
    }

    List<Hit> among(String kind, Collection<String> ids, boolean whole) throws IOException {
      if (concepts.isEmpty() || ids.isEmpty()) {
        return List.of();
      }
      BooleanQuery.Builder all = asked(0);
      all.add(
          anyOf(KEY, ids.stream().map(id -> new Key(kind, id).term())), BooleanClause.Occur.FILTER);
      return byName(describe(searcher.search(all.build(), ids.size()).scoreDocs, whole));
    }

    private BooleanQuery.Builder asked(int atLeast) throws IOException {
      BooleanQuery.Builder all = new BooleanQuery.Builder();
      for (Concept concept : concepts) {
        all.add(queries.everywhere(concept), BooleanClause.Occur.SHOULD);
      }
      all.setMinimumNumberShouldMatch(atLeast);
      if (!query.kinds().isEmpty()) {
        all.add(anyOf(KIND, query.kinds().stream()), BooleanClause.Occur.FILTER);
      }
      if (!query.language().isEmpty()) {
        all.add(anyOf(LANGUAGE, languages(query.language())), BooleanClause.Occur.FILTER);
      }
      return all;
    }

    private static Query anyOf(String field, Stream<String> values) {
      return new TermInSetQuery(field, values.map(BytesRef::new).toList());
    }

    private List<Hit> describe(ScoreDoc[] found, boolean whole) throws IOException {
      int[] documents = Arrays.stream(found).mapToInt(hit -> hit.doc).sorted().toArray();
      double[] weights = new double[whole ? concepts.size() : 0];
      boolean[][] spokenOf = new boolean[weights.length][];
      boolean[][] inTitle = new boolean[weights.length][];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = queries.rarity(concepts.get(i));
        spokenOf[i] = matching(queries.everywhere(concepts.get(i)), documents);
        inTitle[i] = matching(queries.title(concepts.get(i)), documents);
      }
      String text = analysis.normalise(query.text());
      List<Hit> hits = new ArrayList<>();
      for (ScoreDoc hit : found) {
        int at = Arrays.binarySearch(documents, hit.doc);
        Document stored = searcher.storedFields().document(hit.doc);
        String kind = stored.get(KIND);
        String id = stored.get(ID);
        List<String> matched = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
          if (spokenOf[i][at]) {
            matched.add(concepts.get(i).surface());
          }
        }
        boolean exact = generation.titles.isTitle(text, kind, id);
        hits.add(
            new Hit(
                kind,
                id,
                hit.score * (exact ? EXACT : 1),
                share(weights, spokenOf, at),
                share(weights, inTitle, at),
                exact,
                Hit.Naming.NONE,
                List.copyOf(matched)));
      }
      return hits;
    }

    /**
     * Who says a name means its bearer: other bearers of names, and what says but a longer name
     * around it, stand behind.
     */
    private List<Hit> byName(List<Hit> hits) {
      Titles titles = generation.titles;
      Set<String> asked = titles.namesIn(analysis.normalise(query.text()));
      if (asked.isEmpty()) {
        return hits;
      }
      List<Hit> ordered = new ArrayList<>();
      List<Hit> behind = new ArrayList<>();
      double bearer = 0;
      for (Hit hit : hits) {
        boolean bearsName = titles.bearsName(hit.kind(), hit.id());
        Set<String> mentioned = titles.namesOf(hit.kind(), hit.id());
        if (!Collections.disjoint(asked, mentioned)) {
          Hit raised = hit.withScore(hit.score() * SAME_NAME).named(Hit.Naming.SAME);
          ordered.add(raised);
          bearer = bearsName ? Math.max(bearer, raised.score()) : bearer;
        } else if (bearsName || saysLonger(mentioned, asked)) {
          behind.add(hit.named(Hit.Naming.OTHER));
        } else {
          ordered.add(hit);
        }
      }
      double bound = bearer == 0 ? Double.MAX_VALUE : bearer * OTHER_NAME;
      behind.forEach(hit -> ordered.add(hit.withScore(Math.min(hit.score(), bound))));
      return ordered;
    }

    private static boolean saysLonger(Set<String> mentioned, Set<String> asked) {
      return mentioned.stream().anyMatch(name -> asked.stream().anyMatch(name::contains));
    }

    private static double share(double[] weights, boolean[][] matched, int at) {
      double covered = 0;
      double whole = 0;
      for (int i = 0; i < weights.length; i++) {
        whole += weights[i];
        covered += matched[i][at] ? weights[i] : 0;
      }
      return whole == 0 ? 0 : covered / whole;
    }

    private boolean[] matching(Query asked, int[] documents) throws IOException {
      boolean[] matched = new boolean[documents.length];
      Weight weight =
          searcher.createWeight(searcher.rewrite(asked), ScoreMode.COMPLETE_NO_SCORES, 1);
      List<LeafReaderContext> leaves = searcher.getLeafContexts();
      int leafAt = -1;
      Scorer scorer = null;
      for (int i = 0; i < documents.length; i++) {
        int leaf = ReaderUtil.subIndex(documents[i], leaves);
        if (leaf != leafAt) {
          leafAt = leaf;
          scorer = weight.scorer(leaves.get(leaf));
        }
        if (scorer != null) {
          int target = documents[i] - leaves.get(leaf).docBase;
          int reached = scorer.docID();
          matched[i] = (reached < target ? scorer.iterator().advance(target) : reached) == target;
        }
      }
      return matched;
    }
  }
}
