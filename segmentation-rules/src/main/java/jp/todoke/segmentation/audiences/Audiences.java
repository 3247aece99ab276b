package jp.todoke.segmentation.audiences;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.ContactMarks;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.segmentation.rules.CompactCity;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.rules.SliceVerdicts;
import jp.todoke.segmentation.rules.Verdicts;
import org.jspecify.annotations.Nullable;
import org.roaringbitmap.BitSetUtil;
import org.roaringbitmap.RoaringBitmap;

/**
 * The door to who is in which segment, of the whole city: each node holds everybody's facts
 * compactly and the audiences of all published segments. Thread-safe.
 *
 * <p>First {@link #load()}; then {@link #recompute()} at start, after a publication and at 00:00
 * Asia/Tokyo, which each time decides only what is not decided yet; and {@link #changed} whenever
 * one profile changed.
 */
public final class Audiences {

  private static final Rule.Key DRAFT = Rule.Key.program("draft");

  private final AudienceStore store;
  private final Attributes attributes;
  private final Profiles profiles;
  private final Decisions decisions;
  private final Clock clock;
  private final String wardAttribute;
  private final Map<String, Bits[]> answers = new ConcurrentHashMap<>();
  private final Map<String, String> served = new ConcurrentHashMap<>();
  private final Map<String, LocalDate> decidedOn = new ConcurrentHashMap<>();

  /** One for each slice: who holds it changes the facts and the answers of its people together. */
  private final List<Object> locks = new java.util.concurrent.CopyOnWriteArrayList<>();

  private volatile Reading reading;
  private volatile @Nullable Cells cells;

  /**
   * Everybody's facts and who stands where, read together.
   *
   * @param complete false before the first reading
   */
  private record Reading(CompactCity city, Ordinals ordinals, boolean complete) {}

  /** Whose profile changed while the city is being read. */
  private volatile Set<String> changedMeanwhile = ConcurrentHashMap.newKeySet();

  private volatile boolean loading;
  private volatile @Nullable Recomputation running;

  /**
   * @param node the name of this node, the same after a restart: ordinals are its own
   * @param wardAttribute the catalogue's name of the ward, an enum
   */
  public Audiences(
      MongoDatabase database,
      Attributes attributes,
      Profiles profiles,
      Decisions decisions,
      String node,
      String wardAttribute,
      Clock clock) {
    this.store = new AudienceStore(database, node);
    this.attributes = attributes;
    this.profiles = profiles;
    this.decisions = decisions;
    this.wardAttribute = wardAttribute;
    this.clock = clock;
    this.reading = new Reading(new CompactCity(attributes.catalogue()), new Ordinals(), false);
  }

  /** Reads everybody's facts from the store, and what was decided before and still holds. */
  public synchronized void load() {
    Set<String> meanwhile = ConcurrentHashMap.newKeySet();
    changedMeanwhile = meanwhile;
    loading = true;
    saveOrdinals();
    Ordinals numbers = new Ordinals();
    store.ordinals().forEach(numbers::restore);
    CompactCity read = new CompactCity(attributes.refresh());
    profiles.facts(read.taker(numbers::ordinal));
    for (int ordinal = 0; ordinal < numbers.size(); ordinal++) {
      if (!read.isPresent(ordinal) && !numbers.commonId(ordinal).isEmpty()) {
        numbers.forget(ordinal);
      }
    }
    answers.clear();
    served.clear();
    cells = null;
    reading = new Reading(read, numbers, true);
    saveOrdinals();
    restore();
    loading = false;
    meanwhile.forEach(this::changed);
  }

  private void restore() {
    Map<String, Question> questions = new HashMap<>();
    questions().forEach(question -> questions.put(question.key(), question));
    store.each(
        questions.keySet(),
        slice -> {
          if (slice.number() < reading.city().slices()
              && slice.decidedAt().isAfter(reading.city().changedAt(slice.number()))) {
            RoaringBitmap present = bitmap(reading.city().present(slice.number()));
            slice.bits().yes().and(present);
            slice.bits().unknown().and(present);
            keep(slice.key(), slice.number(), slice.bits());
          }
        });
    questions.values().forEach(this::serve);
  }

