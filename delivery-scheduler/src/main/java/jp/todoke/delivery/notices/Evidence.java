package jp.todoke.delivery.notices;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.channels.Receipt;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.ledger.Recipient;

/**
 * What can be shown about a notice: what was decided by whom, what became of it on every road, when
 * it was opened and acknowledged.
 *
 * @param notice with its times
 * @param wordsHash of all languages of the template version with the values of this notice
 * @param roads the ledger's entry per route; empty before approval
 * @param language BCP 47 tag of the words in the inbox; empty before they are there
 * @param receipts what providers said to every attempt and afterwards, oldest first
 * @param printed when it was taken by the mail room
 */
public record Evidence(
    Notice notice,
    String wordsHash,
    Map<Route, Recipient> roads,
    Optional<String> language,
    List<Receipt> receipts,
    Optional<Print> printed) {

  /** A batch of letters and who took it. */
  public record Print(String batch, Mark mark) {}
}
