package jp.todoke.faq.ranking;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import jp.todoke.search.Hit;
import jp.todoke.search.Pace;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.SearchIndex;
import jp.todoke.search.SearchQuery;
import jp.todoke.search.Suggestion;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.japanese.Utterance;
import jp.todoke.search.japanese.Word;
import jp.todoke.search.signals.Signals;

/**
 * Finds what answers a question and puts it in order: the index finds candidates, topic rules and
 * past questions add some, each is measured, and the weights of a {@link RankingModel} decide. The
 * server, the evaluation and the benchmark all ask here.
 *
 * <p>Thread-safe; questions never wait for a change. Weights are for Japanese; in another language,
 * and where no model is in use, the plain score of the index decides.
 */
public final class Ranking implements AutoCloseable {

  /** The kind of documents past questions speak of. */
  public static final String FAQ = "FAQ";

  private static final int BY_VECTOR = 50;
  private static final int VECTOR = Features.NAMES.indexOf(Features.VECTOR);
  private static final int CLICKS = Features.NAMES.indexOf(Features.CLICKS);

  /** In nanoseconds; who asks once in a while is hardly held up by a build at full speed. */
  private static final long JUST_NOW = 200_000_000;

  private static final int CANDIDATES = 150;
  private static final int BY_RULE = 30;
  private static final int REASONS = 3;
  private static final int SHOWN_IN_TRIALS = 5;

  /** From this likeness on a past question is trusted wholly. */
  private static final double LIKE = .4;

  private final SearchIndex index;
  private final Signals signals;
  private final Object changing = new Object();
  private final Optional<RankingModel> given;
  private volatile Optional<RankingModel> model;
  private volatile Map<String, Double> clicked = Map.of();
  private volatile boolean learned = true;

  /** When somebody asked last, by the machine's own counter. */
  private volatile long lastAsked = System.nanoTime() - JUST_NOW;

  private final Optional<Synonyms> beside;
  private volatile List<JudgedQuestion> remembered = List.of();
  private volatile Known known;

  /** An empty ranking with the municipal words, synonyms and rules and the shipped weights. */
  public Ranking() {
    this(new SearchIndex(), new Signals(), Optional.of(RankingModel.shipped()));
  }

  /**
   * An empty ranking.
   *
   * @param index used by nobody else
   * @param signals used by nobody else
   * @param model empty for the plain score
   */
  public Ranking(SearchIndex index, Signals signals, Optional<RankingModel> model) {
    this(index, signals, model, Optional.empty());
  }

  /**
   * The same.
   *
   * @param beside synonyms that stay whatever list of the city's own is used
   */
  public Ranking(
      SearchIndex index, Signals signals, Optional<RankingModel> model, Optional<Synonyms> beside) {
    this.index = index;
    this.signals = signals;
    this.given = model;
    this.model = model;
    this.beside = beside;
    this.known = new Known(signals.synonyms(), signals.now(), PastQuestions.none());
  }

  /** What a question is read by; a question sees one state from its begin to its end. */
  private record Known(Synonyms synonyms, Signals.View view, PastQuestions past) {}

  /**
   * A list of the city's own, with the synonyms that stay; nobody is served by it yet.
   *
   * @param groups one a line, see {@link Synonyms}
   */
  public Synonyms synonyms(List<String> groups) {
    Synonyms own = Synonyms.of(groups, signals.analysis());
    return beside.map(own::with).orElse(own);
  }

  /** The first line that is no group of synonyms; empty where each is one. */
  public Optional<String> noGroup(List<String> lines) {
    return lines.stream().filter(line -> !Synonyms.isGroup(line, signals.analysis())).findFirst();
  }

  /** Has questions read by a list from the next one on; the list it began with where empty. */
  public void read(Optional<Synonyms> list) {
    synchronized (changing) {
      known = known(list.orElseGet(signals::synonyms), known.view());
    }
  }

  private Known known(Synonyms synonyms, Signals.View view) {
    return new Known(synonyms, view, PastQuestions.of(remembered, signals, view, synonyms));
  }