  /** Whether the city has been read, so that it can be asked. */
  public boolean ready() {
    return reading.complete();
  }

  private Reading complete() {
    Reading now = reading;
    if (!now.complete()) {
      throw new CityNotRead();
    }
    if (!now.city().holds(attributes.catalogue())) {
      synchronized (this) {
        if (!reading.city().holds(attributes.catalogue())) {
          load();
        }
        return reading;
      }
    }
    return now;
  }

  /** The facts this node holds. */
  public CompactCity city() {
    return reading.city();
  }

  /** How many bytes the common IDs take in the heap, beside the facts. */
  public long bytesOfIds() {
    return reading.ordinals().bytes();
  }

  private List<Question> questions() {
    RuleBook book = decisions.book();
    Map<String, Rule> published = new LinkedHashMap<>();
    for (Rule rule : book.rules()) {
      if (rule.key().subject() == Rule.Subject.SEGMENT) {
        published.put(rule.key().id(), rule);
      }
    }
    return published.values().stream()
        .map(rule -> Question.of(rule, published, attributes.catalogue(), book.asOf()))
        .toList();
  }

  /**
   * What is to be done until every published segment's audience is of today. Only segments that are
   * new, or that time has turned, and slices that have changed are decided. Run it, with several
   * threads if you like.
   */
  public synchronized Recomputation recompute() {
    if (!reading.city().holds(attributes.catalogue())) {
      load();
    }
    saveOrdinals();
    running().ifPresent(Recomputation::cancel);
    List<Question> todo = new ArrayList<>();
    List<Set<String>> open = new ArrayList<>();
    int total = 0;
    for (int slice = 0; slice < reading.city().slices(); slice++) {
      open.add(new HashSet<>());
      total += people(slice);
    }
    for (Question question : questions()) {
      Bits[] bits = slots(question.key());
      boolean complete = true;
      for (int slice = 0; slice < open.size(); slice++) {
        if (bits[slice] == null) {
          open.get(slice).add(question.key());
          complete = false;
        }
      }
      if (!complete) {
        todo.add(question);
      }
    }
    List<Rule> rules = todo.stream().map(Question::rule).toList();
    Recomputation begun =
        new Recomputation(this, decisions.only(rules), todo, open, total, clock.instant());
    running = begun;
    return begun;
  }

  /** Makes sure that everybody's ordinal is the same after a restart. */
  synchronized void saveOrdinals() {
    for (int changed : reading.ordinals().takeChanged()) {
      store.saveOrdinals(changed, reading.ordinals().ids(changed));
    }
  }

  /** The name of this node, whose ordinals these are. */
  String node() {
    return store.node();
  }

  /**
   * Those of an audience whom a push reaches on a way, and of how many it does not for what reason.
   */
  public Reached reached(Audience audience, Reach.Way way) {
    List<Optional<Reach.Barrier>> judged = new ArrayList<>();
    for (int marks = 0; marks < ContactMarks.COUNT; marks++) {
      judged.add(
          Reach.of(ContactMarks.example(marks), way, Reach.Weight.PUSH)
                  instanceof Reach.Unreachable(Reach.Barrier barrier)
              ? Optional.of(barrier)
              : Optional.empty());
    }
    Reading now = reading;
    if (audience.numbers() != now.ordinals()) {
      throw new CityNotRead();
    }
    CompactCity people = now.city();
    int[][] marks = new int[people.slices()][];
    for (int slice = 0; slice < marks.length; slice++) {
      marks[slice] = people.marks(slice);
    }
    RoaringBitmap reached = new RoaringBitmap();
    Map<Reach.Barrier, Long> barred = new EnumMap<>(Reach.Barrier.class);
    audience.each(
        ordinal ->
            judged
                .get(marks[ordinal / CompactCity.SLICE][ordinal % CompactCity.SLICE])
                .ifPresentOrElse(
                    barrier -> barred.merge(barrier, 1L, Long::sum), () -> reached.add(ordinal)));
    return new Reached(
        new Audience(audience.asOf(), reached, new RoaringBitmap(), audience.numbers()), barred);
  }

