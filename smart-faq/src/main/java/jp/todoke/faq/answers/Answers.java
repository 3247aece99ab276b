package jp.todoke.faq.answers;

import com.mongodb.MongoException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.ranking.Certainty;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.PastQuestionStore;
import jp.todoke.faq.ranking.Ranked;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingChoice;
import jp.todoke.faq.synonyms.SynonymList;
import jp.todoke.faq.synonyms.SynonymLists;
import jp.todoke.search.Hit;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.languages.Languages;
import jp.todoke.search.languages.Tags;
import jp.todoke.search.languages.Tongue;

/**
 * Answers citizens' questions from the FAQ and the programs of the city.
 *
 * <p>Thread-safe; questions never wait for a change of the entries. Any text is a valid question.
 * Call {@link #rebuild} once at the start, then {@link #refresh} every few seconds, so that every
 * node of a city sees what was written on another.
 */
public final class Answers {

  private static final System.Logger LOG = System.getLogger(Answers.class.getName());

  private static final ZoneId CITY = ZoneId.of("Asia/Tokyo");
  private static final String JAPANESE = Tags.JAPANESE;
  private static final int MOST_ITEMS = 50;
  private static final int MOST_CATEGORIES = 3;
  private static final int MOST_GROUPS = 5_000;
  private static final int LONGEST_GROUP = 1_000;

  /** The days a change is tried on, and how many wordings and past questions of them. */
  private static final Duration REPLAYED = Duration.ofDays(7);

  private static final int MOST_REPLAYED = 2_000;
  private static final int MOST_JUDGED = 500;

  /** Hits beyond what is shown: an entry found may be outside its period today. */
  private static final int SPARE = 20;

  /** Clocks of nodes differ, and a write may become visible a moment after its date. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final FaqEntries entries;
  private final Ranking ranking;
  private final PastQuestionStore past;
  private final RankingChoice choice;
  private final SynonymLists lists;
  private final FaqQueries queries;
  private final Clock clock;

  private final Object changing = new Object();
  private final Map<String, FaqEntry> published = new ConcurrentHashMap<>();
  private final Map<String, ProgramText> programs = new ConcurrentHashMap<>();
  private final Variants variants = new Variants();
  private Instant seenUntil = Instant.EPOCH;
  private long pastSeen = -1;
  private int synonymsSeen;

  /**
   * Answers from a store's entries.
   *
   * @param ranking used by nobody else
   * @param past the consultation history it learns from
   * @param choice which order staff have served
   * @param lists which synonyms staff have served
   */
  public Answers(
      FaqEntries entries,
      Ranking ranking,
      PastQuestionStore past,
      RankingChoice choice,
      SynonymLists lists,
      FaqQueries queries,
      Clock clock) {
    this.entries = entries;
    this.ranking = ranking;
    this.past = past;
    this.choice = choice;
    this.lists = lists;
    this.queries = queries;
    this.clock = clock;
  }

  /**
   * What the city answers; the question is counted without who asked.
   *
   * @param question the citizen's words; up to 500 characters are read
   * @param language BCP 47 tag of the answer wanted; a question that is evidently in another
   *     language finds entries in its own, shown in their version of the language wanted where
   *     there is one. Where the city has nothing in it, the Japanese ones are given and marked
   * @param limit most items wanted, 1 to 50; outside it the nearest bound is taken
   */
  public Answer answer(String question, String language, int limit) {
    String wanted = wanted(question, language);
    Answer answer = inLanguages(question, wanted, Math.clamp(limit, 1, MOST_ITEMS));
    try {
      queries.record(clock.instant(), question, wanted, answer);
    } catch (MongoException e) {
      LOG.log(System.Logger.Level.WARNING, "a question was answered but not counted", e);
    }
    return answer;
  }

