package jp.todoke.delivery.reports;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import jp.todoke.channels.Route;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Tally;

/**
 * The door to delivery reports: of the ledger and the inbox at this moment, or what was kept when a
 * delivery was closed. Thread-safe.
 */
public final class Reports {

  /** So many deliveries are asked for at once. */
  private static final int SOME = 5_000;

  private final Ledger ledger;
  private final ClosedReports closed;
  private final PortalInbox inbox;
  private final Clock clock;

  public Reports(Ledger ledger, ClosedReports closed, PortalInbox inbox, Clock clock) {
    this.ledger = ledger;
    this.closed = closed;
    this.inbox = inbox;
    this.clock = clock;
  }

  /** What became of a campaign or notice; without routes where nothing is frozen. */
  public Report of(String delivery) {
    return report(closed.find(delivery).orElseGet(() -> current(delivery, Optional.empty())));
  }

  /** What has been closed in the meantime was written down before the first chunk or row went. */
  private ClosedReports.Closed current(String delivery, Optional<ClosedReports.Origin> origin) {
    ClosedReports.Closed current =
        new ClosedReports.Closed(
            delivery,
            clock.instant().truncatedTo(ChronoUnit.MILLIS),
            ledger.tally(delivery),
            inbox.openedOf(delivery),
            inbox.acknowledgedOf(delivery),
            origin);
    return closed.find(delivery).orElse(current);
  }

  /**
   * Writes down for good what became of a delivery of which nothing is left to do; from then on
   * nothing else is asked about it. Safe to repeat: the first word counts.
   *
   * @param origin the trigger that began it
   * @return whether it is closed; not where the ledger has nothing of it or does not balance
   */
  public boolean close(String delivery, Optional<ClosedReports.Origin> origin) {
    if (closed.find(delivery).isPresent()) {
      return true;
    }
    ClosedReports.Closed last = current(delivery, origin);
    boolean sound =
        !last.tallies().isEmpty() && last.tallies().values().stream().allMatch(Tally::balances);
    if (sound) {
      closed.keep(last);
    }
    return sound;
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
    Map<Route, Tally> sums = new EnumMap<>(Route.class);
    List<String> all = List.copyOf(deliveries);
    for (int from = 0; from < all.size(); from += SOME) {
      tallies(all.subList(from, Math.min(from + SOME, all.size())))
          .forEach((route, tally) -> sums.merge(route, tally, Tally::plus));
    }
    List<Line> lines = new ArrayList<>();
    sums.forEach(
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

  /** Each delivery once: from its closed report where there is one, else from the ledger. */
  private Map<Route, Tally> tallies(Collection<String> deliveries) {
    Map<String, ClosedReports.Closed> over = new HashMap<>();
    closed.find(deliveries).forEach(one -> over.put(one.delivery(), one));
    Map<Route, Tally> sums;
    List<ClosedReports.Closed> meanwhile;
    do {
      List<String> alive = deliveries.stream().filter(one -> !over.containsKey(one)).toList();
      sums = ledger.tally(alive);
      meanwhile = closed.find(alive);
      meanwhile.forEach(one -> over.put(one.delivery(), one));
    } while (!meanwhile.isEmpty());
    for (ClosedReports.Closed one : over.values()) {
      for (Map.Entry<Route, Tally> of : one.tallies().entrySet()) {
        sums.merge(of.getKey(), of.getValue(), Tally::plus);
      }
    }
    return sums;
  }

  private static Report report(ClosedReports.Closed closed) {
    Map<Route, RouteReport> routes = new EnumMap<>(Route.class);
    closed.tallies().forEach((route, tally) -> routes.put(route, report(closed, route, tally)));
    return new Report(closed.delivery(), closed.at(), routes);
  }

  private static RouteReport report(ClosedReports.Closed closed, Route route, Tally tally) {
    boolean portal = route == Route.PORTAL;
    return new RouteReport(
        tally.selected(),
        tally.of(State.SENT),
        byReason(tally, State.SUPPRESSED),
        byReason(tally, State.FAILED),
        byReason(tally, State.EXPIRED),
        tally.of(State.UNKNOWN) + tally.of(State.STARTED),
        tally.of(State.PENDING),
        portal ? closed.opened() : 0,
        portal ? closed.acknowledged() : 0);
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
