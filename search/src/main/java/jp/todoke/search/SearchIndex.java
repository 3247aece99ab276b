package jp.todoke.search;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jp.todoke.search.ConceptQueries.Fields;
import jp.todoke.search.Titles.Key;
import jp.todoke.search.japanese.Concept;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.japanese.Utterance;
import jp.todoke.search.languages.Languages;
import jp.todoke.search.languages.Tags;
import jp.todoke.search.languages.Tongue;
import org.apache.lucene.document.BinaryDocValuesField;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.Field;
import org.apache.lucene.document.StringField;
import org.apache.lucene.document.TextField;
import org.apache.lucene.index.BinaryDocValues;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.PostingsEnum;
import org.apache.lucene.index.ReaderUtil;
import org.apache.lucene.index.SerialMergeScheduler;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.ScoreMode;
import org.apache.lucene.search.Scorer;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.Weight;
import org.apache.lucene.store.ByteBuffersDataOutput;
import org.apache.lucene.store.ByteBuffersDirectory;
import org.apache.lucene.store.SingleInstanceLockFactory;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.jspecify.annotations.Nullable;

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
  private static final String LANGUAGE = "language";

  /** How many candidates are put in their final order. */
  private static final int CANDIDATES = 50;

  /** A title that says the very name asked for, and another program than the one asked for. */
  private static final double SAME_NAME = 1.5;

  private static final double OTHER_NAME = .7;

  /** Who says the whole title asks for that document. */
  private static final double EXACT = 2;

  private final JapaneseAnalysis analysis;
  private final Languages languages;
  private final Synonyms synonyms;
  private final @Nullable Vectors vectors;
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
    this(analysis, synonyms, Optional.empty());
  }

  /**
   * The same with vectors.
   *
   * @param embedder stays its owner's; empty for words alone
   */
  public SearchIndex(JapaneseAnalysis analysis, Synonyms synonyms, Optional<Embedder> embedder) {
    this(analysis, synonyms, embedder.map(Vectors::new).orElse(null));
  }

  private SearchIndex(JapaneseAnalysis analysis, Synonyms synonyms, @Nullable Vectors vectors) {
    this.vectors = vectors;
    this.analysis = analysis;
    this.languages = new Languages(analysis);
    this.synonyms = synonyms;
    this.current = build(List.of(), Pace.full());
  }

  /** An empty index with the same words and synonyms. */
  public SearchIndex fresh() {
    return new SearchIndex(analysis, synonyms, vectors);
  }

  /** Replaces everything: the new index is built aside, then takes the place of the old at once. */
  public void replaceAll(Collection<SearchDocument> documents) {
    replaceAll(documents, Pace.full());
  }

  /**
   * The same beside those who ask.
   *
   * @param pace how fast it is built
   */
  public void replaceAll(Collection<SearchDocument> documents, Pace pace) {
    synchronized (changing) {
      Generation built = build(documents, pace);
      Generation old = current;
      current = built;
      release(old);
      close(old.writer);
      if (vectors != null) {
        vectors.retain(documents);
      }
    }
  }

  /** Adds documents, each taking the place of the one with its kind and id. */
  public void put(Collection<SearchDocument> documents) {
    synchronized (changing) {
      try {
        for (SearchDocument document : documents) {
          current.writer.updateDocument(new Term(KEY, Key.of(document).term()), indexed(document));
        }
        turn(current.titles.with(documents, analysis, languages));
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
    return search(query, languages.read(query.text(), query.tongue(), synonyms));
  }

  /**
   * The same.
   *
   * @param said the query's text, read
   */
  public List<Hit> search(SearchQuery query, Utterance said) {
    Generation generation = acquire();
    try {
      return new Search(generation, query, said).hits();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /**
   * The same without what each document speaks of: coverage is 0 and no word matched. For who looks
   * at many and shows few.
   *
   * @param said the query's text, read
   */
  public List<Hit> candidates(SearchQuery query, Utterance said) {
    Generation generation = acquire();
    try {
      return new Search(generation, query, said).candidates();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /** Given documents of one kind as candidates, whether they speak of what is asked or not. */
  public List<Hit> candidatesAmong(
      SearchQuery query, Utterance said, String kind, Collection<String> ids) {
    Generation generation = acquire();
    try {
      return new Search(generation, query, said).among(kind, ids);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /**
   * Hits of {@link #candidates} with what each speaks of; one that is gone stays as it is.
   *
   * @param language BCP 47 tag they were found in
   */
  public List<Hit> described(List<Hit> candidates, String language, Utterance said) {
    Generation generation = acquire();
    try {
      return new Search(generation, new SearchQuery("", Set.of(), language, 1), said)
          .described(candidates);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /** Whether documents are also known by vectors. */
  public boolean hasVectors() {
    return vectors != null;
  }

  /** How many texts, questions among them, the model for vectors failed on since the start. */
  public long vectorFailures() {
    return vectors == null ? 0 : vectors.failures();
  }

  /**
   * The vector of a question, for the two below; empty where there are no vectors, where it says
   * nothing, and where the model fails, which is counted and logged and keeps nobody from an
   * answer.
   */
  public float[] vector(String question) {
    return vectors == null ? new float[0] : vectors.of(question);
  }

  /**
   * The documents nearest by vectors, whatever their words; none where there are no vectors.
   *
   * @param query its limit is of each, titles and bodies
   * @param vector of the question, see {@link #vector}
   */
  public List<Hit> nearest(SearchQuery query, Utterance said, float[] vector) {
    Vectors known = vectors;
    if (known == null) {
      return List.of();
    }
    Generation generation = acquire();
    try {
      return new Search(generation, query, said).nearest(known, vector);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /**
   * How near each of these documents is by its vectors, title and body together, -2 to 2; 0 where
   * there are no vectors, or no such document.
   *
   * @param vector of the question, see {@link #vector}
   */
  public double[] vectorLikeness(float[] vector, List<Hit> hits) {
    Vectors known = vectors;
    double[] likeness = new double[hits.size()];
    if (known == null) {
      return likeness;
    }
    Generation generation = acquire();
    try {
      int[] places = new int[hits.size()];
      for (int i = 0; i < places.length; i++) {
        places[i] = generation.place(new Key(hits.get(i).kind(), hits.get(i).id()));
      }
      int[] sorted = Arrays.stream(places).filter(place -> place >= 0).sorted().toArray();
      double[] by = known.likeness(vector, sorted, generation.searcher);
      for (int i = 0; i < places.length; i++) {
        likeness[i] = places[i] < 0 ? 0 : by[Arrays.binarySearch(sorted, places[i])];
      }
      return likeness;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      release(generation);
    }
  }

  /**
   * A question read by the rules of a language and, in Japanese, the synonyms of this index.
   *
   * @param language BCP 47 tag
   */
  public Utterance read(String question, String language) {
    return languages.read(question, Tongue.of(language), synonyms);
  }

  /**
   * Existing titles for what was typed so far: as written, as it sounds in kana (ほいく finds 保育),
   * then within the title, then by its words, then by synonyms (大型ゴミ finds 粗大ごみ).
   *
   * @param kinds the kinds wanted; empty for all
   * @param language BCP 47 tag of the titles wanted; empty for all
   */
  public List<Suggestion> suggest(String typed, Set<String> kinds, String language, int limit) {
    return suggest(typed, kinds, language, limit, read(typed, "ja"), List.of());
  }

  /**
   * The same.
   *
   * @param said what was typed, read
   * @param meant words of titles it leads to beside its synonyms, each list together in one title
   */
  public List<Suggestion> suggest(
      String typed,
      Set<String> kinds,
      String language,
      int limit,
      Utterance said,
      List<List<String>> meant) {
    String read = typed.length() > SearchQuery.LONGEST ? "" : typed;
    return current.titles.suggest(
        read,
        title ->
            (kinds.isEmpty() || kinds.contains(title.kind()))
                && (language.isEmpty() || Tags.serves(title.language(), language)),
        limit,
        analysis,
        new Titles.Meant(said.concepts(), meant));
  }

  /** Gives the memory back; questions after it fail. */
  @Override
  public void close() {
    synchronized (changing) {
      release(current);
      close(current.writer);
    }
  }

  private Generation build(Collection<SearchDocument> documents, Pace pace) {
    // One document a key, the last one wins, as with put.
    Map<Key, SearchDocument> distinct = new LinkedHashMap<>();
    documents.forEach(document -> distinct.put(Key.of(document), document));
    try {
      IndexWriter writer =
          new IndexWriter(
              new PacedDirectory(inMemory(), pace),
              new IndexWriterConfig().setMergeScheduler(new SerialMergeScheduler()));
      for (SearchDocument document : distinct.values()) {
        writer.addDocument(indexed(document));
        pace.step();
      }
      // Each part of an index has its own lists to open for every word of every question.
      writer.forceMerge(1);
      writer.commit();
      DirectoryReader reader = DirectoryReader.open(writer);
      return Generation.of(writer, reader, Titles.of(distinct.values(), analysis, languages, pace));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Each file one array: a question opens some hundred lists, and many buffers are slow to open.
   */
  private static ByteBuffersDirectory inMemory() {
    return new ByteBuffersDirectory(
        new SingleInstanceLockFactory(),
        ByteBuffersDataOutput::new,
        ByteBuffersDirectory.OUTPUT_AS_BYTE_ARRAY);
  }

  private Document indexed(SearchDocument document) {
    Document indexed = new Document();
    Key key = Key.of(document);
    indexed.add(new StringField(KEY, key.term(), Field.Store.NO));
    indexed.add(new BinaryDocValuesField(KEY, new BytesRef(key.term())));
    indexed.add(new StringField(KIND, document.kind(), Field.Store.NO));
    Tags.found(document.language())
        .forEach(tag -> indexed.add(new StringField(LANGUAGE, tag, Field.Store.NO)));
    Tongue tongue = Tongue.of(document.language());
    Fields fields = Fields.of(tongue);
    indexed.add(text(fields.title(), document.title(), tongue));
    indexed.add(text(fields.aliases(), String.join("\n", document.aliases()), tongue));
    indexed.add(text(fields.body(), document.body(), tongue));
    if (vectors != null) {
      vectors.add(indexed, document);
    }
    return indexed;
  }

  private Field text(String field, String text, Tongue tongue) {
    return new TextField(field, new WordStream(languages.words(text, tongue)));
  }

  private void turn(Titles titles) throws IOException {
    Generation old = current;
    DirectoryReader changed = DirectoryReader.openIfChanged(old.reader, old.writer);
    if (changed == null) {
      old.reader.incRef();
      current = old.with(titles);
    } else {
      current = Generation.of(old.writer, changed, titles);
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
      IndexWriter writer,
      DirectoryReader reader,
      IndexSearcher searcher,
      KnownTerms terms,
      KnownLists lists,
      Titles titles) {

    static Generation of(IndexWriter writer, DirectoryReader reader, Titles titles) {
      IndexSearcher searcher = new IndexSearcher(reader);
      return new Generation(
          writer, reader, searcher, new KnownTerms(searcher), new KnownLists(searcher), titles);
    }

    Generation with(Titles changed) {
      return new Generation(writer, reader, searcher, terms, lists, changed);
    }

    /** Where a document stands; below 0 where it is gone. */
    int place(Key key) throws IOException {
      for (LeafReaderContext leaf : searcher.getLeafContexts()) {
        PostingsEnum places = leaf.reader().postings(new Term(KEY, key.term()), PostingsEnum.NONE);
        Bits live = leaf.reader().getLiveDocs();
        while (places != null && places.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          if (live == null || live.get(places.docID())) {
            return leaf.docBase + places.docID();
          }
        }
      }
      return -1;
    }

    /** What stands at each of these places, ascending. */
    Key[] keys(int[] documents) throws IOException {
      Key[] keys = new Key[documents.length];
      List<LeafReaderContext> leaves = searcher.getLeafContexts();
      int leafAt = -1;
      BinaryDocValues values = DocValues.emptyBinary();
      for (int i = 0; i < documents.length; i++) {
        int leaf = ReaderUtil.subIndex(documents[i], leaves);
        if (leaf != leafAt) {
          leafAt = leaf;
          values = DocValues.getBinary(leaves.get(leaf).reader(), KEY);
        }
        if (!values.advanceExact(documents[i] - leaves.get(leaf).docBase)) {
          throw new IllegalStateException("a document without a key");
        }
        keys[i] = Key.ofTerm(values.binaryValue().utf8ToString());
      }
      return keys;
    }
  }

  /** One question to one state of the index. */
  private final class Search {

    private final Generation generation;
    private final SearchQuery query;
    private final IndexSearcher searcher;
    private final ConceptQueries queries;
    private final String text;
    private final List<Concept> concepts;

    Search(Generation generation, SearchQuery query, Utterance said) {
      this.generation = generation;
      this.query = query;
      this.searcher = generation.searcher;
      this.queries = new ConceptQueries(generation.reader, generation.terms, query.tongue());
      this.text = said.normalised();
      this.concepts = said.concepts();
    }

    List<Hit> hits() throws IOException {
      if (concepts.isEmpty()) {
        return List.of();
      }
      ScoreDoc[] found = best(Math.max(CANDIDATES, query.limit()));
      List<Hit> hits = new ArrayList<>(byName(described(describe(found))));
      hits.sort(Comparator.comparingDouble(Hit::score).reversed());
      return List.copyOf(hits.subList(0, Math.min(query.limit(), hits.size())));
    }

    List<Hit> candidates() throws IOException {
      if (concepts.isEmpty()) {
        return List.of();
      }
      return byName(describe(best(query.limit())));
    }

    List<Hit> among(String kind, Collection<String> ids) throws IOException {
      if (concepts.isEmpty() || ids.isEmpty()) {
        return List.of();
      }
      BooleanQuery.Builder all = spoken();
      within(all);
      all.add(
          anyOf(KEY, ids.stream().map(id -> new Key(kind, id).term())), BooleanClause.Occur.FILTER);
      return byName(describe(searcher.search(all.build(), ids.size()).scoreDocs));
    }

    List<Hit> nearest(Vectors known, float[] vector) throws IOException {
      BooleanQuery.Builder filter = new BooleanQuery.Builder();
      filter.add(MatchAllDocsQuery.INSTANCE, BooleanClause.Occur.MUST);
      within(filter);
      int[] places = known.nearest(vector, query.limit(), filter.build(), searcher);
      Key[] keys = generation.keys(places);
      List<Hit> hits = new ArrayList<>();
      for (Key key : keys) {
        hits.add(new Hit(key.kind(), key.id(), 0, 0, 0, false, Hit.Naming.NONE, List.of()));
      }
      return hits;
    }

    List<Hit> described(List<Hit> candidates) throws IOException {
      int[] places = new int[candidates.size()];
      for (int i = 0; i < places.length; i++) {
        places[i] = generation.place(new Key(candidates.get(i).kind(), candidates.get(i).id()));
      }
      Spoken spoken =
          new Spoken(Arrays.stream(places).filter(place -> place >= 0).sorted().toArray());
      List<Hit> described = new ArrayList<>();
      for (int i = 0; i < places.length; i++) {
        Hit hit = candidates.get(i);
        described.add(places[i] < 0 ? hit : spoken.describe(hit, places[i]));
      }
      return described;
    }

    private ScoreDoc[] best(int limit) throws IOException {
      BooleanQuery.Builder filter = new BooleanQuery.Builder();
      boolean some = within(filter);
      return new BestDocuments(
              searcher,
              generation.lists,
              spoken().build(),
              some ? Optional.of(filter.build()) : Optional.empty())
          .find(limit);
    }

    private BooleanQuery.Builder spoken() throws IOException {
      BooleanQuery.Builder all = new BooleanQuery.Builder();
      for (Concept concept : concepts) {
        all.add(queries.everywhere(concept), BooleanClause.Occur.SHOULD);
      }
      return all;
    }

    /** Adds what a document must be to be found at all; false where all documents are. */
    private boolean within(BooleanQuery.Builder all) throws IOException {
      boolean some = !query.kinds().isEmpty();
      if (some) {
        all.add(anyOf(KIND, query.kinds().stream()), BooleanClause.Occur.FILTER);
      }
      if (!query.language().isEmpty()) {
        List<String> tags = Tags.found(query.language());
        if (!generation.terms.everywhere(LANGUAGE, tags.getFirst())) {
          all.add(anyOf(LANGUAGE, tags.stream()), BooleanClause.Occur.FILTER);
          some = true;
        }
      }
      return some;
    }

    private static Query anyOf(String field, Stream<String> values) {
      return new TermInSetQuery(field, values.map(BytesRef::new).toList());
    }

    private List<Hit> describe(ScoreDoc[] found) throws IOException {
      int[] documents = Arrays.stream(found).mapToInt(hit -> hit.doc).sorted().toArray();
      Key[] keys = generation.keys(documents);
      String bare = Titles.bare(text);
      List<Hit> hits = new ArrayList<>(found.length);
      for (ScoreDoc hit : found) {
        Key key = keys[Arrays.binarySearch(documents, hit.doc)];
        boolean exact = generation.titles.isTitle(bare, key);
        hits.add(
            new Hit(
                key.kind(),
                key.id(),
                hit.score * (exact ? EXACT : 1),
                0,
                0,
                exact,
                Hit.Naming.NONE,
                List.of()));
      }
      return hits;
    }

    /** What some documents speak of, by their places, ascending. */
    private final class Spoken {
      private final int[] documents;
      private final double[] weights;
      private final boolean[][] anywhere;
      private final boolean[][] inTitle;

      Spoken(int[] documents) throws IOException {
        this.documents = documents;
        weights = new double[concepts.size()];
        anywhere = new boolean[weights.length][];
        inTitle = new boolean[weights.length][];
        for (int i = 0; i < weights.length; i++) {
          weights[i] = queries.rarity(concepts.get(i));
          inTitle[i] = matching(queries.title(concepts.get(i)), documents);
          anywhere[i] = matching(queries.body(concepts.get(i)), documents);
          for (int at = 0; at < documents.length; at++) {
            anywhere[i][at] |= inTitle[i][at];
          }
        }
      }

      Hit describe(Hit hit, int place) {
        int at = Arrays.binarySearch(documents, place);
        List<String> matched = new ArrayList<>();
        for (int i = 0; i < weights.length; i++) {
          if (anywhere[i][at]) {
            matched.add(concepts.get(i).surface());
          }
        }
        return hit.speaking(
            share(weights, anywhere, at), share(weights, inTitle, at), List.copyOf(matched));
      }
    }

    /**
     * Who says a name means its bearer: other bearers of names, and what says but a longer name
     * around it, stand behind.
     */
    private List<Hit> byName(List<Hit> hits) {
      Titles titles = generation.titles;
      Set<String> asked = titles.namesIn(text);
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
