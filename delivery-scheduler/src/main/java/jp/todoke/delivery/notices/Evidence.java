package jp.todoke.delivery.notices;

import java.util.Map;
import jp.todoke.channels.Route;
import jp.todoke.delivery.ledger.Recipient;

/**
 * What can be shown about a notice: what was decided by whom, what became of it on every road, when
 * it was opened and acknowledged.
 *
 * @param notice with its times
 * @param roads the ledger's entry per route; empty before approval
 */
public record Evidence(Notice notice, Map<Route, Recipient> roads) {}
