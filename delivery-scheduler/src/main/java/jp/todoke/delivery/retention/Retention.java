package jp.todoke.delivery.retention;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import jp.todoke.channels.Receipts;
import jp.todoke.channels.Route;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.campaigns.Selection;
import jp.todoke.delivery.clicks.Clicks;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Crowd;
import jp.todoke.delivery.ledger.Kind;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.reports.ClosedReports;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.delivery.triggers.Firings;
import jp.todoke.segmentation.audiences.PeopleSets;

/**
 * Closes deliveries to many whose time is over, and forgets whom they reached. A delivery ends in
 * this order: its report is written, then what people did with it in sums; its firings go where
 * they lock nothing any more, its clicks and what was said of it, then its chunks, by which an
 * interrupted closing is found again; its messages, posts and sets of people follow by their age.
 * Thread-safe; any number of nodes, each step safe to repeat.
 */
public final class Retention {

  private static final System.Logger LOG = System.getLogger(Retention.class.getName());

  /** Links in mail, bounces and daily facts look back so far. */
  public static final Duration SHORTEST = Duration.ofDays(30);

  /** What a node spends at a turn on each of the things it forgets. */
  private static final Duration AT_A_TURN = Duration.ofMinutes(1);

  /** By then whoever kept a set of people has written what names it, or is dead. */
  private static final Duration ORPHANED = Duration.ofDays(1);

  private static final Set<Kind> TO_MANY = EnumSet.complementOf(EnumSet.of(Kind.NOTICE));
  private static final int PAGE = 200;

  private final Ledger ledger;
  private final Reports reports;
  private final ClosedReports closed;
  private final Campaigns campaigns;
  private final Firings firings;
  private final Clicks clicks;
  private final Usefulness usefulness;
  private final Selection selection;
  private final PeopleSets sets;
  private final PortalInbox inbox;
  private final Receipts receipts;
  private final Duration kept;
  private final Clock clock;

  /**
   * @param kept how long after its last chunk a delivery is kept
   * @throws IllegalArgumentException when that is shorter than {@link #SHORTEST}
   */
  public Retention(
      Ledger ledger,
      Reports reports,
      ClosedReports closed,
      Campaigns campaigns,
      Firings firings,
      Clicks clicks,
      Usefulness usefulness,
      Selection selection,
      PeopleSets sets,
      PortalInbox inbox,
      Receipts receipts,
      Duration kept,
      Clock clock) {
    if (kept.compareTo(SHORTEST) < 0) {
      throw new IllegalArgumentException("deliveries are kept for " + SHORTEST + " or longer");
    }
    this.ledger = ledger;
    this.reports = reports;
    this.closed = closed;
    this.campaigns = campaigns;
    this.firings = firings;
    this.clicks = clicks;
    this.usefulness = usefulness;
    this.selection = selection;
    this.sets = sets;
    this.inbox = inbox;
    this.receipts = receipts;
    this.kept = kept;
    this.clock = clock;
  }

  /**
   * What a turn did on this node.
   *
   * @param closed deliveries whose chunks went
   * @param messages taken out of inboxes
   */
  public record Turn(int closed, long messages, long posts, long receipts, int sets) {}

  /** Forgets what is due, each thing for a minute at most; the next turn goes on. */
  public Turn turn() {
    Instant before = clock.instant().minus(kept);
    int over = close(before, forAMinute());
    long messages = inbox.forgetBefore(before, this::isOver, forAMinute());
    BooleanSupplier more = forAMinute();
    long posts = 0;
    for (long gone = PAGE; gone == PAGE && more.getAsBoolean(); posts += gone) {
      gone = inbox.forgetPostsBefore(before, PAGE);
    }
    more = forAMinute();
    long said = 0;
    for (long gone = PAGE; gone == PAGE && more.getAsBoolean(); said += gone) {
      gone = receipts.forgetBefore(before, Notices.PREFIX, PAGE);
    }
    int people = forgetSets(forAMinute());
    sets.letGo();
    Turn turn = new Turn(over, messages, posts, said, people);
    if (over > 0 || messages > 0 || posts > 0 || said > 0 || people > 0) {
      LOG.log(System.Logger.Level.INFO, "what was delivered before {0}: {1}", before, turn);
    }
    return turn;
  }

  private BooleanSupplier forAMinute() {
    Instant end = clock.instant().plus(AT_A_TURN);
    return () -> clock.instant().isBefore(end);
  }

  private int close(Instant before, BooleanSupplier more) {
    int over = 0;
    Set<String> looked = new HashSet<>();
    for (Kind kind : TO_MANY) {
      for (Route route : Route.ofCampaigns()) {
        Instant from = Instant.EPOCH;
        List<Ledger.Ended> page;
        do {
          page = more.getAsBoolean() ? ledger.ended(kind, route, from, before, PAGE) : List.of();
          for (Ledger.Ended chunk : page) {
            if (looked.add(chunk.delivery()) && more.getAsBoolean()) {
              over += guarded(kind, chunk.delivery(), before, more) ? 1 : 0;
            }
          }
          from = page.isEmpty() ? from : behind(page, from);
        } while (page.size() == PAGE);
      }
    }
    return over;
  }

