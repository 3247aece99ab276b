package jp.todoke.segmentation.segments;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;

/** The door to segments: edit, publish, and ask who is in one. Thread-safe. */
public final class Segments {

  /** How many people tell whether a fact is commonly known. */
  private static final int SAMPLE = 2_000;

  private final SegmentStore store;
  private final Attributes attributes;
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
    this.attributes = attributes;
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

  /** Every version of a segment that was published, the newest first. */
  public List<SegmentVersion> versions(String id) {
    return store.versions(id);
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
    Lint.checkPurpose(draft, attributes.catalogue());
    Segment segment =
        new Segment(
            id,
            name,
            draft,
            Segment.Stage.DRAFT,
            1,
            Optional.empty(),
            List.of(),
            clock.instant(),
            by);
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
    Lint.checkPurpose(draft, attributes.catalogue());
    Segment before = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    Segment after =
        new Segment(
            id,
            name,
            draft,
            Segment.Stage.DRAFT,
            expected + 1,
            before.published(),
            before.examples(),
            clock.instant(),
            by);
    replace(after, expected);
    return after;
  }

  /**
   * Says that the draft is ready for somebody else to publish.
   *
   * @throws UnknownSegment when there is none
   * @throws StaleSegment when it is no longer at {@code expected}
   */
  public Segment submit(String id, int expected) {
    Segment before = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    return at(before, Segment.Stage.REVIEW, before.published(), expected, before.changedBy());
  }

  /**
   * Withdraws a segment: it decides nothing any more. Its versions stay on record, and publishing
   * it again makes the next one.
   *
   * @throws UnknownSegment when there is none
   * @throws StaleSegment when it is no longer at {@code expected}
   * @throws jp.todoke.segmentation.rules.SegmentMissing when another published segment leans on it
   */
  public synchronized Segment retire(String id, int expected, String by) {
    Segment before = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    RuleBook.compile(
        store.published().stream()
            .filter(version -> !version.segmentId().equals(id))
            .map(Segments::rule)
            .toList(),
        attributes.catalogue(),
        decisions.today());
    Segment retired = at(before, Segment.Stage.RETIRED, Optional.empty(), expected, by);
    refresh();
    return retired;
  }

  private Segment at(
      Segment before, Segment.Stage stage, Optional<Integer> published, int expected, String by) {
    Segment after =
        new Segment(
            before.id(),
            before.name(),
            before.draft(),
            stage,
            expected + 1,
            published,
            before.examples(),
            clock.instant(),
            by);
    replace(after, expected);
    return after;
  }

  /**
   * Publishes the draft under review as the next immutable version and lets it decide.
   *
   * @throws UnknownSegment when there is none
   * @throws StaleSegment when it is no longer at {@code expected}
   * @throws jp.todoke.segmentation.rules.SegmentCycle when it would lead back to itself
   * @throws jp.todoke.segmentation.rules.SegmentMissing when it names an unpublished segment
   * @throws NotSubmitted when its author has not submitted it for review
   * @throws ExamplesFailed when an example is answered otherwise than expected
   */
  public SegmentVersion publish(String id, int expected, String by) {
    Segment segment = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    if (segment.version() != expected) {
      throw new StaleSegment(id, expected);
    }
    if (segment.stage() != Segment.Stage.REVIEW) {
      throw new NotSubmitted(id);
    }
    Instant now = clock.instant();
    int number = segment.published().orElse(0) + 1;
    SegmentVersion version =
        new SegmentVersion(id, number, segment.name(), segment.draft(), now, by);
    runExamples(segment, rule(version));
    // An unreferenced version left by a crash here has the draft of this very edit, or is in the
    // way
    // of nobody: the head below decides what is published.
    while (!store.insert(version)) {
      number++;
      version = new SegmentVersion(id, number, segment.name(), segment.draft(), now, by);
    }
    replace(
        new Segment(
            id,
            segment.name(),
            segment.draft(),
            Segment.Stage.PUBLISHED,
            expected + 1,
            Optional.of(number),
            segment.examples(),
            now,
            by),
        expected);
    refresh();
    return version;
  }

