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
import java.util.stream.Stream;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
import jp.todoke.faq.FaqStatus;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.PastQuestionStore;
import jp.todoke.faq.ranking.Ranked;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingChoice;
import jp.todoke.search.Hit;
import jp.todoke.search.SearchDocument;

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
  private static final String JAPANESE = "ja";
  private static final int MOST_ITEMS = 50;
  private static final int MOST_CATEGORIES = 3;

  /** Hits beyond what is shown: an entry found may be outside its period today. */
  private static final int SPARE = 20;

  /** Clocks of nodes differ, and a write may become visible a moment after its date. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private final FaqEntries entries;
  private final Ranking ranking;
  private final PastQuestionStore past;
  private final RankingChoice choice;
  private final FaqQueries queries;
  private final AnswerRatings ratings;
  private final Clock clock;

  private final Object changing = new Object();
  private final Map<String, FaqEntry> published = new ConcurrentHashMap<>();
  private final Map<String, ProgramText> programs = new ConcurrentHashMap<>();
  private Instant seenUntil = Instant.EPOCH;
  private long pastSeen = -1;

  /**
   * Answers from a store's entries.
   *
   * @param ranking used by nobody else
   * @param past the consultation history it learns from
   * @param choice which order staff have served
   */
  public Answers(
      FaqEntries entries,
      Ranking ranking,
      PastQuestionStore past,
      RankingChoice choice,
      FaqQueries queries,
      AnswerRatings ratings,
      Clock clock) {
    this.entries = entries;
    this.ranking = ranking;
    this.past = past;
    this.choice = choice;
    this.queries = queries;
    this.ratings = ratings;
    this.clock = clock;
  }

  /**
   * What the city answers; the question is counted without who asked.
   *
   * @param question the citizen's words; up to 500 characters are read
   * @param language BCP 47 tag of the answer wanted; where the city has none in it, the Japanese
   *     ones are given and marked
   * @param limit most items wanted, 1 to 50; outside it the nearest bound is taken
   */
  public Answer answer(String question, String language, int limit) {
    String wanted = language(language);
    int most = Math.clamp(limit, 1, MOST_ITEMS);
    Answer answer = answerIn(question, wanted, wanted, most);
    if (answer instanceof Answer.NoAnswer && !wanted.equals(JAPANESE)) {
      Answer japanese = answerIn(question, JAPANESE, wanted, most);
      boolean better = !(japanese instanceof Answer.NoAnswer) || answer.items().isEmpty();
      answer = better ? japanese : answer;
    }
    try {
      queries.record(clock.instant(), question, wanted, answer);
    } catch (MongoException e) {
      LOG.log(System.Logger.Level.WARNING, "a question was answered but not counted", e);
    }
    return answer;
  }

  /** Titles the city has for what was typed so far, the likeliest first; never an invented one. */
  public List<AnswerSuggestion> suggestions(String typed, int limit) {
    int most = Math.clamp(limit, 1, MOST_ITEMS);
    LocalDate today = today();
    return ranking.suggest(typed, most + SPARE).stream()
        .map(
            found ->
                new AnswerSuggestion(AnswerKind.valueOf(found.kind()), found.id(), found.title()))
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
            documents.add(document(entry));
          }
        }
      } while (page.size() == FaqEntries.LONGEST_PAGE);
      programs.values().forEach(text -> documents.add(document(text)));
      ranking.replaceAll(documents);
      published.keySet().retainAll(ids);
      seenUntil = newest;
      rememberPast();
    }
  }

  private void rememberPast() {
    ranking.serve(choice.learned());
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
        ranking.put(put.stream().map(Answers::document).toList());
      }
      if (!gone.isEmpty()) {
        ranking.remove(AnswerKind.FAQ.name(), gone);
        gone.forEach(published::remove);
      }
      rememberPast();
      return put.size() + gone.size();
    }
  }

  /**
   * Counts one opinion of an answer, today.
   *
   * @throws UnknownAnswer when the city gives no such answer
   */
  public void rate(AnswerKind kind, String id, boolean useful) {
    boolean known =
        switch (kind) {
          case FAQ -> published.containsKey(id);
          case PROGRAM -> programs.containsKey(id);
        };
    if (!known) {
      throw new UnknownAnswer(kind, id);
    }
    ratings.add(kind, id, today(), useful);
  }

  private Answer answerIn(String question, String language, String wanted, int limit) {
    LocalDate today = today();
    Ranked ranked = ranking.ask(question, language, limit, hit -> shows(hit, today));
    List<AnswerItem> items =
        ranked.items().stream()
            .map(Ranked.Item::hit)
            .flatMap(hit -> item(hit, today, wanted).stream())
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
              .map(
                  entry ->
                      item(
                          hit,
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
                          hit, text.title(), text.summary(), JAPANESE, wanted, List.of(text.id())));
    };
  }

  private static AnswerItem item(
      Hit hit, String title, String text, String language, String wanted, List<String> programIds) {
    return new AnswerItem(
        AnswerKind.valueOf(hit.kind()),
        hit.id(),
        title,
        text,
        hit.score(),
        hit.coverage(),
        hit.matchedWords(),
        language,
        !primary(language).equals(primary(wanted)),
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
        false);
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

  /** An unreadable tag is taken for Japanese; so is Japanese of any region. */
  private static String language(String tag) {
    Locale locale = Locale.forLanguageTag(tag);
    boolean japanese = locale.getLanguage().isEmpty() || locale.getLanguage().equals(JAPANESE);
    return japanese ? JAPANESE : locale.toLanguageTag();
  }

  private static String primary(String tag) {
    return Locale.forLanguageTag(tag).getLanguage();
  }
}
