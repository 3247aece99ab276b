package jp.todoke.delivery.dispatch;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.triggers.Firings;
import jp.todoke.templates.Templates;

/**
 * Works off what is due, a chunk or a few at a time. Called by as many threads on as many nodes as
 * one likes; they share nothing but the ledger. Thread-safe.
 */
public final class Dispatcher {

  /**
   * Chunks of one worker by LINE, where one request takes a whole chunk and the database works as
   * long as LINE does. Only there: a lease that runs out midway does no harm under a retry key.
   */
  private static final int TOGETHER = 4;

  private final Ledger ledger;
  private final Outgoings outgoings;
  private final Tools tools;
  private final BooleanSupplier paused;
  private final PortalInbox inbox;
  private final Map<Route, Channel> channels = new EnumMap<>(Route.class);

  /** What every worker needs. */
  record Tools(
      Ledger ledger,
      SendRules rules,
      Suppressions suppressions,
      UnsubscribeLinks unsubscribe,
      RouteStates states,
      DispatchSettings settings,
      Clock clock) {}

  /**
   * Opens a dispatcher over these channels, one per route.
   *
   * @param paused whether nothing may be sent in the whole city; asked before each chunk
   * @throws IllegalArgumentException when two channels serve one route
   */
  public Dispatcher(
      Ledger ledger,
      Campaigns campaigns,
      Notices notices,
      Firings firings,
      Templates templates,
      SendRules rules,
      Suppressions suppressions,
      Collection<? extends Channel> channels,
      PortalInbox inbox,
      UnsubscribeLinks unsubscribe,
      DispatchSettings settings,
      BooleanSupplier paused,
      Clock clock) {
    this.ledger = ledger;
    this.outgoings = new Outgoings(campaigns, notices, firings, templates, clock);
    this.paused = paused;
    this.inbox = inbox;
    this.tools =
        new Tools(ledger, rules, suppressions, unsubscribe, new RouteStates(), settings, clock);
    for (Channel channel : channels) {
      if (this.channels.put(channel.route(), channel) != null) {
        throw new IllegalArgumentException("two channels for " + channel.route());
      }
    }
  }

  /** The roads that take nothing from this node at present. */
  public Map<Route, RouteStates.Rest> resting() {
    return tools.states().resting();
  }

  /** Works off what one worker takes of any route; false when nothing is due. */
  public boolean workOnce() {
    return workOnce(channels.keySet());
  }

  /**
   * Works off what one worker takes of these routes, a chunk or a few; false when nothing is due. A
   * slow relay holds up nobody but itself when each route has threads of its own.
   */
  public boolean workOnce(Set<Route> routes) {
    if (paused.getAsBoolean()) {
      return false;
    }
    Instant now = tools.clock().instant();
    List<Route> open = routes.stream().filter(route -> !tools.states().holds(route, now)).toList();
    if (open.isEmpty()) {
      return false;
    }
    int most = open.equals(List.of(Route.LINE)) ? TOGETHER : 1;
    List<Chunk> due = ledger.claim(open, most, tools.settings().node());
    if (!due.isEmpty()) {
      work(due);
    }
    return !due.isEmpty();
  }

  private void work(List<Chunk> chunks) {
    Chunk first = chunks.getFirst();
    Channel channel = channels.get(first.route());
    if (channel == null) {
      throw new IllegalStateException("no channel for " + first.route());
    }
    Outgoing outgoing = outgoings.of(first);
    first
        .crowd()
        .ifPresentOrElse(
            crowd -> new Announcement(tools, inbox, first, crowd, outgoing).run(),
            () -> new Convoy(tools, channel, chunks, outgoing).run());
  }
}
