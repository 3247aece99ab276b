package jp.todoke.faq.answers;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jp.todoke.faq.FaqEntries;
import jp.todoke.faq.FaqEntry;
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

  private static final ZoneId CITY = ZoneId.of("Asia/Tokyo");
  private static final String JAPANESE = Tags.JAPANESE;
  private static final int MOST_ITEMS = 50;
  private static final int MOST_CATEGORIES = 3;
  private static final int MOST_GROUPS = 5_000;
  private static final int LONGEST_GROUP = 1_000;

  /** The days a change is tried on, and how many wordings and past questions of them. */
  private static final Duration REPLAYED = Duration.ofDays(7);

  private static final int MOST_REPLAYED = 2_000;

  /** Of each language that a change touches only where nothing is found in it. */
  private static final int MOST_OF_OTHERS = 100;

  private static final int MOST_JUDGED = 500;

  /** Hits beyond what is shown: an entry found may be outside its period today. */
  private static final int SPARE = 20;

  /** A node that dies between a write and its count is caught up with after so many looks. */
  private static final int LOOKS_UNTIL_ALL = 100;

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
  private volatile Set<String> knownPrograms = Set.of();
  private long revisionSeen = -1;
  private int looks;
  private final AtomicInteger changes = new AtomicInteger();
  private volatile Largest largest = new Largest(-1, LocalDate.EPOCH, List.of());
  private final Variants variants = new Variants();

  private record Largest(int changes, LocalDate day, List<String> categories) {}

  private long pastSeen = -1;
  private volatile long pastLeftOut;
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
    return answer(question, language, limit, "");
  }

  /**
   * The same for somebody who can be told from others; asking alike again on one day counts once.
   *
   * @param asker in any stable form, such as an address; never stored
   */
  public Answer answer(String question, String language, int limit, String asker) {
    String wanted = wanted(question, language);
    Answer answer = inLanguages(question, wanted, Math.clamp(limit, 1, MOST_ITEMS));
    String asked = Tags.primary(InLanguages.asked(question, wanted));
    queries.record(clock.instant(), question, asked, wanted, answer, category(answer), asker);
    return answer;
  }

  /** The subject heading of what answers or comes nearest; empty for none. */
  private String category(Answer answer) {
    return answer.items().stream()
        .filter(item -> item.kind() == AnswerKind.FAQ)
        .findFirst()
        .flatMap(item -> Optional.ofNullable(published.get(item.id())))
        .map(FaqEntry::category)
        .orElse("");
  }

  /** Writes the questions that wait to be counted, see {@link FaqQueries}. */
  public void writeLog() {
    queries.flush(clock.instant(), this::words);
  }

  private Answer inLanguages(String question, String wanted, int limit) {
    return new InLanguages<Answer>() {
      @Override
      Answer in(String language) {
        return answerIn(question, language, wanted, limit);
      }

      @Override
      Certainty certainty(Answer found) {
        return switch (found) {
          case Answer.Confident sure -> Certainty.CONFIDENT;
          case Answer.Candidates several -> Certainty.CANDIDATES;
          case Answer.NoAnswer none -> Certainty.NONE;
        };
      }

      @Override
      boolean nothing(Answer found) {
        return found.items().isEmpty();
      }

      @Override
      Answer together(Answer easy, Answer plain) {
        Set<String> shown = new HashSet<>();
        return new Answer.Candidates(
            Stream.concat(easy.items().stream(), plain.items().stream())
                .filter(item -> shown.add(item.kind() + item.id()))
                .limit(limit)
                .toList(),
            plain.categories());
      }
    }.given(question, wanted);
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
        .filter(found -> shows(found.kind(), found.id(), today))
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
              .toList(),
          clock.instant());
      rememberPast();
    }
  }

  /** The past questions that are remembered, after an id and in the order of ids. */
  public List<JudgedQuestion> pastQuestions(int limit, String afterId) {
    return ranking.memory().stream()
        .filter(question -> question.id().compareTo(afterId) > 0)
        .sorted(Comparator.comparing(JudgedQuestion::id))
        .limit(limit)
        .toList();
  }

  /** How many past questions are kept and not remembered, see {@link PastQuestionStore#MOST}. */
  public long pastQuestionsLeftOut() {
    return pastLeftOut;
  }

  /** Forgets a past question, on every node; false where there is none with this id. */
  public boolean forgetPastQuestion(String id) {
    synchronized (changing) {
      boolean removed = past.remove(id);
      rememberPast();
      return removed;
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
    return replay(
        ranking.served(), ranking.trial(ranking.synonyms(list.groups())), Set.of(JAPANESE));
  }

  /**
   * Has a list served: it is built aside, put to the questions of the last days, and takes the
   * place of the old at once. Other nodes follow at their next {@link #refresh}.
   *
   * @param mostLost the share of questions that may be lost or moved, 0 to 1
   * @throws SynonymsLose when more would be
   */
  public Replay publishSynonyms(int version, String by, double mostLost) {
    return publishSynonyms(version, by, mostLost, "");
  }

  /**
   * The same by somebody who has read what would change.
   *
   * @param confirmed the hash of the replay that was read, see {@link Replay#hash}; empty for none
   */
  public Replay publishSynonyms(int version, String by, double mostLost, String confirmed) {
    Replay replay = replaySynonyms(lists.publishable(version, by));
    if (!replay.allows(mostLost, confirmed)) {
      throw new SynonymsLose(version, replay);
    }
    lists.publish(version, by);
    refresh();
    return replay;
  }

  /**
   * Has the list served that was served before, at once; gives its version.
   *
   * @param from the version that is served and not wanted, see {@link SynonymLists#rollBack}
   */
  public int rollBackSynonyms(int from) {
    int version = lists.rollBack(from);
    refresh();
    return version;
  }

  /**
   * Has a submitted entry answer citizens, see {@link FaqEntries#publish}; other nodes follow at
   * their next {@link #refresh}.
   *
   * @param mostLost the share of the last days' questions that may be lost or moved, 0 to 1
   * @param confirmed the hash of the replay that was read; empty for none
   * @throws EntryLoses when more would be, and the hash is not the one of what would
   */
  public FaqEntry publishEntry(
      String id, int expected, String by, double mostLost, String confirmed) {
    requireNoLoss(entries.publishable(id, expected, by), mostLost, confirmed);
    FaqEntry published = entries.publish(id, expected, by);
    refresh();
    return published;
  }

  /**
   * Asks that an entry as it would be published loses little.
   *
   * @throws EntryLoses when it would lose more, and the hash is not the one of what it would
   */
  public void requireNoLoss(FaqEntry changed, double mostLost, String confirmed) {
    Replay replay = replayEntry(changed);
    if (!replay.allows(mostLost, confirmed)) {
      throw new EntryLoses(changed.id(), replay);
    }
  }

  /**
   * Asks that a list which is not yet proposed loses little.
   *
   * @throws SynonymsLose when it would lose more, and the hash is not the one of what it would
   */
  public void requireNoLoss(SynonymList list, double mostLost, String confirmed) {
    Replay replay = replaySynonyms(list);
    if (!replay.allows(mostLost, confirmed)) {
      throw new SynonymsLose(list.version(), replay);
    }
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
      if (answers(changed, today())) {
        then.put(List.of(document(changed)));
      } else {
        then.remove(AnswerKind.FAQ.name(), List.of(changed.id()));
      }
      return replay(
          now.served(),
          then.served(),
          Stream.concat(
                  Stream.of(changed), Optional.ofNullable(published.get(changed.id())).stream())
              .map(entry -> Tags.primary(entry.language()))
              .collect(Collectors.toSet()));
    }
  }

  private Ranking copy() {
    LocalDate today = today();
    return ranking.copy(
        Stream.concat(
                published.values().stream()
                    .filter(entry -> answers(entry, today))
                    .map(Answers::document),
                programs.values().stream()
                    .filter(text -> text.offeredOn(today))
                    .map(Answers::document))
            .toList());
  }

  /**
   * Puts to two orders what was asked in the languages a change can touch: a Japanese one all,
   * since whoever finds nothing in another language is answered from the Japanese entries, any
   * other the questions in its own. Past questions are Japanese.
   */
  private Replay replay(Ranking.Trial before, Ranking.Trial after, Set<String> changed) {
    writeLog();
    Instant now = clock.instant();
    Instant from = now.minus(REPLAYED);
    boolean everybody = changed.contains(JAPANESE);
    List<FaqQueries.Asked> asked = new ArrayList<>();
    for (String language :
        everybody ? queries.languages(from, now.plus(REPLAYED)).tags() : changed) {
      asked.addAll(
          queries.asked(
              from, language, changed.contains(language) ? MOST_REPLAYED : MOST_OF_OTHERS));
    }
    List<JudgedQuestion> past = everybody ? ranking.memory() : List.of();
    return Replay.of(asked, past.subList(0, Math.min(MOST_JUDGED, past.size())), before, after);
  }

  /** The nearest answer to a text in Japanese, whatever its certainty; nothing is counted. */
  public Optional<Nearest> nearest(String question) {
    return nearest(question, JAPANESE);
  }

  /**
   * The same in a language.
   *
   * @param language BCP 47 tag of the text and of what is found
   */
  public Optional<Nearest> nearest(String question, String language) {
    LocalDate today = today();
    Ranked ranked = ranking.ask(question, language, 1, hit -> shows(hit, today));
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

  /** The meaning-carrying words of a text in Japanese, dictionary forms, each once. */
  public List<String> words(String text) {
    return words(text, JAPANESE);
  }

  /**
   * The same in a language.
   *
   * @param language BCP 47 tag
   */
  public List<String> words(String text, String language) {
    return ranking.words(text, language);
  }

  /** Adds or replaces the texts of programs. */
  public void putPrograms(Collection<ProgramText> texts) {
    synchronized (changing) {
      texts.forEach(text -> programs.put(text.id(), text));
      ranking.put(texts.stream().map(Answers::document).toList());
    }
  }

  /** Has exactly these programs answer; what changed nothing is not read again. */
  public void replacePrograms(Collection<ProgramText> texts) {
    synchronized (changing) {
      Set<String> gone = new HashSet<>(programs.keySet());
      texts.forEach(text -> gone.remove(text.id()));
      if (!gone.isEmpty()) {
        removePrograms(gone);
      }
      List<ProgramText> changed =
          texts.stream().filter(text -> !text.equals(programs.get(text.id()))).toList();
      if (!changed.isEmpty()) {
        putPrograms(changed);
      }
      changes.incrementAndGet();
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
      long revision = entries.revision();
      Set<String> ids = new HashSet<>();
      List<SearchDocument> documents = new ArrayList<>();
      for (FaqEntry entry : read(entries.servedVersions().keySet())) {
        ids.add(entry.id());
        published.put(entry.id(), entry);
        variants.put(entry);
        documents.add(document(entry));
      }
      programs.values().forEach(text -> documents.add(document(text)));
      ranking.replaceAll(documents);
      published.keySet().retainAll(ids);
      variants.retain(ids);
      revisionSeen = revision;
      changes.incrementAndGet();
      rememberPrograms();
      rememberPast();
    }
  }

  private List<FaqEntry> read(Collection<String> ids) {
    List<String> all = ids.stream().sorted().toList();
    List<FaqEntry> found = new ArrayList<>();
    for (int begin = 0; begin < all.size(); begin += FaqEntries.LONGEST_PAGE) {
      found.addAll(
          entries.served(
              all.subList(begin, Math.min(all.size(), begin + FaqEntries.LONGEST_PAGE))));
    }
    return found;
  }

  /** Whoever sees the registry notes what is in it, so that every node knows what was taken out. */
  private void rememberPrograms() {
    Set<String> known = new HashSet<>(entries.knownPrograms());
    List<String> fresh = programs.keySet().stream().filter(id -> !known.contains(id)).toList();
    if (!fresh.isEmpty()) {
      entries.rememberPrograms(fresh);
      known.addAll(fresh);
    }
    knownPrograms = Set.copyOf(known);
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
      PastQuestionStore.Remembered remembered = past.remembered();
      ranking.remember(remembered.questions());
      pastLeftOut = remembered.leftOut();
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
      int changed = 0;
      long revision = entries.revision();
      looks++;
      boolean all = looks % LOOKS_UNTIL_ALL == 0;
      if (revision != revisionSeen || all) {
        changed = catchUp();
        revisionSeen = revision;
      }
      if (all || !knownPrograms.containsAll(programs.keySet())) {
        rememberPrograms();
      }
      rememberPast();
      return changed;
    }
  }

  private int catchUp() {
    Map<String, Integer> served = entries.servedVersions();
    Set<String> gone = new HashSet<>(published.keySet());
    gone.removeAll(served.keySet());
    List<FaqEntry> put =
        read(
            served.entrySet().stream()
                .filter(
                    one -> {
                      FaqEntry held = published.get(one.getKey());
                      return held == null || held.version() != one.getValue();
                    })
                .map(Map.Entry::getKey)
                .toList());
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
    if (!put.isEmpty() || !gone.isEmpty()) {
      changes.incrementAndGet();
    }
    return put.size() + gone.size();
  }

  /**
   * The entries that somebody should look at, in the order of ids: their day of review has come, or
   * a program they cite is no longer offered.
   *
   * @param limit most wanted
   * @param afterId the last id of the page before; empty for the first page
   */
  public List<Due> due(int limit, String afterId) {
    LocalDate today = today();
    return published.values().stream()
        .filter(entry -> entry.id().compareTo(afterId) > 0)
        .map(entry -> new Due(entry, causes(entry, today), answers(entry, today)))
        .filter(due -> !due.causes().isEmpty())
        .sorted(Comparator.comparing(due -> due.entry().id()))
        .limit(limit)
        .toList();
  }

  private List<Due.Cause> causes(FaqEntry entry, LocalDate today) {
    List<Due.Cause> causes = new ArrayList<>();
    entry
        .reviewDueOn()
        .filter(day -> !day.isAfter(today))
        .ifPresent(day -> causes.add(new Due.Cause(Due.Why.REVIEW_DUE, day.toString())));
    entry
        .validTo()
        .filter(today::isAfter)
        .ifPresent(day -> causes.add(new Due.Cause(Due.Why.VALIDITY_ENDED, day.toString())));
    for (String id : entry.programIds()) {
      ProgramText text = programs.get(id);
      if (text == null) {
        causes.add(
            new Due.Cause(
                knownPrograms.contains(id) ? Due.Why.PROGRAM_DELETED : Due.Why.PROGRAM_UNKNOWN,
                id));
      } else if (text.endedBefore(today)) {
        causes.add(new Due.Cause(Due.Why.PROGRAM_ENDED, id));
      }
    }
    return causes;
  }

  /** Whether a program was offered and no longer is. One that was never here is not closed. */
  private boolean closed(String programId, LocalDate today) {
    ProgramText text = programs.get(programId);
    return text == null ? knownPrograms.contains(programId) : text.endedBefore(today);
  }

  /** An entry whose programs are all closed would tell of what is no longer offered. */
  private boolean answers(FaqEntry entry, LocalDate today) {
    return entry.answersOn(today)
        && (entry.programIds().isEmpty()
            || !entry.programIds().stream().allMatch(id -> closed(id, today)));
  }

  /**
   * Asks that the city gives this answer.
   *
   * @throws UnknownAnswer when it does not
   */
  public void require(AnswerKind kind, String id) {
    if (!shows(kind, id, today())) {
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
    List<String> near =
        categories(
            items.stream()
                .filter(item -> item.kind() == AnswerKind.FAQ)
                .flatMap(item -> Optional.ofNullable(published.get(item.id())).stream()));
    List<String> categories = near.isEmpty() ? largest(today) : near;
    if (items.isEmpty()) {
      return new Answer.NoAnswer(List.of(), categories);
    }
    return switch (ranked.certainty()) {
      case CONFIDENT ->
          new Answer.Confident(items.getFirst(), items.subList(1, items.size()), categories);
      case CANDIDATES -> new Answer.Candidates(items, categories);
      case NONE -> new Answer.NoAnswer(items, categories);
    };
  }

  /** The subject headings with the most entries; counted anew when entries or the day changed. */
  private List<String> largest(LocalDate today) {
    Largest known = largest;
    int now = changes.get();
    if (known.changes() != now || !known.day().equals(today)) {
      known =
          new Largest(
              now,
              today,
              categories(published.values().stream().filter(entry -> answers(entry, today))));
      largest = known;
    }
    return known.categories();
  }

  /** The subject headings of entries, the most frequent first. */
  private static List<String> categories(Stream<FaqEntry> entries) {
    Map<String, Integer> counts = new TreeMap<>();
    entries
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
    return shows(AnswerKind.valueOf(hit.kind()), hit.id(), today);
  }

  private boolean shows(AnswerKind kind, String id, LocalDate today) {
    return switch (kind) {
      case FAQ -> {
        FaqEntry entry = published.get(id);
        yield entry != null && answers(entry, today);
      }
      case PROGRAM -> {
        ProgramText text = programs.get(id);
        yield text != null && text.offeredOn(today);
      }
    };
  }

  /** Empty where the entry was withdrawn since, or does not answer today. */
  private Optional<AnswerItem> item(Hit hit, LocalDate today, String wanted) {
    return switch (AnswerKind.valueOf(hit.kind())) {
      case FAQ ->
          Optional.ofNullable(published.get(hit.id()))
              .filter(entry -> answers(entry, today))
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
                          entry.programIds().stream().filter(id -> !closed(id, today)).toList()));
      case PROGRAM ->
          Optional.ofNullable(programs.get(hit.id()))
              .filter(text -> text.offeredOn(today))
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
        .filter(other -> Tags.serves(other.language(), wanted) && answers(other, today))
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