  /** Publishes nothing: throws when an example is answered otherwise than its author expects. */
  private void runExamples(Segment segment, Rule rule) {
    decisions.trial(rule);
    List<String> failed =
        examine(segment, rule).stream()
            .filter(outcome -> outcome.answered() != outcome.example().expected())
            .map(outcome -> outcome.example().name())
            .toList();
    if (!failed.isEmpty()) {
      throw new ExamplesFailed(segment.id(), failed);
    }
  }

  /** How an example is answered. */
  public record Outcome(Example example, Verdict answered) {}

  /**
   * Asks the draft each of its examples.
   *
   * @throws UnknownSegment when there is none
   */
  public List<Outcome> examples(String id) {
    Segment segment = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    return examine(segment, draft(segment));
  }

  private List<Outcome> examine(Segment segment, Rule rule) {
    return segment.examples().stream()
        .map(
            example ->
                new Outcome(
                    example,
                    decisions
                        .trial(rule, example.on().orElseGet(decisions::today))
                        .decide(profiles.madeUp(example.person()))
                        .of(rule.key())))
        .toList();
  }

  /**
   * Replaces the examples of a segment; each person is read as a row of the profile exchange.
   *
   * @throws UnknownSegment when there is none
   * @throws StaleSegment when it is no longer at {@code expected}
   * @throws jp.todoke.segmentation.profiles.ProfileRowRefused when a person is no such row
   */
  public Segment exemplify(String id, List<Example> examples, int expected, String by) {
    Segment before = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    examples.forEach(example -> profiles.madeUp(example.person()));
    Segment after =
        new Segment(
            id,
            before.name(),
            before.draft(),
            Segment.Stage.DRAFT,
            expected + 1,
            before.published(),
            examples,
            clock.instant(),
            by);
    replace(after, expected);
    return after;
  }

  /**
   * What an author should look at: contradictions, repetitions, and facts that few people have.
   *
   * @throws UnknownSegment when there is none
   */
  public List<Finding> lint(String id) {
    Segment segment = store.find(id).orElseThrow(() -> new UnknownSegment(id));
    List<Finding> findings =
        new ArrayList<>(Lint.of(segment.draft(), attributes.catalogue(), decisions.today()));
    Set<String> asked = Lint.attributes(segment.draft());
    asked.remove(Catalogue.KIND.name());
    asked.remove(Catalogue.RELATIONSHIP.name());
    Map<String, Integer> known = new TreeMap<>();
    asked.forEach(name -> known.put(name, 0));
    int[] people = {0};
    profiles.sample(
        SAMPLE,
        profile -> {
          people[0]++;
          profile
              .attributes()
              .keySet()
              .forEach(name -> known.computeIfPresent(name, (any, n) -> n + 1));
        });
    known.forEach(
        (name, count) -> {
          if (people[0] > 0 && count * 2 < people[0]) {
            findings.add(
                new Finding(
                    "unknown-prone",
                    "",
                    "「"
                        + attributes.catalogue().find(name).map(Attribute::label).orElse(name)
                        + "」がわかっている方は"
                        + count * 100 / people[0]
                        + "%です。わからない方には届きません"));
          }
        });
    return findings;
  }

  /**
   * The rule the draft would become.
   *
   * @throws UnknownSegment when there is none
   */
  public Rule draftRule(String id) {
    return draft(store.find(id).orElseThrow(() -> new UnknownSegment(id)));
  }

  /** The rule that decides now; empty when none is published. */
  public Optional<Rule> publishedRule(String id) {
    return decisions.book().find(Rule.Key.segment(id));
  }

  private static Rule draft(Segment segment) {
    return new Rule(
        Rule.Key.segment(segment.id()), segment.published().orElse(0) + 1, segment.draft());
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