  /** The order as it would be with another list; nobody is served by it. */
  public Trial trial(Synonyms other) {
    Known tried = known(other, known.view());
    return (question, language) ->
        ask(question, language, SHOWN_IN_TRIALS, hit -> true, question, tried);
  }

  /** The order as it is served, a past question of the same wording forgotten. */
  public Trial served() {
    return (question, language) ->
        ask(question, language, SHOWN_IN_TRIALS, hit -> true, question, known);
  }

  /** Puts a question to an order. */
  @FunctionalInterface
  public interface Trial {
    /**
     * The first places for a question.
     *
     * @param language BCP 47 tag it is looked for in
     */
    Ranked ask(String question, String language);
  }

  /** Another ranking of documents of one's own, with the same words, weights and memory. */
  public Ranking copy(Collection<SearchDocument> documents) {
    Ranking copy = new Ranking(index.fresh(), signals.fresh(), model, beside);
    copy.learned = learned;
    copy.clicked = clicked;
    copy.remembered = remembered;
    copy.replaceAll(documents, pace());
    copy.read(Optional.of(known.synonyms()));
    return copy;
  }

  /**
   * The meaning-carrying words of a text, dictionary forms, each once.
   *
   * @param language BCP 47 tag
   */
  public List<String> words(String text, String language) {
    return read(text, language, known).words().stream().map(Word::base).distinct().toList();
  }

  /** The past questions that are remembered. */
  public List<JudgedQuestion> memory() {
    return remembered;
  }

  /** Replaces all documents; the models of their words are learnt anew aside. */
  public void replaceAll(Collection<SearchDocument> documents) {
    replaceAll(documents, pace());
  }

  /** Full speed while nobody asks here; else a bounded share of a core. */
  private Pace pace() {
    return new Pace(() -> System.nanoTime() - lastAsked < JUST_NOW);
  }

  private void replaceAll(Collection<SearchDocument> documents, Pace pace) {
    synchronized (changing) {
      Signals.View learnt =
          signals.learn(documents.stream().filter(Ranking::inJapanese).toList(), pace);
      Known after = known(known.synonyms(), learnt);
      index.replaceAll(documents, pace);
      signals.serve(learnt);
      known = after;
    }
  }

  /** Adds documents, each taking the place of the one with its kind and id. */
  public void put(Collection<SearchDocument> documents) {
    synchronized (changing) {
      boolean anew = signals.put(documents.stream().filter(Ranking::inJapanese).toList(), pace());
      index.put(documents);
      if (anew) {
        known = known(known.synonyms(), signals.now());
      }
    }
  }

  /** Takes documents out; one that is not there is no error. */
  public void remove(String kind, Collection<String> ids) {
    synchronized (changing) {
      index.remove(kind, ids);
      signals.remove(kind, ids);
    }
  }

  /** Remembers these past questions and no others. */
  public void remember(Collection<JudgedQuestion> questions) {
    synchronized (changing) {
      remembered = List.copyOf(questions);
      known = known(known.synonyms(), known.view());
    }
  }

  PastQuestions memory(Collection<JudgedQuestion> questions) {
    return PastQuestions.of(questions, signals, known.view(), known.synonyms());
  }

  /** How many past questions are remembered. */
  public int remembered() {
    return known.past().size();
  }

  /** Has the weights decide from the next question on, or the plain score. */
  public void serve(boolean byWeights) {
    learned = byWeights;
  }

  /** Has other weights decide from the next question on; where empty those it was made with. */
  public void weigh(Optional<RankingModel> weights) {
    model = weights.or(() -> given);
  }

  /** Takes what people did with the answers so far, see {@link Clicks#worth}. */
  public void clicked(Map<String, Double> worth) {
    clicked = Map.copyOf(worth);
  }

  /**
   * How many texts, questions among them, the model for vectors failed on since the start; each was
   * answered, or can be found, without its vector.
   */
  public long withoutVectors() {
    return index.vectorFailures();
  }

  /** Whether weights decide. */
  public boolean learned() {
    return learned && model.isPresent();
  }

  /** The weights that may decide; empty where there is but the plain score. */
  public Optional<RankingModel> model() {
    return model;
  }

