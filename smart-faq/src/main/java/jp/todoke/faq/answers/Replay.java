package jp.todoke.faq.answers;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import jp.todoke.faq.ranking.Certainty;
import jp.todoke.faq.ranking.JudgedQuestion;
import jp.todoke.faq.ranking.Ranked;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.search.languages.Tags;

/**
 * What a change would do to questions that were really asked, before it is published.
 *
 * @param questions askings of the last days that were put to both orders
 * @param judged past questions whose answers are known, put to both
 * @param lost askings that had an answer and would have none, and past questions whose answer would
 *     leave the first five or the first place
 * @param moved askings whose first answer would be another: better or worse, nobody can tell but a
 *     person
 * @param gained askings that had no answer and would have one, and past questions whose answer
 *     would come to the first five or the first place; never set against what is lost
 * @param changes what changes, what is lost first, then the most often asked
 * @param hash stands for the answers that are lost or moved; who has read the changes names it
 */
public record Replay(
    long questions,
    long judged,
    long lost,
    long moved,
    long gained,
    List<Change> changes,
    String hash) {

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

  /** Whether there was nothing to put to both: it then says nothing of the change. */
  public boolean isEmpty() {
    return questions + judged == 0;
  }

  /** The share of what was put to both that is lost or moved, 0 to 1; 0 where there was nothing. */
  public double loss() {
    return isEmpty() ? 0 : (lost + moved) / (double) (questions + judged);
  }

  /** Whether it may be published: little is lost or moved, or the changes were read. */
  boolean allows(double mostLost, String confirmed) {
    return loss() <= mostLost || hash.equals(confirmed);
  }

  /** Puts logged wordings with their counts and past questions to two orders. */
  static Replay of(
      List<FaqQueries.Asked> asked,
      List<JudgedQuestion> judged,
      Ranking.Trial before,
      Ranking.Trial after) {
    Tally tally = new Tally();
    for (FaqQueries.Asked wording : asked) {
      tally.asked(
          wording.question(), wording.count(), first(before, wording), first(after, wording));
    }
    for (JudgedQuestion question : judged) {
      tally.judged(
          question,
          before.ask(question.text(), Tags.JAPANESE),
          after.ask(question.text(), Tags.JAPANESE));
    }
    return tally.sum(judged.size());
  }

  private static final class Tally {
    private long questions;
    private long lost;
    private long moved;
    private long gained;
    private final Map<String, Change> changes = new HashMap<>();
    private final Set<String> worse = new TreeSet<>();

    void asked(String wording, long count, String now, String then) {
      questions += count;
      if (now.equals(then)) {
        return;
      }
      if (then.isEmpty()) {
        lost += count;
      } else if (now.isEmpty()) {
        gained += count;
      } else {
        moved += count;
      }
      String shown = count < FaqReports.FEWEST ? "" : wording;
      add(new Change(shown, count, now, then, then.isEmpty()));
    }

    void judged(JudgedQuestion question, Ranked now, Ranked then) {
      int place = place(now, question);
      int next = place(then, question);
      if (next > place) {
        lost++;
        add(new Change("", 1, id(now, place), first(then), true));
      } else if (next < place) {
        gained++;
      }
    }

    private void add(Change change) {
      if (!change.before().isEmpty()) {
        worse.add(change.before() + '\n' + change.after());
      }
      changes.merge(
          change.question() + '\n' + change.before() + '\n' + change.after() + change.lost(),
          change,
          (one, other) ->
              new Change(
                  one.question(),
                  one.count() + other.count(),
                  one.before(),
                  one.after(),
                  one.lost()));
    }

    Replay sum(long judged) {
      List<Change> most = new ArrayList<>(changes.values());
      most.sort(
          Comparator.comparing(Change::lost)
              .thenComparing(change -> !change.before().isEmpty())
              .reversed()
              .thenComparing(Comparator.comparingLong(Change::count).reversed())
              .thenComparing(Change::question)
              .thenComparing(Change::before)
              .thenComparing(Change::after));
      return new Replay(
          questions,
          judged,
          lost,
          moved,
          gained,
          most.subList(0, Math.min(MOST_CHANGES, most.size())),
          DaySecret.sha256(String.join("\n\n", worse)));
    }
  }

  /** The first answer given to a question, whatever language it is found in; empty for none. */
  private static String first(Ranking.Trial order, FaqQueries.Asked asked) {
    return first(
        new InLanguages<Ranked>() {
          @Override
          Ranked in(String language) {
            return order.ask(asked.question(), language);
          }

          @Override
          Certainty certainty(Ranked found) {
            return nothing(found) ? Certainty.NONE : found.certainty();
          }

          @Override
          boolean nothing(Ranked found) {
            return found.items().isEmpty();
          }

          @Override
          Ranked together(Ranked easy, Ranked plain) {
            return easy;
          }
        }.given(asked.question(), asked.wanted()));
  }

  private static String first(Ranked ranked) {
    return ranked.certainty() == Certainty.NONE ? "" : id(ranked, 0);
  }

  private static String id(Ranked ranked, int place) {
    return place < ranked.items().size() ? ranked.items().get(place).hit().id() : "";
  }

  /** 0 for the first place, 1 for one of the first five, 2 for none. */
  private static int place(Ranked ranked, JudgedQuestion question) {
    List<Ranked.Item> items = ranked.items();
    for (int i = 0; i < items.size(); i++) {
      if (question.grades().containsKey(items.get(i).hit().id())) {
        return i == 0 ? 0 : 1;
      }
    }
    return 2;
  }
}
