package jp.todoke.faq.curation;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import jp.todoke.faq.answers.AnswerKind;
import jp.todoke.faq.answers.Answers;
import jp.todoke.faq.answers.Clicks;
import jp.todoke.faq.answers.FaqQueries;
import jp.todoke.faq.answers.FaqQueries.Wording;
import jp.todoke.faq.answers.FaqReports;
import jp.todoke.search.languages.Tags;

/** What was asked and not answered, gathered by words in common. Thread-safe. */
public final class Misses {

  private static final ZoneId CITY = ZoneId.of("Asia/Tokyo");

  /** Of each language. */
  private static final int MOST_WORDINGS = 20_000;

  /** Of each language, so that the frequent ones do not hide the others. */
  private static final int MOST_CLUSTERS = 100;

  private static final int MOST_WORDS = 6;
  private static final double ALIKE = .5;

  private final FaqQueries queries;
  private final Answers answers;
  private final Optional<Clicks> clicks;

  /** Gathers from a question log. */
  public Misses(FaqQueries queries, Answers answers) {
    this(queries, answers, Optional.empty());
  }

  /** The same, with what was opened after a question. */
  public Misses(FaqQueries queries, Answers answers, Clicks clicks) {
    this(queries, answers, Optional.of(clicks));
  }

  private Misses(FaqQueries queries, Answers answers, Optional<Clicks> clicks) {
    this.queries = queries;
    this.answers = answers;
    this.clicks = clicks;
  }

  /**
   * The clusters of a period.
   *
   * @param leftOut askings that were not looked at, because there were too many wordings
   */
  public record Gathered(List<Cluster> clusters, long leftOut) {

    /** Keeps its own copy. */
    public Gathered {
      clusters = List.copyOf(clusters);
    }
  }

  /** The clusters of a period, the most often asked first; to {@code to} exclusive. */
  public List<Cluster> clusters(Instant from, Instant to) {
    return gather(from, to).clusters();
  }

  /**
   * The same, with what was left out. A question that its asker asked again in other words within
   * three minutes counts as missed, too. Each language is gathered for itself.
   */
  public Gathered gather(Instant from, Instant to) {
    answers.writeLog();
    Map<String, Map<String, Long>> afterwards = afterwards(from, to);
    FaqQueries.Tongues languages = queries.languages(from, to);
    long leftOut = languages.leftOut();
    List<Cluster> clusters = new ArrayList<>();
    for (String language : languages.tags()) {
      FaqQueries.Wordings asked = queries.wordings(from, to, language, MOST_WORDINGS);
      leftOut += asked.leftOut();
      groups(asked, language).stream()
          .filter(group -> group.asked >= FaqReports.FEWEST)
          .sorted(Comparator.comparingLong((Group group) -> group.asked).reversed())
          .limit(MOST_CLUSTERS)
          .flatMap(group -> cluster(group, language, afterwards).stream())
          .forEach(clusters::add);
    }
    clusters.sort(Comparator.comparingLong(Cluster::asked).reversed());
    return new Gathered(clusters, leftOut);
  }

  private List<Group> groups(FaqQueries.Wordings asked, String language) {
    List<Group> groups = new ArrayList<>();
    for (Wording wording : asked.wordings()) {
      Set<String> words = new HashSet<>(answers.words(wording.question(), language));
      if (words.isEmpty() || wording.missed() == 0) {
        continue;
      }
      Group best = null;
      double likeness = ALIKE;
      for (Group group : groups) {
        double like = like(words, group.leader);
        if (like >= likeness && (best == null || like > likeness)) {
          best = group;
          likeness = like;
        }
      }
      if (best == null) {
        best = new Group(words);
        groups.add(best);
      }
      best.add(wording, words);
    }
    return groups;
  }

  /** What was opened after a wording, or found when it was asked again in other words. */
  private Map<String, Map<String, Long>> afterwards(Instant from, Instant to) {
    Map<String, Map<String, Long>> afterwards = queries.foundAfterwards(from, to);
    clicks
        .map(all -> all.followed(day(from), day(to)))
        .orElse(List.of())
        .forEach(
            followed ->
                followed.opened().stream()
                    .filter(opened -> opened.kind() == AnswerKind.FAQ)
                    .forEach(
                        opened ->
                            afterwards
                                .computeIfAbsent(followed.question(), wording -> new HashMap<>())
                                .merge(opened.id(), opened.count(), Long::sum)));
    return afterwards;
  }

