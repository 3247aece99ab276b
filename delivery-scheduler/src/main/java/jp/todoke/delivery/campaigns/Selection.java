package jp.todoke.delivery.campaigns;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import jp.todoke.channels.Route;
import jp.todoke.delivery.ledger.Crowd;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Tally;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.segmentation.audiences.Audience;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.PeopleSets;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.segmentation.segments.UnknownSegment;

/**
 * Whom campaigns mean: asked of the whole city in the memory of this node, and kept in the store
 * before anything is sent, so that every node and every restart has the same people. Thread-safe.
 */
public final class Selection {

  private static final String NOBODY_THERE = "no-profile";
  private static final String AUDIENCE = "campaign-";
  private static final String POST = "post-";
  private static final int UUID_LENGTH = 36;

  private final Segments segments;
  private final Audiences audiences;
  private final PeopleSets sets;
  private final Preferences preferences;
  private final int postFrom;
  private final Runnable catchUp;

  /**
   * @param postFrom from how many people on a push to the portal is one post instead of a message
   *     each
   * @param catchUp lets the memory of this node follow what was written until now
   */
  public Selection(
      Segments segments,
      Audiences audiences,
      PeopleSets sets,
      Preferences preferences,
      int postFrom,
      Runnable catchUp) {
    this.segments = segments;
    this.audiences = audiences;
    this.sets = sets;
    this.preferences = preferences;
    this.postFrom = postFrom;
    this.catchUp = catchUp;
  }

  /** Whether this node can be asked whom a campaign means; not in the first seconds. */
  boolean ready() {
    return audiences.ready();
  }

  /** Whether there is such a published version. */
  boolean exists(CampaignDraft draft) {
    return segments.find(draft.segmentId(), draft.segmentVersion()).isPresent();
  }

  /** How many people are meant now. */
  int size(CampaignDraft draft) {
    return size(draft.segmentId(), draft.segmentVersion());
  }

  /**
   * How many people that version of a segment means now.
   *
   * @throws jp.todoke.segmentation.audiences.CityNotRead in the first seconds of a node
   */
  public int size(String segmentId, int segmentVersion) {
    return now(segmentId, segmentVersion).size();
  }

  /** The common IDs of everybody meant now. */
  void members(CampaignDraft draft, Consumer<String> taker) {
    audiences.members(now(draft), taker);
  }

  /**
   * The common IDs of everybody whom that version of a segment means now.
   *
   * @throws jp.todoke.segmentation.audiences.CityNotRead in the first seconds of a node
   */
  public void members(String segmentId, int segmentVersion, Consumer<String> taker) {
    audiences.members(now(segmentId, segmentVersion), taker);
  }

  private Audience now(CampaignDraft draft) {
    return now(draft.segmentId(), draft.segmentVersion());
  }

  private Audience now(String segmentId, int segmentVersion) {
    catchUp.run();
    Condition condition =
        segments
            .find(segmentId, segmentVersion)
            .orElseThrow(() -> new UnknownSegment(segmentId))
            .condition();
    return audiences.draft(condition);
  }

  /** Whether so many people get a route as one post. */
  boolean posts(Route route, int people) {
    return route == Route.PORTAL && people >= postFrom;
  }

  /** Keeps who is meant now; once kept it stays, whoever asks again. */
  int keep(Campaign campaign) {
    return sets.size(set(campaign))
        .orElseGet(() -> sets.keep(set(campaign), now(campaign.draft())));
  }

  /** Of one submission: whoever submits anew means whoever is meant then. */
  private static String set(Campaign campaign) {
    return AUDIENCE
        + campaign.id()
        + campaign
            .submission()
            .map(submission -> "." + submission.mark().at().toEpochMilli())
            .orElse("");
  }

  /** The campaign for which a set of people was kept; empty for what others keep. */
  public Optional<String> campaignOf(String set) {
    if (set.startsWith(AUDIENCE)) {
      int end = set.indexOf('.');
      return Optional.of(set.substring(AUDIENCE.length(), end < 0 ? set.length() : end));
    }
    int end = set.length() - UUID_LENGTH - 1;
    return set.startsWith(POST) && end > POST.length()
        ? Optional.of(set.substring(POST.length(), end))
        : Optional.empty();
  }

  /** Whether a set of people was kept for a post, not for a whole campaign. */
  public boolean isOfPost(String set) {
    return set.startsWith(POST);
  }

  /** Hands over the blocks of the people kept, see {@link PeopleSets#blocks}. */
  void blocks(Campaign campaign, int first, BooleanSupplier more, PeopleSets.Taker taker) {
    sets.blocks(set(campaign), first, more, taker);
  }

  /** The people of a crowd, in blocks. */
  public void each(Crowd crowd, Consumer<Collection<String>> taker) {
    sets.blocks(crowd.set(), 0, () -> true, (number, commonIds) -> taker.accept(commonIds));
  }

  /** Of the people kept those whom the portal may show it, and why not the others. */
  Crowd crowd(Campaign campaign) {
    Audience kept = sets.audience(set(campaign));
    Reached reached = reached(kept, campaign.draft().topic());
    String set = POST + campaign.id() + "-" + UUID.randomUUID();
    Map<Tally.Line, Long> lines = new TreeMap<>();
    reached.barred().forEach((reason, n) -> lines.put(new Tally.Line(State.SUPPRESSED, reason), n));
    lines.put(
        new Tally.Line(State.PENDING, ""),
        (long) sets.keepSome(set, set(campaign), reached.audience()));
    long selected = sets.size(set(campaign)).orElse(0);
    long gone = selected - lines.values().stream().mapToLong(Long::longValue).sum();
    lines.merge(new Tally.Line(State.SUPPRESSED, NOBODY_THERE), gone, Long::sum);
    lines.values().removeIf(n -> n == 0);
    return new Crowd(set, selected, lines, Optional.empty());
  }

  /** How many of those meant now a post would reach, and why not the others. */
  DryRun.Count countPost(CampaignDraft draft) {
    Reached reached = reached(now(draft), draft.topic());
    return new DryRun.Count(reached.audience().size(), new TreeMap<>(reached.barred()));
  }

  private record Reached(Audience audience, Map<String, Long> barred) {}

  /** The same order of questions as for one person: reach, then what they said. */
  private Reached reached(Audience people, String topic) {
    Audiences.Reached byMarks = audiences.reached(people, Reach.Way.PORTAL);
    Map<String, Long> barred = new TreeMap<>();
    byMarks.barred().forEach((barrier, n) -> barred.merge(barrier.json(), n, Long::sum));
    Audience left = byMarks.audience();
    for (Map.Entry<String, List<String>> refusal :
        preferences.refusing(topic, Route.PORTAL).entrySet()) {
      Audience refusing = audiences.of(refusal.getValue());
      int n = left.and(refusing).size();
      if (n > 0) {
        barred.merge(refusal.getKey(), (long) n, Long::sum);
        left = left.andNot(refusing);
      }
    }
    return new Reached(left, barred);
  }
}
