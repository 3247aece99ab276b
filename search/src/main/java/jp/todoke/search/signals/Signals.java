package jp.todoke.search.signals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.search.Hit;
import jp.todoke.search.Pace;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.japanese.Concept;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Lexicon;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.japanese.Utterance;
import jp.todoke.search.japanese.Word;

/**
 * Measures how well documents fit a question.
 *
 * <p>Thread-safe. Questions never wait: a rebuild is done aside and takes the place of the old
 * state at once; a single document is folded into the state there is, and only when the documents
 * have grown by half is the state learnt anew.
 */
public final class Signals {

  /** How many of the plain score's best say what company the answer keeps. */
  private static final int COMPANY = 10;

  private final JapaneseAnalysis analysis;
  private final Synonyms synonyms;
  private final TopicRules rules;
  private volatile State current;

  /** Signals of no documents yet, with the municipal words, synonyms and rules. */
  public Signals() {
    this(new JapaneseAnalysis());
  }

  private Signals(JapaneseAnalysis analysis) {
    this(analysis, Synonyms.municipal(analysis), TopicRules.municipal(analysis));
  }

  /** Signals of no documents yet, with lists of one's own. */
  public Signals(JapaneseAnalysis analysis, Synonyms synonyms, TopicRules rules) {
    this.analysis = analysis;
    this.synonyms = synonyms;
    this.rules = rules;
    this.current = State.empty(analysis);
  }

  /** A document's identity: kind and id. */
  public record Key(String kind, String id) {}

  private record State(
      Vocabulary vocabulary,
      Map<Key, Passage> passages,
      Statistics statistics,
      Meaning meaning,
      Translation translation,
      List<String> titles,
      Lexicon lexicon) {

    static State empty(JapaneseAnalysis analysis) {
      return learnt(new Vocabulary(), Map.of(), List.of(), analysis, Pace.full());
    }

    static State learnt(
        Vocabulary vocabulary,
        Map<Key, Passage> passages,
        List<String> titles,
        JapaneseAnalysis analysis,
        Pace pace) {
      List<Passage> all = List.copyOf(passages.values());
      Statistics statistics = Statistics.of(all, vocabulary.size());
      Meaning meaning = Meaning.of(all, statistics, pace);
      Map<Key, Passage> placed = new ConcurrentHashMap<>();
      passages.forEach(
          (key, passage) -> {
            placed.put(key, passage.at(meaning.place(passage)));
            pace.step();
          });
      return new State(
          vocabulary,
          placed,
          statistics,
          meaning,
          Translation.of(all, vocabulary.size(), pace),
          titles,
          Lexicon.of(
              titles,
              vocabulary.words(),
              word -> statistics.count(vocabulary.find(word)),
              analysis,
              pace::step));
    }
  }

  /** Learns everything anew from these documents. */
  public void replaceAll(Collection<SearchDocument> documents) {
    serve(learn(documents));
  }

  /** Has a state that was learnt aside measure from now on. */
  public synchronized void serve(View view) {
    current = view.state;
  }

  /** What is measured by now; questions that hold on to it see one state. */
  public View now() {
    return new View(current);
  }

  /** Learns from these documents aside; nothing is measured by it yet. */
  public View learn(Collection<SearchDocument> documents) {
    return learn(documents, Pace.full());
  }

  /**
   * The same beside those who ask.
   *
   * @param pace how fast it is learnt
   */
  public View learn(Collection<SearchDocument> documents, Pace pace) {
    Vocabulary vocabulary = new Vocabulary();
    Map<Key, Passage> passages = new LinkedHashMap<>();
    documents.stream()
        .sorted(Comparator.comparing(SearchDocument::kind).thenComparing(SearchDocument::id))
        .forEach(
            document -> {
              passages.put(key(document), Passage.of(document, analysis, vocabulary));
              pace.step();
            });
    return new View(State.learnt(vocabulary, passages, titles(documents), analysis, pace));
  }

  /**
   * Adds documents, each taking the place of the one with its kind and id.
   *
   * @return whether everything was learnt anew, so that what was compared before is void
   */
  public boolean put(Collection<SearchDocument> documents) {
    return put(documents, Pace.full());
  }