  /** Whom a push reaches on one way, and of how many it does not for what reason. */
  public record Reached(Audience audience, Map<Reach.Barrier, Long> barred) {}

  /** The recomputation that was begun last on this node. */
  public Optional<Recomputation> running() {
    return Optional.ofNullable(running);
  }

  int people(int slice) {
    return Math.min(CompactCity.SLICE, reading.city().size() - slice * CompactCity.SLICE);
  }

  void decide(int slice, Set<String> keys, Recomputation recomputation) {
    synchronized (lock(slice)) {
      Instant decidedAt = clock.instant();
      Map<String, Bits> decided = recomputation.decide(reading.city(), slice, keys);
      store.save(slice, decidedAt, decided);
      decided.forEach((key, bits) -> keep(key, slice, bits));
    }
  }

  synchronized void finished(Recomputation recomputation) {
    Set<String> current = new HashSet<>();
    Set<String> published = new HashSet<>();
    for (Question question : questions()) {
      current.add(question.key());
      published.add(id(question.rule().key().id(), question.rule().version()));
      serve(question);
    }
    served.keySet().retainAll(published);
    if (decisions.today().equals(recomputation.asOf())) {
      current.addAll(served.values());
      answers.keySet().retainAll(current);
      store.keepOnly(current);
    }
  }

  /** Lets that answer be the audience of its segment when no slice is missing. */
  private void serve(Question question) {
    Bits[] bits = slots(question.key());
    for (int slice = 0; slice < reading.city().slices(); slice++) {
      if (bits[slice] == null) {
        return;
      }
    }
    served.put(id(question.rule().key().id(), question.rule().version()), question.key());
    decidedOn.put(question.key(), decisions.today());
  }

  private static String id(String segment, int version) {
    return segment + ":" + version;
  }

  private Bits[] slots(String key) {
    return answers.compute(key, (any, bits) -> grown(bits, reading.city().slices()));
  }

  private void keep(String key, int slice, Bits decided) {
    answers.compute(
        key,
        (any, bits) -> {
          Bits[] grown = grown(bits, slice + 1);
          grown[slice] = decided;
          return grown;
        });
  }

  private static Bits[] grown(Bits @Nullable [] bits, int slices) {
    return bits == null
        ? new Bits[slices]
        : bits.length < slices ? Arrays.copyOf(bits, slices) : bits;
  }

  private Object lock(int slice) {
    synchronized (locks) {
      while (locks.size() <= slice) {
        locks.add(new Object());
      }
    }
    return locks.get(slice);
  }

  /**
   * Reads that profile again and moves the person into and out of audiences; forgets them when it
   * is gone.
   *
   * @return how many published segments' answers changed
   */
  public int changed(String commonId) {
    if (loading) {
      changedMeanwhile.add(commonId);
    }
    Optional<Profile> profile = profiles.find(commonId);
    Reading now = reading;
    int known = now.ordinals().find(commonId);
    if (profile.isEmpty() && known < 0) {
      return 0;
    }
    int ordinal = known < 0 ? now.ordinals().ordinal(commonId) : known;
    int slice = ordinal / CompactCity.SLICE;
    synchronized (lock(slice)) {
      profile.ifPresentOrElse(
          person -> now.city().put(ordinal, person, ContactMarks.of(person)),
          () -> now.city().remove(ordinal));
      Cells counted = cells;
      if (counted != null) {
        counted.changed(slice);
      }
      if (profile.isEmpty()) {
        now.ordinals().forget(ordinal);
      }
      return flip(ordinal, known < 0, profile.map(decisions.book()::decide));
    }
  }

