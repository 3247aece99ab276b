package jp.todoke.delivery.watch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.Mark;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.dispatch.RouteStates;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.pauses.Pause;
import jp.todoke.delivery.triggers.TriggerRounds;

/** Says what is wrong with the deliveries, as they stand when it is asked. Thread-safe. */
public final class Watchdog {

  private static final System.Logger LOG = System.getLogger(Watchdog.class.getName());
  private static final Duration STUCK = Duration.ofMinutes(15);
  private static final Duration MORE_THAN_A_HICCUP = Duration.ofMinutes(5);
  private static final Duration UNDECIDED = Duration.ofDays(1);

  /** Longer than all attempts together, which take about a day. */
  private static final Duration LATE = Duration.ofHours(30);

  private static final int MOST = 100;

  private final Ledger ledger;
  private final Campaigns campaigns;
  private final Pause pause;
  private final TriggerRounds rounds;
  private final Clock clock;
  private volatile List<Alarm> last = List.of();

  private final Supplier<Map<Route, RouteStates.Rest>> restingRoutes;
  private final Supplier<Map<String, Instant>> disabledWebhooks;

  /**
   * Looks after all of these.
   *
   * @param restingRoutes the roads that take nothing from this node
   * @param disabledWebhooks those that are not told any more, and since when
   */
  public Watchdog(
      Ledger ledger,
      Campaigns campaigns,
      Pause pause,
      TriggerRounds rounds,
      Supplier<Map<Route, RouteStates.Rest>> restingRoutes,
      Supplier<Map<String, Instant>> disabledWebhooks,
      Clock clock) {
    this.restingRoutes = restingRoutes;
    this.disabledWebhooks = disabledWebhooks;
    this.ledger = ledger;
    this.campaigns = campaigns;
    this.pause = pause;
    this.rounds = rounds;
    this.clock = clock;
  }

  /**
   * Looks at everything, and logs each alarm that was not there the last time under its code.
   *
   * @return at most some hundred alarms, the oldest chunks first
   */
  public synchronized List<Alarm> look() {
    Instant now = clock.instant();
    List<Alarm> alarms = new ArrayList<>();
    Pause.State state = pause.state();
    if (state.paused()) {
      alarms.add(
          new Alarm(
              Alarm.Code.DELIVERIES_PAUSED,
              state.reason(),
              state.turned().map(Mark::at).orElse(now)));
    } else {
      for (Ledger.Overdue overdue : ledger.overdue(now.minus(STUCK), MOST)) {
        alarms.add(
            new Alarm(
                overdue.taken() ? Alarm.Code.LEASE_EXPIRED : Alarm.Code.CHUNK_STUCK,
                overdue.id(),
                overdue.due()));
      }
      for (Ledger.Overdue late : ledger.late(now.minus(LATE), MOST)) {
        alarms.add(new Alarm(Alarm.Code.DELIVERY_LATE, late.id(), late.due()));
      }
      for (Campaign campaign : campaigns.waiting(now.minus(STUCK))) {
        alarms.add(
            new Alarm(
                Alarm.Code.CAMPAIGN_WAITS,
                campaign.id(),
                campaign.approved().map(Mark::at).orElse(now)));
      }
    }
    restingRoutes
        .get()
        .forEach(
            (route, rest) -> {
              if (rest.since().isBefore(now.minus(MORE_THAN_A_HICCUP))) {
                alarms.add(
                    new Alarm(Alarm.Code.ROUTE_RESTS, route + " " + rest.reason(), rest.since()));
              }
            });
    for (Ledger.Overdue held : ledger.held(now.minus(UNDECIDED), MOST)) {
      alarms.add(new Alarm(Alarm.Code.DECISION_DUE, held.id(), held.due()));
    }
    Set<String> unbalanced = new TreeSet<>(ledger.unbalanced());
    campaigns.sending().stream()
        .filter(campaign -> !campaigns.balances(campaign))
        .map(Campaign::id)
        .forEach(unbalanced::add);
    unbalanced.forEach(
        delivery -> alarms.add(new Alarm(Alarm.Code.LEDGER_IMBALANCE, delivery, now)));
    for (Campaign campaign : campaigns.reviewsDue()) {
      alarms.add(
          new Alarm(
              Alarm.Code.REVIEW_DUE, campaign.id(), campaign.approved().map(Mark::at).orElse(now)));
    }
    for (String campaign : campaigns.beyondQuota()) {
      alarms.add(new Alarm(Alarm.Code.LINE_QUOTA, campaign, now));
    }
    disabledWebhooks
        .get()
        .forEach(
            (webhook, since) -> alarms.add(new Alarm(Alarm.Code.WEBHOOK_DISABLED, webhook, since)));
    rounds
        .resting()
        .forEach(
            (trigger, since) -> {
              if (since.isBefore(now.minus(STUCK))) {
                alarms.add(new Alarm(Alarm.Code.TRIGGER_RESTS, trigger, since));
              }
            });
    tell(alarms);
    last = List.copyOf(alarms);
    return last;
  }

  private void tell(List<Alarm> alarms) {
    Set<String> known = new HashSet<>();
    last.forEach(alarm -> known.add(alarm.code() + alarm.subject()));
    for (Alarm alarm : alarms) {
      if (!known.contains(alarm.code() + alarm.subject())) {
        LOG.log(System.Logger.Level.ERROR, "alarm {0}: {1}", alarm.code().json(), alarm.subject());
      }
    }
  }

  /** What it saw the last time on this node. */
  public List<Alarm> last() {
    return last;
  }
}
