package jp.todoke.delivery.dispatch;

import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import jp.todoke.channels.Category;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Importance;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppressions;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.notices.Notice;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.triggers.Firings;
import jp.todoke.delivery.triggers.Trigger;
import jp.todoke.delivery.triggers.TriggerDraft;
import jp.todoke.delivery.wording.Wording;
import jp.todoke.templates.Templates;

/**
 * Works off what is due, one chunk at a time. Called by as many threads on as many nodes as one
 * likes; they share nothing but the ledger. Thread-safe.
 */
public final class Dispatcher {

  private final Ledger ledger;
  private final Campaigns campaigns;
  private final Notices notices;
  private final Firings firings;
  private final Templates templates;
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
    this.campaigns = campaigns;
    this.notices = notices;
    this.firings = firings;
    this.templates = templates;
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

  /** Works off one chunk of any route; false when nothing is due. */
  public boolean workOnce() {
    return workOnce(channels.keySet());
  }

  /**
   * Works off one chunk of these routes; false when nothing is due. A slow relay holds up nobody
   * but itself when each route has threads of its own.
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
    Optional<Chunk> due = ledger.claim(open, tools.settings().node());
    due.ifPresent(this::work);
    return due.isPresent();
  }

  private void work(Chunk chunk) {
    Channel channel = channels.get(chunk.route());
    if (channel == null) {
      throw new IllegalStateException("no channel for " + chunk.route());
    }
    Outgoing outgoing = outgoing(chunk);
    chunk
        .crowd()
        .ifPresentOrElse(
            crowd -> new Announcement(tools, inbox, chunk, crowd, outgoing).run(),
            () -> new Shift(tools, channel, chunk, outgoing).run());
  }

  private Outgoing outgoing(Chunk chunk) {
    return switch (chunk.kind()) {
      case CAMPAIGN, EMERGENCY -> {
        CampaignDraft draft =
            campaigns
                .find(chunk.delivery())
                .map(Campaign::draft)
                .orElseThrow(() -> new IllegalStateException(chunk.id() + " has no campaign"));
        Wording wording =
            Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values());
        yield new Outgoing(
            wording,
            Category.PUSH,
            draft.emergency() ? Importance.EMERGENCY : Importance.NORMAL,
            draft.topic(),
            wording.sensitive(),
            false,
            draft.usefulUntil(),
            () -> !campaigns.sending(chunk.delivery()));
      }
      case TRIGGER -> {
        Firings.Firing firing =
            firings
                .of(chunk.delivery())
                .orElseThrow(() -> new IllegalStateException(chunk.id() + " has no trigger"));
        TriggerDraft draft = firing.trigger().draft();
        Wording wording =
            Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values());
        yield new Outgoing(
            wording,
            Category.PUSH,
            Importance.NORMAL,
            draft.topic(),
            wording.sensitive(),
            false,
            firing.usefulUntil(),
            () -> resting(chunk.delivery()));
      }
      case NOTICE -> {
        Notice notice =
            notices
                .find(chunk.delivery())
                .orElseThrow(() -> new IllegalStateException(chunk.id() + " has no notice"));
        yield new Outgoing(
            Wording.of(
                templates,
                notice.draft().templateId(),
                notice.draft().templateVersion(),
                notice.draft().values()),
            Category.NOTICE,
            Importance.IMPORTANT,
            "",
            true,
            true,
            Optional.empty(),
            () -> withdrawn(chunk.delivery()));
      }
    };
  }

  private boolean withdrawn(String notice) {
    return notices.find(notice).filter(found -> found.status() == Notice.Status.APPROVED).isEmpty();
  }

  private boolean resting(String group) {
    return firings
        .of(group)
        .filter(found -> found.trigger().status() == Trigger.Status.ACTIVE)
        .isEmpty();
  }
}