  /** The cluster with this id in the period. */
  public Optional<Cluster> find(String id, Instant from, Instant to) {
    return clusters(from, to).stream().filter(cluster -> cluster.id().equals(id)).findFirst();
  }

  /**
   * How the questions with all these words were answered in a period.
   *
   * @param asked how many there were
   * @param solved how many of them found an answer
   * @param leftOut how many questions of the period were not looked at, because there were too many
   *     wordings
   */
  public record Outcome(long asked, long solved, long leftOut) {}

  /**
   * Counts the questions in a language with all these words; to {@code to} exclusive.
   *
   * @param language BCP 47 tag; of whatever region
   */
  public Outcome outcome(List<String> words, String language, Instant from, Instant to) {
    answers.writeLog();
    long asked = 0;
    long solved = 0;
    FaqQueries.Wordings all = queries.wordings(from, to, Tags.primary(language), MOST_WORDINGS);
    for (Wording wording : all.wordings()) {
      if (new HashSet<>(answers.words(wording.question(), language)).containsAll(words)) {
        asked += wording.asked();
        solved += wording.solved();
      }
    }
    return new Outcome(asked, solved, all.leftOut());
  }

  private static LocalDate day(Instant at) {
    return LocalDate.ofInstant(at, CITY);
  }

  private static double like(Set<String> one, Set<String> other) {
    long common = one.stream().filter(other::contains).count();
    return common == 0 ? 0 : common / Math.sqrt((double) one.size() * other.size());
  }

  private Optional<Cluster> cluster(
      Group group, String language, Map<String, Map<String, Long>> afterwards) {
    List<String> words =
        group.words.entrySet().stream()
            .filter(word -> word.getValue() >= FaqReports.FEWEST)
            .sorted(
                Map.Entry.<String, Long>comparingByValue()
                    .reversed()
                    .thenComparing(Map.Entry.comparingByKey()))
            .limit(MOST_WORDS)
            .map(Map.Entry::getKey)
            .toList();
    if (words.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> wording =
        group.wordings.entrySet().stream()
            .filter(asked -> asked.getValue() >= FaqReports.FEWEST)
            .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey))
            .map(Map.Entry::getKey);
    Optional<Answers.Nearest> nearest =
        answers
            .nearest(wording.orElseGet(() -> String.join(" ", words)), language)
            .filter(found -> found.kind() == AnswerKind.FAQ);
    String said = String.join("\n", words.stream().sorted().toList());
    String id =
        UUID.nameUUIDFromBytes(
                (language.equals(Tags.JAPANESE) ? said : language + "\n\n" + said)
                    .getBytes(StandardCharsets.UTF_8))
            .toString();
    return Optional.of(
        new Cluster(
            id,
            language,
            words,
            group.asked,
            group.again,
            wording,
            nearest.map(Answers.Nearest::id),
            nearest.map(Answers.Nearest::coverage).orElse(0.0),
            chosen(group, afterwards)));
  }

  /** What the askers opened, or found when they asked again, if three or more did. */
  private static Optional<String> chosen(Group group, Map<String, Map<String, Long>> afterwards) {
    Map<String, Long> chosen = new HashMap<>();
    for (String wording : group.wordings.keySet()) {
      afterwards
          .getOrDefault(wording, Map.of())
          .forEach((id, count) -> chosen.merge(id, count, Long::sum));
    }
    return chosen.entrySet().stream()
        .filter(one -> one.getValue() >= FaqReports.FEWEST)
        .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey);
  }

  private static final class Group {
    private final Set<String> leader;
    private final Map<String, Long> words = new HashMap<>();
    private final Map<String, Long> wordings = new HashMap<>();
    private long asked;
    private long again;

    Group(Set<String> leader) {
      this.leader = leader;
    }

    void add(Wording wording, Set<String> said) {
      asked += wording.missed();
      again += wording.again();
      said.forEach(word -> words.merge(word, wording.missed(), Long::sum));
      wordings.merge(wording.question(), wording.missed(), Long::sum);
    }
  }
}