  /**
   * Existing titles for what was typed so far, see {@link SearchIndex#suggest}.
   *
   * @param language BCP 47 tag of the titles wanted; empty for all
   */
  public List<Suggestion> suggest(String typed, String language, int limit) {
    Utterance said = signals.read(typed, known.synonyms());
    return index.suggest(typed, Set.of(), language, limit, said, signals.titlesLedTo(said));
  }

  /**
   * What answers a question.
   *
   * @param question any text; 500 characters are read
   * @param language BCP 47 tag of the documents wanted
   * @param limit most items wanted
   * @param shown whether a document may be shown; what may not is left out before anything is
   *     judged
   */
  public Ranked ask(String question, String language, int limit, Predicate<Hit> shown) {
    return ask(question, language, limit, shown, "");
  }

  /** The same as if the past question of this wording had never been asked. */
  Ranked ask(String question, String language, int limit, Predicate<Hit> shown, String forgotten) {
    return ask(question, language, limit, shown, forgotten, known);
  }

  private Ranked ask(
      String question,
      String language,
      int limit,
      Predicate<Hit> shown,
      String forgotten,
      Known reading) {
    lastAsked = System.nanoTime();
    Optional<RankingModel> weights = model;
    if (!learned || weights.isEmpty() || !japanese(language)) {
      return plain(question, language, limit, shown, reading);
    }
    PastQuestions memory = reading.past();
    Utterance said = signals.read(question, reading.synonyms());
    Order order =
        order(said, language, shown, reading, forgotten, weights.get().weights(!memory.isEmpty()));
    List<Ranked.Item> items = new ArrayList<>();
    double[] worth = weights.get().weights(!memory.isEmpty());
    List<Hit> first =
        index.described(
            order.hits().subList(0, Math.min(limit, order.hits().size())), language, said);
    for (int i = 0; i < first.size(); i++) {
      double score = Math.exp(order.scores()[i] - order.scores()[0]);
      items.add(
          new Ranked.Item(
              first.get(i).withScore(Math.max(score, Double.MIN_NORMAL)),
              reasons(order.rows()[i], worth)));
    }
    return new Ranked(items, Certainty.of(weights.get(), order));
  }

  private Ranked plain(
      String question, String language, int limit, Predicate<Hit> shown, Known reading) {
    SearchQuery query = new SearchQuery(question, Set.of(), language, SearchQuery.MOST);
    Utterance said = read(question, language, reading);
    List<Hit> hits =
        index.search(query, said).stream().filter(shown).limit(Math.max(limit, 3)).toList();
    return new Ranked(
        hits.stream().limit(limit).map(hit -> new Ranked.Item(hit, List.of())).toList(),
        Certainty.plain(hits));
  }

  private Utterance read(String text, String language, Known reading) {
    return japanese(language) ? signals.read(text, reading.synonyms()) : index.read(text, language);
  }

  private static List<Ranked.Reason> reasons(double[] row, double[] weights) {
    return IntStream.range(0, weights.length)
        .mapToObj(f -> new Ranked.Reason(Features.NAMES.get(f), row[f] * weights[f]))
        .filter(reason -> reason.worth() > 0)
        .sorted(Comparator.comparingDouble(Ranked.Reason::worth).reversed())
        .limit(REASONS)
        .toList();
  }

  /** The candidates of a question in the order of some weights. */
  Order order(
      String question,
      String language,
      Predicate<Hit> shown,
      PastQuestions memory,
      String forgotten,
      double[] weights) {
    Known now = known;
    return order(
        signals.read(question, now.synonyms()),
        language,
        shown,
        new Known(now.synonyms(), now.view(), memory),
        forgotten,
        weights);
  }