  /** What is closed is gone from the next page; what cannot be is not looked at for ever. */
  private static Instant behind(List<Ledger.Ended> page, Instant from) {
    Instant last = page.getLast().due();
    return last.equals(from) ? from.plusMillis(1) : last;
  }

  /** One delivery that can not be closed does not keep the others from it. */
  private boolean guarded(Kind kind, String delivery, Instant before, BooleanSupplier more) {
    try {
      return close(kind, delivery, before, more);
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.ERROR,
          "delivery {0} could not be closed: {1}",
          delivery,
          failed.getClass().getName());
      return false;
    }
  }

  private boolean close(Kind kind, String delivery, Instant before, BooleanSupplier more) {
    if (!ledger.ended(delivery, before) || !settled(kind, delivery)) {
      return false;
    }
    if (!reports.close(delivery, origin(kind, delivery))) {
      LOG.log(
          System.Logger.Level.ERROR, "delivery {0} does not balance and is not closed", delivery);
      return false;
    }
    if (closed.reaction(delivery).isEmpty()) {
      closed.reacted(delivery, reaction(delivery));
    }
    if (closed.firingsLeave(delivery)) {
      firings.forgetGroup(delivery);
      closed.firingsLeft(delivery);
    }
    if (!clicks.forget(delivery, more) || !usefulness.forget(delivery, more)) {
      return false;
    }
    ledger.forget(delivery, more);
    return !ledger.holds(delivery);
  }

  private ClosedReports.Reaction reaction(String delivery) {
    return new ClosedReports.Reaction(
        clicks.of(delivery), clicks.people(delivery), usefulness.of(List.of(delivery)));
  }

  /** Whether nobody may write chunks of it any more. */
  private boolean settled(Kind kind, String delivery) {
    return kind == Kind.TRIGGER ? !firings.waits(delivery) : isFinal(delivery);
  }

  private boolean isFinal(String campaign) {
    return campaigns
        .find(campaign)
        .map(Campaign::status)
        .filter(EnumSet.of(Campaign.Status.SENT, Campaign.Status.STOPPED)::contains)
        .isPresent();
  }

  private Optional<ClosedReports.Origin> origin(Kind kind, String delivery) {
    return kind == Kind.TRIGGER
        ? firings
            .of(delivery)
            .map(
                firing ->
                    new ClosedReports.Origin(
                        firing.trigger().id(),
                        firings.mayForget(firing) ? firings.count(List.of(delivery)) : 0))
        : Optional.empty();
  }

  /** Messages are counted in the report of their delivery until it is closed. */
  private boolean isOver(String delivery) {
    return closed.find(delivery).isPresent() || !ledger.holds(delivery);
  }

  /** Those of posts first: they are made of the places of the others. */
  private int forgetSets(BooleanSupplier more) {
    return forgetSets(selection::isOfPost, more)
        + forgetSets(set -> !selection.isOfPost(set) && !sets.isWhole(set), more);
  }

  private int forgetSets(Predicate<String> meant, BooleanSupplier more) {
    Set<String> named = inbox.postAudiences();
    Instant orphaned = clock.instant().minus(ORPHANED);
    int gone = 0;
    String after = "";
    List<PeopleSets.Kept> page;
    do {
      page = more.getAsBoolean() ? sets.page(after, PAGE) : List.of();
      for (PeopleSets.Kept set : page) {
        if (!named.contains(set.set())
            && more.getAsBoolean()
            && isNobodys(set, orphaned)
            && meant.test(set.set())) {
          sets.forget(set.set());
          gone++;
        }
        after = set.set();
      }
    } while (page.size() == PAGE);
    return gone;
  }

  /**
   * Whether nothing names a set any more, nor will. A set without its date is old enough only when
   * its campaign is closed.
   */
  private boolean isNobodys(PeopleSets.Kept set, Instant orphaned) {
    Optional<String> campaign = selection.campaignOf(set.set());
    if (campaign.isEmpty()) {
      return false;
    }
    String id = campaign.get();
    if (!ledger.holds(id)) {
      return closed.find(id).isPresent() || (isBefore(set, orphaned) && isFinal(id));
    }
    // Of a freezing that broke off before its chunk was written; the next one made its own set.
    return selection.isOfPost(set.set())
        && isBefore(set, orphaned)
        && (isFinal(id) || isSending(id))
        && ledger
            .find(id, Route.PORTAL, 0)
            .flatMap(Chunk::crowd)
            .map(Crowd::set)
            .filter(set.set()::equals)
            .isEmpty();
  }

  private static boolean isBefore(PeopleSets.Kept set, Instant orphaned) {
    return set.keptAt().filter(orphaned::isAfter).isPresent();
  }

  private boolean isSending(String campaign) {
    return campaigns
        .find(campaign)
        .filter(found -> found.status() == Campaign.Status.SENDING)
        .isPresent();
  }
}
