package jp.todoke.faq.answers;

import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import jp.todoke.faq.ranking.Clicks;
import jp.todoke.faq.ranking.Clicks.Counts;

/**
 * What people did with the entries of the FAQ, put together from the question log, the openings and
 * the ratings: what the order of answers may learn from. Owns no collection. Thread-safe.
 */
public final class Popularity {

  private final FaqQueries queries;
  private final jp.todoke.faq.answers.Clicks clicks;
  private final Opinions opinions;

  public Popularity(FaqQueries queries, jp.todoke.faq.answers.Clicks clicks, Opinions opinions) {
    this.queries = queries;
    this.clicks = clicks;
    this.opinions = opinions;
  }

  /**
   * How often each entry stood first, was opened and was found useful, and what was opened after
   * which question, from one day to another, both inclusive, Asia/Tokyo.
   */
  public Clicks during(LocalDate from, LocalDate to) {
    Map<String, Counts> entries = new HashMap<>();
    queries
        .first(from, to)
        .forEach((entry, times) -> entries.merge(entry, new Counts(times, 0, 0), Counts::plus));
    clicks.opened(from, to).stream()
        .filter(opened -> opened.kind() == AnswerKind.FAQ)
        .forEach(
            opened -> entries.merge(opened.id(), new Counts(0, opened.count(), 0), Counts::plus));
    opinions.counts(from, to).stream()
        .filter(count -> count.subject() == Opinions.Subject.FAQ)
        .forEach(
            count ->
                entries.merge(
                    count.id(),
                    new Counts(0, 0, count.useful() - count.notUseful()),
                    Counts::plus));
    Map<String, Map<String, Long>> openings = new HashMap<>();
    for (jp.todoke.faq.answers.Clicks.Followed followed : clicks.followed(from, to)) {
      Map<String, Long> opened = new HashMap<>();
      followed.opened().stream()
          .filter(one -> one.kind() == AnswerKind.FAQ)
          .forEach(one -> opened.put(one.id(), one.count()));
      openings.put(followed.question(), opened);
    }
    return new Clicks(entries, openings);
  }
}
