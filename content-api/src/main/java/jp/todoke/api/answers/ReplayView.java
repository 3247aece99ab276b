package jp.todoke.api.answers;

import java.util.List;
import java.util.Optional;
import jp.todoke.faq.answers.Replay;

/**
 * What a change would do to the questions of the last days, see {@link Replay}.
 *
 * @param loss the share that is lost or moved, 0 to 1; null where there was nothing to replay
 * @param note {@code nothing to replay} where neither the log nor the history has a question
 * @param hash names the answers that are lost or moved, for who confirms them
 */
public record ReplayView(
    long questions,
    long judged,
    long lost,
    long moved,
    long gained,
    Optional<Double> loss,
    Optional<String> note,
    String hash,
    List<ChangeView> changes) {

  /** One question that would be answered otherwise. */
  public record ChangeView(
      String question, long count, String before, String after, boolean lost) {}

  static ReplayView of(Replay replay) {
    return new ReplayView(
        replay.questions(),
        replay.judged(),
        replay.lost(),
        replay.moved(),
        replay.gained(),
        replay.isEmpty() ? Optional.empty() : Optional.of(replay.loss()),
        replay.isEmpty() ? Optional.of("nothing to replay") : Optional.empty(),
        replay.hash(),
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