  /** Answers in the language of the question where the city has any, then in Japanese. */
  private Answer inLanguages(String question, String wanted, int limit) {
    String asked =
        Languages.evident(question)
            .filter(evident -> Tongue.of(evident) != Tongue.of(wanted))
            .orElse(wanted);
    if (Tongue.of(asked) != Tongue.JA) {
      Answer own = answerIn(question, asked, wanted, limit);
      return better(own, () -> answerIn(question, JAPANESE, wanted, limit));
    }
    if (Tags.easy(wanted)) {
      Answer easy = answerIn(question, wanted, wanted, limit);
      return easy instanceof Answer.Confident
          ? easy
          : together(easy, answerIn(question, JAPANESE, wanted, limit), limit);
    }
    return better(
        answerIn(question, JAPANESE, wanted, limit),
        () -> answerIn(question, Tags.EASY_JAPANESE, wanted, limit));
  }

  private static Answer better(Answer first, Supplier<Answer> next) {
    if (!(first instanceof Answer.NoAnswer)) {
      return first;
    }
    Answer second = next.get();
    boolean better =
        first.items().isEmpty()
            || !(second instanceof Answer.NoAnswer) && !second.items().isEmpty();
    return better ? second : first;
  }

  /** Easy entries first, then the others with their easy versions where there are any. */
  private static Answer together(Answer easy, Answer plain, int limit) {
    if (easy instanceof Answer.NoAnswer || plain instanceof Answer.Confident) {
      return better(plain, () -> easy);
    }
    Set<String> shown = new HashSet<>();
    return new Answer.Candidates(
        Stream.concat(easy.items().stream(), plain.items().stream())
            .filter(item -> shown.add(item.kind() + item.id()))
            .limit(limit)
            .toList());
  }

  /**
   * Titles the city has for what was typed so far, the likeliest first; never an invented one.
   *
   * @param language BCP 47 tag of the titles wanted; where none fits, the Japanese ones are given
   */
  public List<AnswerSuggestion> suggestions(String typed, String language, int limit) {
    String wanted = wanted(typed, language);
    List<AnswerSuggestion> own = titles(typed, wanted, limit);
    return own.isEmpty() && !wanted.equals(JAPANESE) ? titles(typed, JAPANESE, limit) : own;
  }

  private List<AnswerSuggestion> titles(String typed, String language, int limit) {
    int most = Math.clamp(limit, 1, MOST_ITEMS);
    LocalDate today = today();
    return ranking.suggest(typed, language, most + SPARE).stream()
        .map(
            found ->
                new AnswerSuggestion(
                    AnswerKind.valueOf(found.kind()), found.id(), found.title(), found.language()))
        .filter(
            found ->
                found.kind() == AnswerKind.PROGRAM
                    || Optional.ofNullable(published.get(found.id()))
                        .filter(entry -> entry.answersOn(today))
                        .isPresent())
        .limit(most)
        .toList();
  }

  /**
   * How a question is answered: each item with its reasons, for staff; nothing is counted.
   *
   * @param limit most items wanted, 1 to 50; outside it the nearest bound is taken
   */
  public Ranked explain(String question, int limit) {
    LocalDate today = today();
    return ranking.ask(
        question, JAPANESE, Math.clamp(limit, 1, MOST_ITEMS), hit -> shows(hit, today));
  }

  /**
   * Learns from questions of the consultation history, each taking the place of the one with its
   * id; what may point at a person is taken out before they are kept.
   */
  public void learn(Collection<JudgedQuestion> questions) {
    synchronized (changing) {
      past.put(
          questions.stream()
              .map(q -> new JudgedQuestion(q.id(), Scrubber.scrub(q.text()), q.grades()))
              .toList());
      rememberPast();
    }
  }