  /**
   * The same beside those who ask.
   *
   * @param pace how fast it is learnt where it is
   */
  public synchronized boolean put(Collection<SearchDocument> documents, Pace pace) {
    State state = current;
    for (SearchDocument document : documents) {
      Passage passage = Passage.of(document, analysis, state.vocabulary);
      state.passages.put(key(document), passage.at(state.meaning.place(passage)));
      pace.step();
    }
    boolean grown = state.passages.size() > state.statistics.documents() * 3 / 2;
    if (grown) {
      Map<Key, Passage> sorted = new LinkedHashMap<>();
      state.passages.entrySet().stream()
          .sorted(Map.Entry.comparingByKey(Comparator.comparing(Key::kind).thenComparing(Key::id)))
          .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
      List<String> titles = new ArrayList<>(state.titles);
      titles.addAll(titles(documents));
      current = State.learnt(state.vocabulary, sorted, titles, analysis, pace);
    }
    return grown;
  }

  private static List<String> titles(Collection<SearchDocument> documents) {
    return documents.stream()
        .flatMap(
            document -> Stream.concat(Stream.of(document.title()), document.aliases().stream()))
        .toList();
  }

  /** Takes documents out; one that is not there is no error. */
  public synchronized void remove(String kind, Collection<String> ids) {
    ids.forEach(id -> current.passages.remove(new Key(kind, id)));
  }

  private static Key key(SearchDocument document) {
    return new Key(document.kind(), document.id());
  }

  /** A question read by the words and synonyms of these signals. */
  public Utterance read(String question) {
    return read(question, synonyms);
  }

  /** The same by another list of synonyms. */
  public Utterance read(String question, Synonyms others) {
    return Utterance.of(question, analysis, others, current.lexicon);
  }

  /** The list these signals began with. */
  public Synonyms synonyms() {
    return synonyms;
  }

  /** How texts are cut into words here. */
  public JapaneseAnalysis analysis() {
    return analysis;
  }

  /** Signals of no documents yet, with the same lists. */
  public Signals fresh() {
    return new Signals(analysis, synonyms, rules);
  }

  /** The words of titles topic rules lead to from this question, each list together in a title. */
  public List<List<String>> titlesLedTo(Utterance question) {
    return rules.targets(said(question)).stream().map(TopicRules.Target::words).toList();
  }

  /** The titles topic rules lead to from this question, as one text to search for; or empty. */
  public String ledTo(Utterance question) {
    return rules.targets(said(question)).stream()
        .flatMap(target -> target.words().stream())
        .distinct()
        .collect(Collectors.joining(" "));
  }

  /** The same by what is measured now, see {@link View#gist}. */
  public Gist gist(Utterance question) {
    return now().gist(question);
  }

  /** The same by what is measured now, see {@link View#measure}. */
  public Measured measure(Utterance question, List<Hit> hits) {
    return now().measure(question, hits);
  }

  private static Gist gist(Utterance question, State state) {
    Map<String, Double> gist = new HashMap<>();
    gist(question.concepts(), question.synonyms(), state, gist);
    double length = Math.sqrt(gist.values().stream().mapToDouble(weight -> weight * weight).sum());
    gist.replaceAll((word, weight) -> weight / length);
    return new Gist(gist, Asked.place(question.concepts(), state.vocabulary, state.meaning));
  }

  /**
   * What a text is about.
   *
   * @param words words and synonym groups with their weights
   * @param meaning its place among the meanings
   */
  public record Gist(Map<String, Double> words, float[] meaning) {}

  private static void gist(
      List<Concept> concepts, Synonyms synonyms, State state, Map<String, Double> gist) {
    for (Concept concept : concepts) {
      if (concept.parts().isEmpty()) {
        double weight = 0;
        for (int word : state.vocabulary.find(concept.words())) {
          weight += state.statistics.rarity(word) * (.2 + state.meaning.telling(word));
        }
        gist.merge(String.join(" ", concept.words()), weight, Math::max);
        for (int group : synonyms.groupsOf(concept.words())) {
          gist.merge("#" + group, weight, Math::max);
        }
      } else {
        double weight = 0;
        for (int word : state.vocabulary.find(concept.words())) {
          weight =
              Math.max(weight, state.statistics.rarity(word) * (.2 + state.meaning.telling(word)));
        }
        for (int group : synonyms.groupsOf(concept.words())) {
          gist.merge("#" + group, weight, Math::max);
        }
        gist(concept.parts(), synonyms, state, gist);
      }
    }
  }