  private int flip(int ordinal, boolean newcomer, Optional<Verdicts> verdicts) {
    int slice = ordinal / CompactCity.SLICE;
    int row = ordinal % CompactCity.SLICE;
    int flipped = 0;
    for (Question question : questions()) {
      Bits bits = slots(question.key())[slice];
      if (bits == null) {
        if (newcomer && row == 0) {
          bits = new Bits(new RoaringBitmap(), new RoaringBitmap());
          keep(question.key(), slice, bits);
        } else {
          continue;
        }
      }
      Verdict verdict = verdicts.map(all -> all.of(question.rule().key())).orElse(Verdict.NO);
      boolean before = bits.yes().contains(row);
      bits.set(row, verdict == Verdict.YES, verdict == Verdict.UNKNOWN);
      flipped += before == (verdict == Verdict.YES) ? 0 : 1;
    }
    return flipped;
  }

  /**
   * Who is in that version of a segment, as of the day it was decided last: of today but for the
   * moments after midnight. Empty when it is not decided yet, or no longer published.
   */
  public Optional<Audience> find(String segmentId, int version) {
    return Optional.ofNullable(served.get(id(segmentId, version))).map(this::snapshot);
  }

  private Audience snapshot(String key) {
    Ordinals numbers = reading.ordinals();
    RoaringBitmap yes = new RoaringBitmap();
    RoaringBitmap unknown = new RoaringBitmap();
    Bits[] slices = slots(key);
    for (int slice = 0; slice < slices.length; slice++) {
      synchronized (lock(slice)) {
        Bits bits = slices[slice];
        if (bits != null) {
          append(yes, bits.yes(), slice);
          append(unknown, bits.unknown(), slice);
        }
      }
    }
    return new Audience(decidedOn.getOrDefault(key, decisions.today()), yes, unknown, numbers);
  }

  static void append(RoaringBitmap all, RoaringBitmap slice, int number) {
    all.or(RoaringBitmap.addOffset(slice, (long) number * CompactCity.SLICE));
  }

  /**
   * Exactly whom an unsaved rule would mean today, asking everybody.
   *
   * @throws CityNotRead before the first reading
   * @throws jp.todoke.segmentation.rules.SegmentCycle when a segment it names leads back to itself
   * @throws jp.todoke.segmentation.rules.SegmentMissing when it names an unpublished segment
   */
  public Audience draft(Condition condition) {
    RuleBook book = decisions.trial(new Rule(DRAFT, 0, condition));
    Reading now = complete();
    CompactCity people = now.city();
    RoaringBitmap yes = new RoaringBitmap();
    RoaringBitmap unknown = new RoaringBitmap();
    for (int slice = 0; slice < people.slices(); slice++) {
      SliceVerdicts verdicts = book.decide(people, slice);
      append(yes, bitmap(verdicts.yes(0)), slice);
      append(unknown, bitmap(verdicts.unknown(0)), slice);
    }
    return new Audience(book.asOf(), yes, unknown, now.ordinals());
  }

  /**
   * Compares two rules over everybody, today: what would change if {@code after} took the place of
   * {@code before}.
   *
   * @param before empty when nothing is published yet
   * @param attribute the attribute whose values the change is broken down by: an enum of the
   *     catalogue; people without it, and everybody where it is none, count as 不明
   * @throws CityNotRead before the first reading
   * @throws jp.todoke.segmentation.rules.SegmentCycle when a segment leads back to itself
   * @throws jp.todoke.segmentation.rules.SegmentMissing when one names an unpublished segment
   */
  public Impact impact(Optional<Rule> before, Rule after, String attribute) {
    CompactCity people = complete().city();
    List<String> values =
        people
            .catalogue()
            .find(attribute)
            .filter(known -> known.type() == AttributeType.ENUM)
            .map(Attribute::allowed)
            .orElse(List.of());
    Optional<RuleBook> was = before.map(decisions::trial);
    RuleBook is = decisions.trial(after);
    long[][] changes = new long[values.size() + 1][2];
    long[] sizes = {0, 0};
    for (int slice = 0; slice < people.slices(); slice++) {
      int number = slice;
      RoaringBitmap old =
          was.map(book -> bitmap(book.decide(people, number).yes(0))).orElseGet(RoaringBitmap::new);
      RoaringBitmap now = bitmap(is.decide(people, slice).yes(0));
      sizes[0] += old.getLongCardinality();
      sizes[1] += now.getLongCardinality();
      int[] places = values.isEmpty() ? new int[0] : people.places(slice, attribute);
      RoaringBitmap.andNot(now, old).forEach((int row) -> changes[place(places, row)][0]++);
      RoaringBitmap.andNot(old, now).forEach((int row) -> changes[place(places, row)][1]++);
    }
    SortedMap<String, Impact.Change> by = new TreeMap<>();
    long[] all = {0, 0};
    for (int value = 0; value < changes.length; value++) {
      long joining = changes[value][0];
      long leaving = changes[value][1];
      all[0] += joining;
      all[1] += leaving;
      if (joining + leaving > 0) {
        by.put(
            value == 0 ? Impact.NOT_KNOWN : values.get(value - 1),
            new Impact.Change(joining, leaving));
      }
    }
    return new Impact(sizes[0], sizes[1], all[0], all[1], by);
  }