  /**
   * Proposes a list of synonyms; somebody else has to publish it.
   *
   * @param expected the newest version the proposer has seen
   * @throws InvalidSynonyms naming the first line that is no group
   */
  public SynonymList proposeSynonyms(List<String> groups, String by, String note, int expected) {
    if (groups.size() > MOST_GROUPS
        || groups.stream().anyMatch(group -> group.length() > LONGEST_GROUP)
        || note.length() > LONGEST_GROUP) {
      throw new InvalidSynonyms(
          "at most " + MOST_GROUPS + " groups of at most " + LONGEST_GROUP + " characters");
    }
    ranking
        .noGroup(groups)
        .ifPresent(
            line -> {
              throw new InvalidSynonyms(
                  "line " + (groups.indexOf(line) + 1) + " is no group of synonyms");
            });
    return lists.propose(groups, by, note, expected);
  }

  /** What a list would change for the questions of the last days, see {@link Replay}. */
  public Replay replaySynonyms(SynonymList list) {
    return replay(ranking.served(), ranking.trial(ranking.synonyms(list.groups())));
  }

  /**
   * Has a list served: it is built aside, put to the questions of the last days, and takes the
   * place of the old at once. Other nodes follow at their next {@link #refresh}.
   *
   * @param mostLost the share of questions that may be lost, 0 to 1
   * @throws SynonymsLose when more would be
   */
  public Replay publishSynonyms(int version, String by, double mostLost) {
    Replay replay = replaySynonyms(lists.publishable(version, by));
    if (replay.loss() > mostLost) {
      throw new SynonymsLose(version, replay);
    }
    lists.publish(version, by);
    refresh();
    return replay;
  }

  /** Has the list served that was served before, at once; gives its version. */
  public int rollBackSynonyms() {
    int version = lists.rollBack();
    refresh();
    return version;
  }

  /**
   * What a changed entry would change for the questions of the last days. Takes some seconds: all
   * entries are read into an order of their own.
   */
  public Replay replayEntry(FaqEntry changed) {
    Ranking now = copy();
    Ranking then = copy();
    try (now;
        then) {
      if (changed.answersOn(today())) {
        then.put(List.of(document(changed)));
      } else {
        then.remove(AnswerKind.FAQ.name(), List.of(changed.id()));
      }
      return replay(now.served(), then.served());
    }
  }

  private Ranking copy() {
    LocalDate today = today();
    return ranking.copy(
        Stream.concat(
                published.values().stream()
                    .filter(entry -> entry.answersOn(today))
                    .map(Answers::document),
                programs.values().stream().map(Answers::document))
            .toList());
  }

  private Replay replay(Ranking.Trial before, Ranking.Trial after) {
    List<JudgedQuestion> past = ranking.memory();
    return Replay.of(
        queries.asked(clock.instant().minus(REPLAYED), MOST_REPLAYED),
        past.subList(0, Math.min(MOST_JUDGED, past.size())),
        before,
        after);
  }

  /** The nearest answer to a text, whatever its certainty; nothing is counted. */
  public Optional<Nearest> nearest(String question) {
    Ranked ranked = explain(question, 1);
    return ranked.items().stream()
        .findFirst()
        .map(
            item ->
                new Nearest(
                    AnswerKind.valueOf(item.hit().kind()),
                    item.hit().id(),
                    item.hit().coverage(),
                    ranked.certainty() != Certainty.NONE));
  }

  /**
   * What comes nearest to a text.
   *
   * @param coverage 0 to 1: how much of the text it speaks of
   * @param answers whether it is taken for an answer
   */
  public record Nearest(AnswerKind kind, String id, double coverage, boolean answers) {}

  /** The meaning-carrying words of a text, dictionary forms, each once. */
  public List<String> words(String text) {
    return ranking.words(text);
  }

  /** Adds or replaces the texts of programs. */
  public void putPrograms(Collection<ProgramText> texts) {
    synchronized (changing) {
      texts.forEach(text -> programs.put(text.id(), text));
      ranking.put(texts.stream().map(Answers::document).toList());
    }
  }

  /** Takes programs out; one that is not there is no error. */
  public void removePrograms(Collection<String> ids) {
    synchronized (changing) {
      ranking.remove(AnswerKind.PROGRAM.name(), ids);
      ids.forEach(programs::remove);
    }
  }

