package jp.todoke.delivery.notices;

import java.time.Instant;
import java.util.Optional;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.templates.Rendering;

/**
 * A letter for the mail room.
 *
 * @param since when it came onto the list, UTC
 * @param batch with which it was taken; empty while it waits
 * @param words in the person's language
 */
public record PrintLetter(
    Notice notice,
    Instant since,
    Optional<String> batch,
    Optional<Mark> taken,
    Rendering.Rendered words) {

  @Override
  public String toString() {
    return "PrintLetter[" + notice.id() + "]";
  }
}
