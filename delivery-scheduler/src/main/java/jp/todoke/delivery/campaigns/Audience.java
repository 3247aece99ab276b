package jp.todoke.delivery.campaigns;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import jp.todoke.delivery.ledger.Tally;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.segmentation.segments.Segments;

/** The people of a campaign: counted, or frozen into chunks. Thread-safe. */
final class Audience {

  private final Segments segments;
  private final Addresses addresses;
  private final Ledger ledger;
  private final Clock clock;

  Audience(Segments segments, Addresses addresses, Ledger ledger, Clock clock) {
    this.segments = segments;
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
    long[] size = {0};
    segments.members(draft.segmentId(), draft.segmentVersion(), person -> size[0]++);
    return size[0];
  }

  Counted count(CampaignDraft draft) {
    Map<Route, Long> reachable = new EnumMap<>(Route.class);
    Map<Route, SortedMap<String, Long>> barred = new EnumMap<>(Route.class);
    long[] selected = {0};
    inBlocks(
        draft,
        "",
        block -> {
          selected[0] += block.size();
          for (Route route : draft.routes()) {
            for (Addressed one :
                addresses.of(block, route, Reach.Weight.PUSH, draft.topic()).values()) {
              switch (one) {
                case Addressed.At at -> reachable.merge(route, 1L, Long::sum);
                case Addressed.Barred(String reason) ->
                    barred
                        .computeIfAbsent(route, added -> new TreeMap<>())
                        .merge(reason, 1L, Long::sum);
              }
            }
          }
        });
    Map<Route, DryRun.Count> routes = new EnumMap<>(Route.class);
    for (Route route : draft.routes()) {
      routes.put(
          route,
          new DryRun.Count(
              reachable.getOrDefault(route, 0L), barred.getOrDefault(route, new TreeMap<>())));
    }
    return new Counted(selected[0], routes);
  }

  /**
   * Freezes everybody, or those that an interrupted freezing left over. A block of people is
   * decided by the chunk of the first route, which is always written first; the other routes take
   * the same people. Whoever comes to match meanwhile joins behind the last one frozen or not at
   * all.
   *
   * @param mayGoOn asked before each block
   * @return how many people are frozen
   * @throws Overtaken when another freezing has written what this one was about to
   */
  long freeze(Campaign campaign, String payload, BooleanSupplier mayGoOn) {
    List<Route> routes = List.copyOf(EnumSet.copyOf(campaign.draft().routes()));
    Route first = routes.getFirst();
    Optional<Chunk> last = ledger.last(campaign.id(), first);
    last.ifPresent(block -> complete(campaign, payload, block, routes));
    int[] number = {last.map(block -> block.number() + 1).orElse(0)};
    String after = last.map(block -> block.recipients().getLast().commonId()).orElse("");
    inBlocks(
        campaign.draft(),
        after,
        people -> {
          if (!mayGoOn.getAsBoolean()) {
            throw new Overtaken(campaign.id());
          }
          for (Route route : routes) {
            write(
                campaign,
                payload,
                route,
                number[0],
                addresses.of(people, route, Reach.Weight.PUSH, campaign.draft().topic()));
          }
          number[0]++;
        });
    return ledger.tally(campaign.id()).getOrDefault(first, Tally.NONE).selected();
  }

  private void complete(Campaign campaign, String payload, Chunk block, List<Route> routes) {
    List<String> people = block.recipients().stream().map(Recipient::commonId).toList();
    for (Route route : routes) {
      if (ledger.find(campaign.id(), route, block.number()).isEmpty()) {
        write(
            campaign,
            payload,
            route,
            block.number(),
            addresses.ofIds(people, route, Reach.Weight.PUSH, campaign.draft().topic()));
      }
    }
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
    if (!ledger.freeze(
        Chunk.frozen(
            campaign.id(),
            campaign.draft().emergency() ? Kind.EMERGENCY : Kind.CAMPAIGN,
            route,
            number,
            payload,
            recipients))) {
      throw new Overtaken(campaign.id());
    }
  }

  private void inBlocks(CampaignDraft draft, String after, Consumer<Collection<Profile>> taker) {
    List<Profile> block = new ArrayList<>(Chunk.LIMIT);
    boolean[] broken = {false};
    segments.members(
        draft.segmentId(),
        draft.segmentVersion(),
        person -> {
          // A stream that was left by an exception may still hand over the rest of its batch.
          if (broken[0] || person.commonId().compareTo(after) <= 0) {
            return;
          }
          block.add(person);
          if (block.size() == Chunk.LIMIT) {
            broken[0] = true;
            taker.accept(block);
            broken[0] = false;
            block.clear();
          }
        });
    if (!block.isEmpty()) {
      taker.accept(block);
    }
  }
}