  /** One state of what was learnt: places of meaning can be compared within it only. */
  public final class View {
    private final State state;

    private View(State state) {
      this.state = state;
    }

    /**
     * What a question is about, for comparing questions with each other: its words and synonym
     * groups, weighted by how rare and telling they are, and its meaning; each of length 1, or
     * empty.
     */
    public Gist gist(Utterance question) {
      return Signals.gist(question, state);
    }

    /**
     * The signals of candidates.
     *
     * @param question what {@link #read} made of it
     * @param hits what the index found, best first
     * @return a row for each hit, in its order, by {@link Signal#ordinal}
     */
    public Measured measure(Utterance question, List<Hit> hits) {
      return measure(question, hits, signal -> true);
    }

    /**
     * The same without what nobody asks for and costs time.
     *
     * @param wanted whether a signal is of use; one that is not may be 0
     */
    public Measured measure(Utterance question, List<Hit> hits, Predicate<Signal> wanted) {
      return Signals.this.measure(question, hits, state, wanted);
    }
  }

  private Measured measure(
      Utterance question, List<Hit> hits, State state, Predicate<Signal> wanted) {
    Asked asked =
        new Asked(
            question.normalised(),
            question.concepts(),
            state.vocabulary,
            state.statistics,
            state.meaning,
            state.translation,
            rules.targets(said(question)),
            question.synonyms());
    Fit fit = new Fit(asked, state.statistics, state.meaning);
    List<Passage> passages = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    for (Hit hit : hits) {
      Passage passage = state.passages.getOrDefault(new Key(hit.kind(), hit.id()), Passage.NOTHING);
      passages.add(passage);
      rows.add(fit.row(passage, hit.score()));
    }
    Map<Integer, Double> best = new LinkedHashMap<>();
    IntStream.range(0, hits.size())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer at) -> hits.get(at).score()).reversed())
        .limit(COMPANY)
        .forEach(at -> best.put(at, hits.get(at).score()));
    Fit.company(rows, passages, asked, best);
    new Company(passages, hits, asked, state.statistics).addTo(rows, wanted);
    return new Measured(rows, passages, asked, state);
  }

  /** The rows of one question, and the likeness of its candidates to documents chosen later. */
  public static final class Measured {
    private final List<double[]> rows;
    private final List<Passage> passages;
    private final Asked asked;
    private final State state;

    private Measured(List<double[]> rows, List<Passage> passages, Asked asked, State state) {
      this.rows = rows;
      this.passages = passages;
      this.asked = asked;
      this.state = state;
    }

    /** What a word no document says is worth. */
    public double rarest() {
      return state.statistics.rarity(Vocabulary.UNKNOWN);
    }

    /** A row for each candidate, by {@link Signal#ordinal}. */
    public List<double[]> rows() {
      return rows;
    }

    /** The likeness of meaning of each candidate to some documents with weights, -1 to 1. */
    public double[] likeness(Map<Key, Double> documents) {
      float[] sum = new float[asked.place.length];
      documents.forEach(
          (key, weight) -> {
            Passage passage = state.passages.get(key);
            if (passage != null) {
              Meaning.addTo(sum, passage.place(), weight);
            }
          });
      Direction company = new Direction(sum);
      return passages.stream().mapToDouble(passage -> company.likeness(passage.place())).toArray();
    }
  }

  /** The words of a question, then the other single words for them. */
  private static Set<String> said(Utterance question) {
    Set<String> said = new LinkedHashSet<>();
    List<Word> words = question.words();
    words.forEach(word -> said.add(word.base()));
    for (Word word : words) {
      said.addAll(question.synonyms().wordsFor(word.base()));
    }
    return said;
  }
}
