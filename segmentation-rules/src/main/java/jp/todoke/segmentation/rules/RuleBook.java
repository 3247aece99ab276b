package jp.todoke.segmentation.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.profiles.Profile;
import org.kie.api.KieBase;
import org.kie.api.runtime.KieSession;

/**
 * All rules as they hold on one day, compiled into one Drools network. Immutable and safe for any
 * number of threads; a change of a rule, of the catalogue or of the day makes a new book.
 */
public final class RuleBook {

  private static final int BATCH = 256;

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
   * Compiles one rule for one day, among others that it may refer to but that are not decided.
   *
   * @throws SegmentCycle when a segment leads back to itself
   * @throws SegmentMissing when a condition names a segment that is not among the rules
   */
  static RuleBook compile(
      Rule rule, Collection<Rule> referable, Catalogue catalogue, LocalDate asOf) {
    return new RuleBook(asOf, List.of(rule), referable, catalogue);
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
    Case person = new Case(schema.sheet(profile), rules.size());
    decide(List.of(person));
    return new Verdicts(this, person.verdicts());
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
        .explain(rules.get(place).condition(), schema.sheet(profile), profile);
  }

  int place(Rule.Key key) {
    return places.getOrDefault(key, -1);
  }

  Case open(Profile profile) {
    return new Case(schema.sheet(profile), rules.size());
  }

  void decide(List<Case> people) {
    KieSession session = network.newKieSession();
    try {
      people.forEach(session::insert);
      session.fireAllRules();
    } finally {
      session.dispose();
    }
  }

  /** People on their way through a book, a batch at a time; for one thread, close it at the end. */
  public static final class Population implements AutoCloseable {

    private final RuleBook book;
    private final BiConsumer<Profile, Verdicts> taker;
    private final List<Profile> profiles = new ArrayList<>(BATCH);
    private final List<Case> cases = new ArrayList<>(BATCH);

    private Population(RuleBook book, BiConsumer<Profile, Verdicts> taker) {
      this.book = book;
      this.taker = taker;
    }

    /** Takes the next person; they are decided when the batch is full or at the end. */
    public void add(Profile profile) {
      profiles.add(profile);
      cases.add(book.open(profile));
      if (cases.size() == BATCH) {
        decide();
      }
    }

    private void decide() {
      book.decide(cases);
      for (int index = 0; index < cases.size(); index++) {
        taker.accept(profiles.get(index), new Verdicts(book, cases.get(index).verdicts()));
      }
      profiles.clear();
      cases.clear();
    }

    /** Decides those that are left. */
    @Override
    public void close() {
      decide();
    }
  }
}
