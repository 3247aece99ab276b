package jp.todoke.delivery.reports;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import jp.todoke.delivery.triggers.Firings;

/**
 * What triggers have set off and what became of it, deliveries that are closed included.
 * Thread-safe.
 */
public final class TriggerReports {

  private final Firings firings;
  private final ClosedReports closed;
  private final Reports reports;

  public TriggerReports(Firings firings, ClosedReports closed, Reports reports) {
    this.firings = firings;
    this.closed = closed;
    this.reports = reports;
  }

  /**
   * One trigger until now.
   *
   * @param fired how often it was set off, counted by people and occurrences
   * @param lines everybody by route, state and reason
   */
  public record TriggerReport(long fired, List<Reports.Line> lines) {}

  /** What became of everything a trigger has set off; of nothing, where there is none. */
  public TriggerReport of(String trigger) {
    Set<String> groups = new TreeSet<>(firings.groups(trigger));
    groups.addAll(closed.of(trigger));
    return new TriggerReport(fired(trigger), reports.lines(groups));
  }

  private long fired(String trigger) {
    ClosedReports.Fired before;
    ClosedReports.Fired gone = closed.fired(trigger);
    long there;
    do {
      before = gone;
      there = firings.count(trigger) - firings.count(before.leaving());
      gone = closed.fired(trigger);
    } while (!gone.equals(before));
    return there + gone.people();
  }
}