  /** Reads all entries anew and replaces the index at once; the programs stay. */
  public void rebuild() {
    synchronized (changing) {
      Set<String> ids = new HashSet<>();
      List<SearchDocument> documents = new ArrayList<>();
      Instant newest = Instant.EPOCH;
      String last = "";
      List<FaqEntry> page;
      do {
        page = entries.page(FaqEntries.LONGEST_PAGE, last, Set.of());
        for (FaqEntry entry : page) {
          last = entry.id();
          newest = later(newest, entry.updatedAt());
          if (entry.status() == FaqStatus.PUBLISHED) {
            ids.add(entry.id());
            published.put(entry.id(), entry);
            variants.put(entry);
            documents.add(document(entry));
          }
        }
      } while (page.size() == FaqEntries.LONGEST_PAGE);
      programs.values().forEach(text -> documents.add(document(text)));
      ranking.replaceAll(documents);
      published.keySet().retainAll(ids);
      variants.retain(ids);
      seenUntil = newest;
      rememberPast();
    }
  }

  private void rememberPast() {
    choice.apply(ranking);
    int served = lists.servedVersion();
    if (served != synonymsSeen) {
      ranking.read(lists.find(served).map(list -> ranking.synonyms(list.groups())));
      synonymsSeen = served;
    }
    long revision = past.revision();
    if (revision != pastSeen) {
      ranking.remember(past.all());
      pastSeen = revision;
    }
  }

  /**
   * Takes over what was changed since the last time, on whichever node.
   *
   * @return how many entries were taken over
   */
  public int refresh() {
    synchronized (changing) {
      Instant since = seenUntil.isAfter(Instant.EPOCH) ? seenUntil.minus(OVERLAP) : Instant.EPOCH;
      List<FaqEntry> put = new ArrayList<>();
      List<String> gone = new ArrayList<>();
      for (FaqEntry entry : entries.changedSince(since)) {
        seenUntil = later(seenUntil, entry.updatedAt());
        FaqEntry held = published.get(entry.id());
        if (entry.status() != FaqStatus.PUBLISHED) {
          if (held != null) {
            gone.add(entry.id());
          }
        } else if (!entry.equals(held)) {
          put.add(entry);
        }
      }
      if (!put.isEmpty()) {
        put.forEach(entry -> published.put(entry.id(), entry));
        put.forEach(variants::put);
        ranking.put(put.stream().map(Answers::document).toList());
      }
      if (!gone.isEmpty()) {
        ranking.remove(AnswerKind.FAQ.name(), gone);
        gone.forEach(published::remove);
        gone.forEach(variants::remove);
      }
      rememberPast();
      return put.size() + gone.size();
    }
  }

  /**
   * Asks that the city gives this answer.
   *
   * @throws UnknownAnswer when it does not
   */
  public void require(AnswerKind kind, String id) {
    boolean known =
        switch (kind) {
          case FAQ -> published.containsKey(id);
          case PROGRAM -> programs.containsKey(id);
        };
    if (!known) {
      throw new UnknownAnswer(kind, id);
    }
  }

  private Answer answerIn(String question, String language, String wanted, int limit) {
    LocalDate today = today();
    Ranked ranked = ranking.ask(question, language, limit, hit -> shows(hit, today));
    Set<String> once = new HashSet<>();
    List<AnswerItem> items =
        ranked.items().stream()
            .map(Ranked.Item::hit)
            .flatMap(hit -> item(hit, today, wanted).stream())
            .filter(item -> once.add(item.kind() + item.id()))
            .toList();
    if (items.isEmpty()) {
      return new Answer.NoAnswer(List.of(), List.of());
    }
    return switch (ranked.certainty()) {
      case CONFIDENT -> new Answer.Confident(items.getFirst(), items.subList(1, items.size()));
      case CANDIDATES -> new Answer.Candidates(items);
      case NONE -> new Answer.NoAnswer(items, categories(items));
    };
  }