  private static int place(int[] places, int row) {
    return row < places.length ? places[row] + 1 : 0;
  }

  /**
   * About how many people an unsaved rule would mean today, asking only some drawn at random.
   *
   * @param sample how many people to ask
   * @param random where chance comes from
   * @throws CityNotRead before the first reading
   * @throws jp.todoke.segmentation.rules.SegmentCycle when a segment it names leads back to itself
   * @throws jp.todoke.segmentation.rules.SegmentMissing when it names an unpublished segment
   */
  public Estimate estimate(Condition condition, int sample, Random random) {
    RuleBook book = decisions.trial(new Rule(DRAFT, 0, condition));
    CompactCity people = complete().city();
    int population = people.population();
    int[] drawn =
        sample >= population
            ? java.util.stream.IntStream.range(0, people.size()).filter(people::isPresent).toArray()
            : random
                .ints(0, people.size())
                .filter(people::isPresent)
                .distinct()
                .limit(sample)
                .toArray();
    int hits = 0;
    for (Verdicts verdicts : book.decide(people, drawn)) {
      hits += verdicts.of(DRAFT) == Verdict.YES ? 1 : 0;
    }
    return Estimate.of(hits, drawn.length, population);
  }

  /** An audience by ward, age band and reach per way, small cells masked. */
  public Breakdown breakdown(Audience audience) {
    Cells current = cells;
    if (current == null || !current.fit(reading.city(), decisions.today())) {
      current = Cells.of(reading.city(), wardAttribute, decisions.today());
      cells = current;
    }
    return current.count(audience);
  }

  /** Hands over the common IDs of an audience, in the order of ordinals. */
  public void members(Audience audience, Consumer<String> taker) {
    Ordinals numbers = audience.numbers();
    audience.each(
        ordinal -> {
          String commonId = numbers.commonId(ordinal);
          if (!commonId.isEmpty()) {
            taker.accept(commonId);
          }
        });
  }

  /** Those people as a set of this node; who is not known here is left out. */
  public Audience of(Collection<String> commonIds) {
    Ordinals numbers = reading.ordinals();
    RoaringBitmap found = new RoaringBitmap();
    for (String commonId : commonIds) {
      int ordinal = numbers.find(commonId);
      if (ordinal >= 0) {
        found.add(ordinal);
      }
    }
    return new Audience(decisions.today(), found, new RoaringBitmap(), numbers);
  }

  /** Whether the ordinals of an audience are those of today. */
  boolean isCurrent(Audience audience) {
    return audience.numbers() == reading.ordinals();
  }

  /** The set of those ordinals. */
  Audience of(RoaringBitmap people) {
    return new Audience(decisions.today(), people, new RoaringBitmap(), reading.ordinals());
  }

  /**
   * The ordinal of that person on this node, or empty when they have none.
   *
   * @throws CityNotRead before the first reading
   */
  public Optional<Integer> ordinal(String commonId) {
    return Optional.of(complete().ordinals().find(commonId)).filter(ordinal -> ordinal >= 0);
  }

  Instant now() {
    return clock.instant();
  }

  static RoaringBitmap bitmap(long[] words) {
    return BitSetUtil.bitmapOf(words);
  }
}
