package jp.todoke.api.answers;

import java.util.List;
import jp.todoke.faq.answers.Replay;

/** What a change would do to the questions of the last days, see {@link Replay}. */
public record ReplayView(
    long questions, long judged, long changed, long lost, long gained, List<ChangeView> changes) {

  /** One question that would be answered otherwise. */
  public record ChangeView(
      String question, long count, String before, String after, boolean lost) {}

  static ReplayView of(Replay replay) {
    return new ReplayView(
        replay.questions(),
        replay.judged(),
        replay.changed(),
        replay.lost(),
        replay.gained(),
        replay.changes().stream()
            .map(
                change ->
                    new ChangeView(
                        change.question(),
                        change.count(),
                        change.before(),
                        change.after(),
                        change.lost()))
            .toList());
  }
}