  private Order order(
      Utterance question,
      String language,
      Predicate<Hit> shown,
      Known reading,
      String forgotten,
      double[] weights) {
    // Weights that are all 0 are those of somebody who is about to fit them.
    boolean all = Arrays.stream(weights).allMatch(weight -> weight == 0);
    PastQuestions memory = reading.past();
    List<PastQuestions.Similar> similar =
        memory.isEmpty() ? List.of() : memory.similar(reading.view().gist(question), forgotten);
    Memory remembers = new Memory(similar);
    boolean byVectors = (all || weights[VECTOR] != 0) && index.hasVectors();
    float[] vector = byVectors ? index.vector(question.normalised()) : new float[0];
    List<Hit> hits =
        candidates(question, language, remembers.ids(), vector).stream().filter(shown).toList();
    Signals.Measured measured =
        reading.view().measure(question, hits, signal -> all || weights[signal.ordinal()] != 0);
    Map<String, Double> clicks = clicked;
    double[] vectors =
        vector.length == 0 ? new double[hits.size()] : index.vectorLikeness(vector, hits);
    double[] likeness = measured.likeness(remembers.answers());
    double[][] raw = new double[hits.size()][];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = Arrays.copyOf(measured.rows().get(i), Features.NAMES.size());
      raw[i][CLICKS] =
          hits.get(i).kind().equals(FAQ) ? clicks.getOrDefault(hits.get(i).id(), 0.0) : 0;
      raw[i][VECTOR] = vectors[i];
      remembers.add(hits.get(i), likeness[i], raw[i]);
    }
    double[][] rows = Arrays.stream(raw).map(double[]::clone).toArray(double[][]::new);
    Features.normalise(rows);
    Features.trustPast(rows, remembers.trust());
    return Order.of(hits, raw, rows, measured.rarest(), weights);
  }

  private List<Hit> candidates(
      Utterance question, String language, Set<String> answeredBefore, float[] vector) {
    SearchQuery query = new SearchQuery(question.normalised(), Set.of(), language, CANDIDATES);
    List<Hit> hits = new ArrayList<>(index.candidates(query, question));
    Set<String> found = new HashSet<>();
    hits.stream().filter(hit -> hit.kind().equals(FAQ)).forEach(hit -> found.add(hit.id()));
    Set<String> others = new LinkedHashSet<>(answeredBefore);
    if (vector.length > 0) {
      SearchQuery near = new SearchQuery(question.normalised(), Set.of(FAQ), language, BY_VECTOR);
      index.nearest(near, question, vector).stream().map(Hit::id).forEach(others::add);
    }
    String led = signals.ledTo(question);
    if (!led.isEmpty()) {
      SearchQuery general = new SearchQuery(led, Set.of(FAQ), language, BY_RULE);
      index.candidates(general, signals.read(led, question.synonyms())).stream()
          .map(Hit::id)
          .forEach(others::add);
    }
    others.removeAll(found);
    hits.addAll(index.candidatesAmong(query, question, FAQ, others));
    return hits;
  }

  /** Gives the memory back; questions after it fail. */
  @Override
  public void close() {
    index.close();
  }

  private static boolean inJapanese(SearchDocument document) {
    return japanese(document.language());
  }

  private static boolean japanese(String language) {
    return Locale.forLanguageTag(language).getLanguage().equals("ja");
  }

  /** What like questions were answered with. */
  private static final class Memory {
    private final Map<String, Double> sums = new HashMap<>();
    private final Map<String, Double> best = new HashMap<>();
    private final Map<Signals.Key, Double> answers = new HashMap<>();

    private final double trust;

    Memory(List<PastQuestions.Similar> similar) {
      trust = similar.isEmpty() ? 0 : Math.min(1, similar.getFirst().likeness() / LIKE);
      for (PastQuestions.Similar past : similar) {
        double like = past.likeness();
        past.question()
            .grades()
            .forEach(
                (id, grade) -> {
                  sums.merge(id, like * like * grade, Double::sum);
                  best.merge(id, like * grade, Math::max);
                  answers.merge(new Signals.Key(FAQ, id), like * like * like * grade, Double::sum);
                });
      }
    }

    Set<String> ids() {
      return sums.keySet();
    }

    /** 0 to 1: how like the likest past question is. */
    double trust() {
      return trust;
    }

    Map<Signals.Key, Double> answers() {
      return answers;
    }

    void add(Hit hit, double likeness, double[] row) {
      boolean entry = hit.kind().equals(FAQ);
      row[row.length - 3] = entry ? sums.getOrDefault(hit.id(), 0.0) : 0;
      row[row.length - 2] = entry ? best.getOrDefault(hit.id(), 0.0) : 0;
      row[row.length - 1] = likeness;
    }
  }
}
