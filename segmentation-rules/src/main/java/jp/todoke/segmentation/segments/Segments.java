package jp.todoke.segmentation.segments;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;

/** The door to segments: edit, publish, and ask who is in one. Thread-safe. */
public final class Segments {

  private final SegmentStore store;
  private final Decisions decisions;
  private final Profiles profiles;
  private final Clock clock;
  private volatile List<SegmentVersion> current = List.of();

  public Segments(
      MongoDatabase database,
      Attributes attributes,
      Profiles profiles,
      Decisions decisions,
      Clock clock) {
    this.store = new SegmentStore(database, attributes::catalogue);
    this.decisions = decisions;
    this.profiles = profiles;
    this.clock = clock;
    refresh();
  }

  /** Lets the published segments of the database, perhaps another node's, decide on this node. */
  public synchronized void refresh() {
    List<SegmentVersion> published = store.published();
    decisions.replace(Rule.Subject.SEGMENT, published.stream().map(Segments::rule).toList());
    current = published;
  }

  /** The same, but compiles nothing while the published versions are the ones known already. */
  public void refreshIfChanged() {
    if (!store.published().equals(current)) {
      refresh();
    }
  }

  /** The segment as staff edit it. */
  public Optional<Segment> find(String id) {
    return store.find(id);
  }

  /** A published version. */
  public Optional<SegmentVersion> find(String id, int number) {
    return store.find(id, number);
  }

  /** Up to {@code limit} segments whose id comes after {@code after}, in order. */
  public List<Segment> page(String after, int limit) {
    return store.page(after, limit);
  }

  /**
   * Begins a segment with a draft.
   *
   * @throws SegmentExists when the id is taken
   */
  public Segment create(String id, String name, Condition draft, String by) {
    Segment segment = new Segment(id, name, draft, 1, Optional.empty(), clock.instant(), by);
    if (!store.insert(segment)) {
      throw new SegmentExists(id);
    }
    return segment;
  }

  /**
   * Changes the draft; what is published stays.
   *
   * @throws UnknownSegment when there is none
   * @throws StaleSegment when it is no longer at {@code expected}
   */
  public Segment edit(String id, String name, Condition draft, int expected, String by) {
    Segment before = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    Segment after =
        new Segment(id, name, draft, expected + 1, before.published(), clock.instant(), by);
    replace(after, expected);
    return after;
  }

  /**
   * Publishes the draft as the next immutable version and lets it decide.
   *
   * @throws UnknownSegment when there is none
   * @throws StaleSegment when it is no longer at {@code expected}
   * @throws jp.todoke.segmentation.rules.SegmentCycle when it would lead back to itself
   * @throws jp.todoke.segmentation.rules.SegmentMissing when it names an unpublished segment
   */
  public SegmentVersion publish(String id, int expected, String by) {
    Segment segment = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    if (segment.version() != expected) {
      throw new StaleSegment(id, expected);
    }
    Instant now = clock.instant();
    int number = segment.published().orElse(0) + 1;
    SegmentVersion version =
        new SegmentVersion(id, number, segment.name(), segment.draft(), now, by);
    decisions.trial(rule(version));
    // An unreferenced version left by a crash here has the draft of this very edit, or is in the
    // way
    // of nobody: the head below decides what is published.
    while (!store.insert(version)) {
      number++;
      version = new SegmentVersion(id, number, segment.name(), segment.draft(), now, by);
    }
    replace(
        new Segment(
            id, segment.name(), segment.draft(), expected + 1, Optional.of(number), now, by),
        expected);
    refresh();
    return version;
  }

  private void replace(Segment segment, int expected) {
    if (!store.replace(segment, expected)) {
      throw new StaleSegment(segment.id(), expected);
    }
  }

  /**
   * Hands over everybody whom that version means today, streaming in the order of common IDs. Only
   * a yes counts.
   *
   * @throws UnknownSegment when there is no such version
   */
  public void members(String id, int number, Consumer<Profile> taker) {
    SegmentVersion version = store.find(id, number).orElseThrow(() -> new UnknownSegment(id));
    Rule rule = rule(version);
    RuleBook book = decisions.trial(rule);
    try (RuleBook.Population population =
        book.population(
            (profile, verdicts) -> {
              if (verdicts.of(rule.key()) == Verdict.YES) {
                taker.accept(profile);
              }
            })) {
      profiles.each(population::add);
    }
  }

  private static Rule rule(SegmentVersion version) {
    return new Rule(Rule.Key.segment(version.segmentId()), version.number(), version.condition());
  }
}