  /** The subject headings of what comes nearest, the most frequent first. */
  private List<String> categories(List<AnswerItem> items) {
    Map<String, Integer> counts = new LinkedHashMap<>();
    items.stream()
        .filter(item -> item.kind() == AnswerKind.FAQ)
        .flatMap(item -> Optional.ofNullable(published.get(item.id())).stream())
        .map(FaqEntry::category)
        .filter(category -> !category.isBlank())
        .forEach(category -> counts.merge(category, 1, Integer::sum));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
        .map(Map.Entry::getKey)
        .limit(MOST_CATEGORIES)
        .toList();
  }

  private boolean shows(Hit hit, LocalDate today) {
    return switch (AnswerKind.valueOf(hit.kind())) {
      case FAQ -> {
        FaqEntry entry = published.get(hit.id());
        yield entry != null && entry.answersOn(today);
      }
      case PROGRAM -> programs.containsKey(hit.id());
    };
  }

  /** Empty where the entry was withdrawn since, or does not answer today. */
  private Optional<AnswerItem> item(Hit hit, LocalDate today, String wanted) {
    return switch (AnswerKind.valueOf(hit.kind())) {
      case FAQ ->
          Optional.ofNullable(published.get(hit.id()))
              .filter(entry -> entry.answersOn(today))
              .map(entry -> inLanguage(entry, today, wanted))
              .map(
                  entry ->
                      item(
                          hit,
                          entry.id(),
                          entry.question(),
                          entry.answer(),
                          entry.language(),
                          wanted,
                          entry.programIds()));
      case PROGRAM ->
          Optional.ofNullable(programs.get(hit.id()))
              .map(
                  text ->
                      item(
                          hit,
                          text.id(),
                          text.title(),
                          text.summary(),
                          JAPANESE,
                          wanted,
                          List.of(text.id())));
    };
  }

  /** The version of an entry in the language wanted, where there is one that answers today. */
  private FaqEntry inLanguage(FaqEntry entry, LocalDate today, String wanted) {
    if (Tags.serves(entry.language(), wanted)) {
      return entry;
    }
    return variants.of(entry).stream()
        .flatMap(id -> Optional.ofNullable(published.get(id)).stream())
        .filter(other -> Tags.serves(other.language(), wanted) && other.answersOn(today))
        .findFirst()
        .orElse(entry);
  }

  private static AnswerItem item(
      Hit hit,
      String id,
      String title,
      String text,
      String language,
      String wanted,
      List<String> programIds) {
    return new AnswerItem(
        AnswerKind.valueOf(hit.kind()),
        id,
        title,
        text,
        hit.score(),
        hit.coverage(),
        hit.matchedWords(),
        language,
        !Tags.serves(language, wanted),
        programIds);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), CITY);
  }

  private static SearchDocument document(FaqEntry entry) {
    return new SearchDocument(
        AnswerKind.FAQ.name(),
        entry.id(),
        entry.language(),
        entry.question(),
        entry.aliases(),
        entry.answer(),
        false,
        entry.category(),
        Optional.of(entry.updatedAt()).filter(Instant.EPOCH::isBefore));
  }

  private static SearchDocument document(ProgramText text) {
    return new SearchDocument(
        AnswerKind.PROGRAM.name(),
        text.id(),
        JAPANESE,
        text.title(),
        Stream.concat(Stream.of(text.kana()), text.aliases().stream())
            .filter(alias -> !alias.isBlank())
            .toList(),
        text.summary() + "\n" + text.body(),
        true);
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }

  /**
   * The language somebody is answered in: what they wish; who wishes Japanese, or nothing, and asks
   * in another language is answered in that. An unreadable tag is taken for Japanese; so is
   * Japanese of any region.
   */
  private static String wanted(String question, String tag) {
    if (Tags.easy(tag)) {
      return Tags.EASY_JAPANESE;
    }
    return Tongue.of(tag) == Tongue.JA
        ? Languages.evident(question).orElse(JAPANESE)
        : Locale.forLanguageTag(tag).toLanguageTag();
  }
}
