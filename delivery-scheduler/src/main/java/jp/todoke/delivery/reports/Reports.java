package jp.todoke.delivery.reports;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import jp.todoke.channels.Route;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Tally;

/** The door to delivery reports. Thread-safe. */
public final class Reports {

  private final Ledger ledger;
  private final PortalInbox inbox;
  private final Clock clock;

  public Reports(Ledger ledger, PortalInbox inbox, Clock clock) {
    this.ledger = ledger;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** What became of a campaign or notice; without routes where nothing is frozen. */
  public Report of(String delivery) {
    Map<Route, RouteReport> routes = new EnumMap<>(Route.class);
    ledger
        .tally(delivery)
        .forEach((route, tally) -> routes.put(route, report(delivery, route, tally)));
    return new Report(delivery, clock.instant(), routes);
  }

  /**
   * Some people of a delivery alike.
   *
   * @param state in lower case; {@code unknown} also while a request is out
   * @param reason empty where nothing needs saying
   */
  public record Line(Route route, String state, String reason, long people) {}

  /** The same by every state and reason, in order; their people are everybody who was frozen. */
  public List<Line> lines(String delivery) {
    return lines(List.of(delivery));
  }

  /** The same of several deliveries together, such as all groups of a trigger. */
  public List<Line> lines(Collection<String> deliveries) {
    List<Line> lines = new ArrayList<>();
    ledger
        .tally(deliveries)
        .forEach(
            (route, tally) ->
                new TreeMap<>(tally.lines())
                    .forEach(
                        (line, people) ->
                            lines.add(
                                new Line(
                                    route,
                                    line.state() == State.STARTED
                                        ? "unknown"
                                        : line.state().name().toLowerCase(Locale.ROOT),
                                    line.reason(),
                                    people))));
    return lines;
  }

  private RouteReport report(String delivery, Route route, Tally tally) {
    boolean portal = route == Route.PORTAL;
    return new RouteReport(
        tally.selected(),
        tally.of(State.SENT),
        byReason(tally, State.SUPPRESSED),
        byReason(tally, State.FAILED),
        byReason(tally, State.EXPIRED),
        tally.of(State.UNKNOWN) + tally.of(State.STARTED),
        tally.of(State.PENDING),
        portal ? inbox.openedOf(delivery) : 0,
        portal ? inbox.acknowledgedOf(delivery) : 0);
  }

  private static SortedMap<String, Long> byReason(Tally tally, State state) {
    SortedMap<String, Long> sums = new TreeMap<>();
    tally
        .lines()
        .forEach(
            (line, n) -> {
              if (line.state() == state) {
                sums.put(line.reason(), n);
              }
            });
    return sums;
  }
}
