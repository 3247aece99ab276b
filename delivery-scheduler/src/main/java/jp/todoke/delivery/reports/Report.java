package jp.todoke.delivery.reports;

import java.time.Instant;
import java.util.Map;
import jp.todoke.channels.Route;

/**
 * What became of a delivery up to a moment.
 *
 * @param delivery id of the campaign or notice
 * @param at the moment, UTC; when it was closed, of a delivery of which the ledger is gone
 * @param routes empty before the audience is frozen
 */
public record Report(String delivery, Instant at, Map<Route, RouteReport> routes) {

  /** Whether every route balances. */
  public boolean balances() {
    return routes.values().stream().allMatch(RouteReport::balances);
  }
}
