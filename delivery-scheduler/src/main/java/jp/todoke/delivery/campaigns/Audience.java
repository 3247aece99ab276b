package jp.todoke.delivery.campaigns;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import jp.todoke.channels.Route;
import jp.todoke.delivery.addresses.Addressed;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Kind;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.segmentation.reach.Reach;

/** The people of a campaign: counted, or frozen into chunks. Thread-safe. */
final class Audience {

  private final Selection selection;
  private final Addresses addresses;
  private final Ledger ledger;
  private final Clock clock;

  Audience(Selection selection, Addresses addresses, Ledger ledger, Clock clock) {
    this.selection = selection;
    this.addresses = addresses;
    this.ledger = ledger;
    this.clock = clock;
  }

  /** Somebody else is freezing, or the campaign was stopped; this one leaves it alone. */
  static final class Overtaken extends RuntimeException {
    Overtaken(String id) {
      super("campaign " + id + " is being frozen by somebody else", null, false, false);
    }
  }

  record Counted(long selected, Map<Route, DryRun.Count> routes) {}

  long size(CampaignDraft draft) {
    return selection.size(draft);
  }

  Counted count(CampaignDraft draft) {
    int selected = selection.size(draft);
    Map<Route, DryRun.Count> routes = new EnumMap<>(Route.class);
    for (Route route : draft.routes()) {
      routes.put(
          route,
          selection.posts(route, selected) ? selection.countPost(draft) : count(draft, route));
    }
    return new Counted(selected, routes);
  }

  private DryRun.Count count(CampaignDraft draft, Route route) {
    long[] reachable = {0};
    SortedMap<String, Long> barred = new TreeMap<>();
    Consumer<List<String>> block =
        people -> {
          for (Addressed one :
              addresses.ofIds(people, route, Reach.Weight.PUSH, draft.topic()).values()) {
            switch (one) {
              case Addressed.At at -> reachable[0]++;
              case Addressed.Barred(String reason) -> barred.merge(reason, 1L, Long::sum);
            }
          }
        };
    List<String> people = new ArrayList<>(Chunk.LIMIT);
    selection.members(
        draft,
        commonId -> {
          people.add(commonId);
          if (people.size() == Chunk.LIMIT) {
            block.accept(people);
            people.clear();
          }
        });
    if (!people.isEmpty()) {
      block.accept(people);
    }
    return new DryRun.Count(reachable[0], barred);
  }

  /**
   * Freezes everybody, or those that an interrupted freezing left over: first who it is, then the
   * post on the portal if there are many, then block after block the other routes, the same people
   * under the same number on each.
   *
   * @param mayGoOn asked before each block
   * @return how many people are frozen
   * @throws Overtaken when another freezing has written what this one was about to
   */
  long freeze(Campaign campaign, String payload, BooleanSupplier mayGoOn) {
    int selected = selection.keep(campaign);
    List<Route> listed = new ArrayList<>();
    for (Route route : EnumSet.copyOf(campaign.draft().routes())) {
      if (!selection.posts(route, selected)) {
        listed.add(route);
      } else if (ledger.last(campaign.id(), route).isEmpty()) {
        if (!mayGoOn.getAsBoolean()) {
          throw new Overtaken(campaign.id());
        }
        write(Chunk.of(campaign.id(), kind(campaign), route, payload, selection.crowd(campaign)));
      }
    }
    if (!listed.isEmpty()) {
      // The last route of a block is written last: where it stands, the block is complete.
      Route last = listed.getLast();
      int next = ledger.last(campaign.id(), last).map(block -> block.number() + 1).orElse(0);
      selection.blocks(
          campaign,
          next,
          () -> {
            if (!mayGoOn.getAsBoolean()) {
              throw new Overtaken(campaign.id());
            }
            return true;
          },
          (number, people) -> {
            for (Route route : listed) {
              boolean interrupted =
                  number == next && ledger.find(campaign.id(), route, number).isPresent();
              if (!interrupted) {
                write(
                    campaign,
                    payload,
                    route,
                    number,
                    addresses.ofIds(people, route, Reach.Weight.PUSH, campaign.draft().topic()));
              }
            }
          });
    }
    return selected;
  }

  private void write(
      Campaign campaign, String payload, Route route, int number, Map<String, Addressed> judged) {
    List<Recipient> recipients = new ArrayList<>();
    judged.forEach(
        (commonId, one) ->
            recipients.add(
                switch (one) {
                  case Addressed.At at -> Recipient.pending(commonId);
                  case Addressed.Barred(String reason) ->
                      Recipient.suppressed(commonId, reason, clock.instant());
                }));
    write(Chunk.frozen(campaign.id(), kind(campaign), route, number, payload, recipients));
  }

  private void write(Chunk chunk) {
    if (!ledger.freeze(chunk)) {
      throw new Overtaken(chunk.delivery());
    }
  }

  private static Kind kind(Campaign campaign) {
    return campaign.draft().emergency() ? Kind.EMERGENCY : Kind.CAMPAIGN;
  }
}
