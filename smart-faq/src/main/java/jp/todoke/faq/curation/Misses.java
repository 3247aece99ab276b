package jp.todoke.faq.curation;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
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
import jp.todoke.faq.answers.FaqQueries;
import jp.todoke.faq.answers.FaqQueries.Asking;
import jp.todoke.faq.answers.FaqReports;
import jp.todoke.faq.answers.HitClass;

/** What was asked and not answered, gathered by words in common. Thread-safe. */
public final class Misses {

  private static final int MOST_ASKINGS = 20_000;
  private static final int MOST_CLUSTERS = 100;
  private static final int MOST_WORDS = 6;
  private static final double ALIKE = .5;
  private static final Duration AT_ONCE = Duration.ofMinutes(3);

  private final FaqQueries queries;
  private final Answers answers;

  /** Gathers from a question log. */
  public Misses(FaqQueries queries, Answers answers) {
    this.queries = queries;
    this.answers = answers;
  }

  private record Said(Asking asking, Set<String> words, boolean again) {}

  /**
   * The clusters of a period, the most often asked first; to {@code to} exclusive. A question asked
   * again in other words within three minutes counts as missed, too: nobody knows who asked, so two
   * people asking alike at once are taken for one.
   */
  public List<Cluster> clusters(Instant from, Instant to) {
    List<Group> groups = new ArrayList<>();
    for (Said said : missed(from, to)) {
      Group best = null;
      double likeness = ALIKE;
      for (Group group : groups) {
        double like = like(said.words(), group.leader);
        if (like >= likeness && (best == null || like > likeness)) {
          best = group;
          likeness = like;
        }
      }
      if (best == null) {
        best = new Group(said.words());
        groups.add(best);
      }
      best.add(said);
    }
    return groups.stream()
        .filter(group -> group.asked >= FaqReports.FEWEST)
        .sorted(Comparator.comparingLong((Group group) -> group.asked).reversed())
        .limit(MOST_CLUSTERS)
        .flatMap(group -> cluster(group).stream())
        .toList();
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
   */
  public record Outcome(long asked, long solved) {}

  /** Counts the questions with all these words; to {@code to} exclusive. */
  public Outcome outcome(List<String> words, Instant from, Instant to) {
    long asked = 0;
    long solved = 0;
    for (Asking asking : queries.askings(from, to, MOST_ASKINGS)) {
      if (new HashSet<>(answers.words(asking.question())).containsAll(words)) {
        asked++;
        solved += asking.hit() == HitClass.NONE ? 0 : 1;
      }
    }
    return new Outcome(asked, solved);
  }

  private List<Said> missed(Instant from, Instant to) {
    List<Said> missed = new ArrayList<>();
    List<Said> lately = new ArrayList<>();
    for (Asking asking : queries.askings(from, to, MOST_ASKINGS)) {
      Set<String> words = new HashSet<>(answers.words(asking.question()));
      lately.removeIf(said -> said.asking().at().plus(AT_ONCE).isBefore(asking.at()));
      boolean again =
          lately.stream()
              .anyMatch(
                  said ->
                      !said.asking().question().equals(asking.question())
                          && like(said.words(), words) >= ALIKE);
      Said said = new Said(asking, words, again);
      lately.add(said);
      if (!words.isEmpty() && (again || asking.hit() == HitClass.NONE)) {
        missed.add(said);
      }
    }
    return missed;
  }

  private static double like(Set<String> one, Set<String> other) {
    long common = one.stream().filter(other::contains).count();
    return common == 0 ? 0 : common / Math.sqrt((double) one.size() * other.size());
  }

  private Optional<Cluster> cluster(Group group) {
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
            .nearest(wording.orElseGet(() -> String.join(" ", words)))
            .filter(found -> found.kind() == AnswerKind.FAQ);
    String id =
        UUID.nameUUIDFromBytes(
                String.join("\n", words.stream().sorted().toList())
                    .getBytes(StandardCharsets.UTF_8))
            .toString();
    return Optional.of(
        new Cluster(
            id,
            words,
            group.asked,
            group.again,
            wording,
            nearest.map(Answers.Nearest::id),
            nearest.map(Answers.Nearest::coverage).orElse(0.0)));
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

    void add(Said said) {
      asked++;
      again += said.again() ? 1 : 0;
      said.words().forEach(word -> words.merge(word, 1L, Long::sum));
      wordings.merge(said.asking().question(), 1L, Long::sum);
    }
  }
}
