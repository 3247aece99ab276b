package jp.todoke.faq.answers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jp.todoke.faq.ranking.Certainty;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranked;
import jp.todoke.faq.ranking.Ranking;

/**
 * What a change would do to questions that were really asked, before it is published.
 *
 * @param questions askings of the last days that were put to both orders
 * @param judged past questions whose answers are known, put to both
 * @param changed askings that would get another first answer
 * @param lost askings that had an answer and would have none, and past questions whose answer would
 *     leave the first five
 * @param gained the same the other way round
 * @param changes what changes, the most often asked first
 */
public record Replay(
    long questions, long judged, long changed, long lost, long gained, List<Change> changes) {

  private static final int MOST_CHANGES = 100;

  /** Keeps its own copy. */
  public Replay {
    changes = List.copyOf(changes);
  }

  /**
   * One question that would be answered otherwise.
   *
   * @param question its wording; empty where fewer than {@value FaqReports#FEWEST} asked it so
   * @param count how often it was asked
   * @param before id of the first answer now; empty where nothing answers
   * @param after id of the first answer then; empty where nothing would answer
   * @param lost whether it would be answered worse, as far as can be told
   */
  public record Change(String question, long count, String before, String after, boolean lost) {}

  /** The share of what was put to both that would be lost for good, 0 to 1. */
  public double loss() {
    return questions + judged == 0 ? 0 : Math.max(0, lost - gained) / (double) (questions + judged);
  }

  /** Puts logged wordings with their counts and past questions to two orders. */
  static Replay of(
      Map<String, Long> asked,
      List<JudgedQuestion> judged,
      Ranking.Trial before,
      Ranking.Trial after) {
    long questions = 0;
    long changed = 0;
    long lost = 0;
    long gained = 0;
    Map<String, Change> changes = new HashMap<>();
    for (Map.Entry<String, Long> wording : asked.entrySet()) {
      Ranked now = before.ask(wording.getKey());
      Ranked then = after.ask(wording.getKey());
      long count = wording.getValue();
      questions += count;
      String first = first(now);
      String next = first(then);
      if (first.equals(next)) {
        continue;
      }
      changed += count;
      lost += next.isEmpty() ? count : 0;
      gained += first.isEmpty() ? count : 0;
      String shown = count < FaqReports.FEWEST ? "" : wording.getKey();
      changes.merge(
          shown + '\n' + first + '\n' + next,
          new Change(shown, count, first, next, next.isEmpty()),
          Replay::together);
    }
    for (JudgedQuestion question : judged) {
      boolean found = found(before.ask(question.text()), question);
      boolean stillFound = found(after.ask(question.text()), question);
      lost += found && !stillFound ? 1 : 0;
      gained += !found && stillFound ? 1 : 0;
      if (found && !stillFound) {
        String answer = question.grades().keySet().stream().sorted().findFirst().orElse("");
        changes.merge("judged\n" + answer, new Change("", 1, answer, "", true), Replay::together);
      }
    }
    List<Change> most = new ArrayList<>(changes.values());
    most.sort(
        Comparator.comparing(Change::lost)
            .reversed()
            .thenComparing(Comparator.comparingLong(Change::count).reversed())
            .thenComparing(Change::question)
            .thenComparing(Change::before)
            .thenComparing(Change::after));
    return new Replay(
        questions,
        judged.size(),
        changed,
        lost,
        gained,
        most.subList(0, Math.min(MOST_CHANGES, most.size())));
  }

  private static Change together(Change one, Change other) {
    return new Change(
        one.question(), one.count() + other.count(), one.before(), one.after(), one.lost());
  }

  private static String first(Ranked ranked) {
    return ranked.certainty() == Certainty.NONE || ranked.items().isEmpty()
        ? ""
        : ranked.items().getFirst().hit().id();
  }

  private static boolean found(Ranked ranked, JudgedQuestion question) {
    return ranked.items().stream().anyMatch(item -> question.grades().containsKey(item.hit().id()));
  }
}
