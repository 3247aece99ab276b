package jp.todoke.segmentation.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.function.BiConsumer;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.profiles.Profile;
import org.jspecify.annotations.Nullable;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/**
 * All rules as they hold on one day, compiled into one Drools network. Immutable and safe for any
 * number of threads; a change of a rule, of the catalogue or of the day makes a new book.
 */
public final class RuleBook {

  private final LocalDate asOf;
  private final List<Rule> rules;
  private final Map<Rule.Key, Integer> places;
  private final FactSchema schema;
  private final Compiler compiler;
  private final List<Test> tests;
  private final KieBase network;
  private final Map<String, Condition> segments = new HashMap<>();

  private RuleBook(
      LocalDate asOf, List<Rule> rules, Collection<Rule> referable, Catalogue catalogue) {
    this.asOf = asOf;
    this.rules = rules;
    referable.forEach(this::refer);
    rules.forEach(this::refer);
    this.places = new HashMap<>();
    for (Rule rule : rules) {
      places.put(rule.key(), places.size());
    }
    this.schema = new FactSchema(catalogue);
    this.compiler = new Compiler(schema, asOf, this::segment);
    this.tests = rules.stream().map(rule -> compiler.compile(rule.condition())).toList();
    this.network = DroolsModel.build(tests);
  }

  /**
   * Compiles the rules for one day.
   *
   * @param asOf the day in Asia/Tokyo on which conditions are asked
   * @throws SegmentCycle when a segment leads back to itself
   * @throws SegmentMissing when a condition names a segment that is not among the rules
   */
  public static RuleBook compile(Collection<Rule> rules, Catalogue catalogue, LocalDate asOf) {
    return new RuleBook(asOf, List.copyOf(rules), List.of(), catalogue);
  }

  /**
   * Compiles rules for one day, among others that they may refer to but that are not decided.
   *
   * @throws SegmentCycle when a segment leads back to itself
   * @throws SegmentMissing when a condition names a segment that is not among the rules
   */
  static RuleBook compile(
      Collection<Rule> rules, Collection<Rule> referable, Catalogue catalogue, LocalDate asOf) {
    return new RuleBook(asOf, List.copyOf(rules), referable, catalogue);
  }

  private void refer(Rule rule) {
    if (rule.key().subject() == Rule.Subject.SEGMENT) {
      segments.put(rule.key().id(), rule.condition());
    }
  }

  private Condition segment(String id) {
    Condition condition = segments.get(id);
    if (condition == null) {
      throw new SegmentMissing(id);
    }
    return condition;
  }

  /** The day its answers hold for. */
  public LocalDate asOf() {
    return asOf;
  }

  /** The rules in it, in their order. */
  public List<Rule> rules() {
    return rules;
  }

  /** The rule of that key. */
  public Optional<Rule> find(Rule.Key key) {
    return Optional.ofNullable(places.get(key)).map(rules::get);
  }

  /** Decides every rule for one person. */
  public Verdicts decide(Profile profile) {
    Block block = block();
    decide(block.fill(new SheetRows(List.of(schema.sheet(profile)))));
    return new Verdicts(this, block.verdicts(0));
  }

  /** Decides every rule for many people, in batches; each is handed over with their verdicts. */
  public Population population(BiConsumer<Profile, Verdicts> taker) {
    return new Population(this, taker);
  }

  /** Says why: the person's own facts beside what is asked. */
  public Explanation explain(Rule.Key key, Profile profile) {
    Integer place = places.get(key);
    if (place == null) {
      throw new IllegalArgumentException("no rule " + key);
    }
    return new Explainer(schema, compiler, this::segment, asOf)
        .explain(rules.get(place), schema.sheet(profile), profile);
  }

  /** The whole condition answered for a person, node by node. */
  public Trace trace(Rule.Key key, Profile profile) {
    Integer place = places.get(key);
    if (place == null) {
      throw new IllegalArgumentException("no rule " + key);
    }
    return new Explainer(schema, compiler, this::segment, asOf)
        .trace(rules.get(place).condition(), schema.sheet(profile), profile);
  }

  /**
   * Decides every rule for a slice of the city.
   *
   * @throws IllegalArgumentException when the city holds the attributes of another catalogue
   */
  public SliceVerdicts decide(CompactCity city, int slice) {
    if (!city.holds(schema.catalogue())) {
      throw new IllegalArgumentException("the city was read with another catalogue");
    }
    SliceVerdicts verdicts = new SliceVerdicts(rules.size());
    long[] @Nullable [] words = city.words(schema);
    CitySlice people = city.slice(slice);
    Block block = block();
    Lock lock = people.lock().readLock();
    lock.lock();
    try {
      for (int from = 0; from < people.size(); from += Block.MOST) {
        int to = Math.min(people.size(), from + Block.MOST);
        decide(block.fill(people.rows(from, to, words)));
        verdicts.take(block, from, people);
      }
    } finally {
      lock.unlock();
    }
    return verdicts;
  }

  /** Decides every rule for some people of the city, by their ordinals, in that order. */
  public List<Verdicts> decide(CompactCity city, int... ordinals) {
    long[] @Nullable [] words = city.words(schema);
    List<Verdicts> verdicts = new ArrayList<>(ordinals.length);
    List<FactSheet> sheets = new ArrayList<>(Block.MOST);
    Block block = block();
    for (int ordinal : ordinals) {
      CitySlice people = city.slice(ordinal / CompactCity.SLICE);
      Lock lock = people.lock().readLock();
      lock.lock();
      try {
        int row = ordinal % CompactCity.SLICE;
        sheets.add(people.rows(row, row + 1, words).sheet(0));
      } finally {
        lock.unlock();
      }
      if (sheets.size() == Block.MOST || verdicts.size() + sheets.size() == ordinals.length) {
        decide(block.fill(new SheetRows(sheets)));
        for (int row = 0; row < sheets.size(); row++) {
          verdicts.add(new Verdicts(this, block.verdicts(row)));
        }
        sheets.clear();
      }
    }
    return verdicts;
  }

  int place(Rule.Key key) {
    return places.getOrDefault(key, -1);
  }

  /** An empty block for the rules of this book. */
  Block block() {
    return new Block(schema.slots(), compiler.places(), rules.size());
  }

  /** Lets Drools match the rules to that block; each that fires writes everybody's verdict. */
  void decide(Block people) {
    KieSession session = network.newKieSession();
    try {
      session.insert(people);
      session.fireAllRules();
    } finally {
      session.dispose();
    }
  }

  /** People on their way through a book, a batch at a time; for one thread, close it at the end. */
  public static final class Population implements AutoCloseable {

    private final RuleBook book;
    private final BiConsumer<Profile, Verdicts> taker;
    private final List<Profile> profiles = new ArrayList<>(Block.MOST);
    private final List<FactSheet> sheets = new ArrayList<>(Block.MOST);
    private final Block block;

    private Population(RuleBook book, BiConsumer<Profile, Verdicts> taker) {
      this.book = book;
      this.taker = taker;
      this.block = book.block();
    }

    /** Takes the next person; they are decided when the block is full or at the end. */
    public void add(Profile profile) {
      profiles.add(profile);
      sheets.add(book.schema.sheet(profile));
      if (sheets.size() == Block.MOST) {
        decide();
      }
    }

    private void decide() {
      book.decide(block.fill(new SheetRows(sheets)));
      for (int row = 0; row < profiles.size(); row++) {
        taker.accept(profiles.get(row), new Verdicts(book, block.verdicts(row)));
      }
      profiles.clear();
      sheets.clear();
    }

    /** Decides those that are left. */
    @Override
    public void close() {
      decide();
    }
  }
}
