package jp.todoke.segmentation.rules;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ReferenceDate;
import jp.todoke.segmentation.profiles.ContactPoints;
import jp.todoke.segmentation.profiles.HouseholdMember;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.ProfileKind;

/**
 * Made-up residents and conditions of a fixed seed: a fifth of the conditions are equalities or
 * sets, a fifth ages, two fifths trees of three to five parts, a fifth ask for children; 3 to 30 %
 * of the facts are missing. Each condition is built twice, as the tree of the language and as
 * straight Java that is compiled by javac.
 */
public final class SyntheticCity {

  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
  private static final List<String> WARDS =
      IntStream.range(0, 24).mapToObj(index -> "w" + index).toList();

  private final Random random = new Random(20261120);
  private final Catalogue catalogue;
  private final FactSchema schema;
  private final RuleBook book;
  private final List<Test> tests = new ArrayList<>();
  private final List<Rule> rules = new ArrayList<>();
  private final HandWritten hand;
  private final Block block;
  private final List<FactSheet> residents = new ArrayList<>();

  /**
   * @param conditions how many conditions
   * @param people how many residents are kept at hand as fact sheets
   */
  public SyntheticCity(int conditions, int people) {
    List<Attribute> attributes = new ArrayList<>();
    attributes.add(attribute("ward", AttributeType.ENUM, WARDS));
    for (int index = 0; index < 8; index++) {
      attributes.add(
          attribute(
              "choice" + index,
              AttributeType.ENUM,
              IntStream.range(0, 5).mapToObj(value -> "v" + value).toList()));
      attributes.add(attribute("flag" + index, AttributeType.BOOLEAN, List.of()));
      attributes.add(attribute("amount" + index, AttributeType.NUMBER, List.of()));
    }
    catalogue = new Catalogue(attributes);
    schema = new FactSchema(catalogue);
    List<String> java = new ArrayList<>();
    for (int index = 0; index < conditions; index++) {
      Made made = condition(index % 5);
      rules.add(new Rule(Rule.Key.segment("s" + index), 1, made.condition()));
      java.add(made.java());
    }
    hand = HandWritten.compile(java);
    book = RuleBook.compile(rules, catalogue, TODAY);
    block = book.block();
    Compiler compiler = new Compiler(schema, TODAY, SyntheticCity::none);
    rules.forEach(rule -> tests.add(compiler.compile(rule.condition())));
    for (int index = 0; index < people; index++) {
      residents.add(schema.sheet(person(index)));
    }
  }

  private static Condition none(String segmentId) {
    throw new SegmentMissing(segmentId);
  }

  /** The condition, and the Java statements that leave its verdict in {@code v}. */
  private record Made(Condition condition, String java) {
    Made(Condition condition, String java, Object... values) {
      this(condition, String.format(Locale.ROOT, java, values));
    }
  }

  private static Attribute attribute(String name, AttributeType type, List<String> allowed) {
    return new Attribute(name, name, type, allowed, "", "service", "crm", 1);
  }

  private Made condition(int kind) {
    return switch (kind) {
      case 0 -> random.nextBoolean() ? ward() : choice();
      case 1 -> age(0, 90);
      case 2, 3 -> combined();
      default -> children();
    };
  }

  private Made combined() {
    int parts = 3 + random.nextInt(3);
    Made made = leaf();
    for (int part = 1; part < parts; part++) {
      Made next = leaf();
      boolean all = random.nextInt(3) > 0;
      List<Condition> both = List.of(made.condition(), next.condition());
      made =
          new Made(
              all ? new Condition.All(both) : new Condition.Any(both),
              made.java()
                  + (all ? "if (v != 0) { int w = v; " : "if (v != 2) { int w = v; ")
                  + next.java()
                  + (all ? "v = Math.min(v, w); } " : "v = Math.max(v, w); } "));
    }
    return made;
  }

  private Made leaf() {
    return switch (random.nextInt(5)) {
      case 0 -> ward();
      case 1 -> choice();
      case 2 -> flag();
      case 3 -> amount();
      default -> age(0, 90);
    };
  }

  private Made ward() {
    return coded("ward", WARDS.get(random.nextInt(WARDS.size())));
  }

  private Made choice() {
    return coded("choice" + random.nextInt(8), "v" + random.nextInt(5));
  }

  private Made coded(String attribute, String value) {
    AttributeValue text = new AttributeValue.Text(value);
    return new Made(
        new Condition.OneOf(attribute, List.of(text)),
        "v = is(f.word(%d), %dL); ",
        schema.slot(attribute),
        schema.constant(attribute, text));
  }

  private Made flag() {
    String attribute = "flag" + random.nextInt(8);
    return new Made(
        new Condition.OneOf(attribute, List.of(new AttributeValue.Flag(true))),
        "v = is(f.word(%d), 1L); ",
        schema.slot(attribute));
  }

  private Made amount() {
    String attribute = "amount" + random.nextInt(8);
    long limit = 1_000_000L * (1 + random.nextInt(9));
    return new Made(
        new Condition.Within(
            attribute,
            Optional.empty(),
            Optional.of(new Condition.Bound(AttributeValue.Number.of(limit), true))),
        "v = within(f.word(%d), Long.MIN_VALUE, %dL); ",
        schema.slot(attribute),
        FactSchema.units(BigDecimal.valueOf(limit)));
  }

  private Made age(int least, int most) {
    int from = least + random.nextInt(most - least);
    int to = from + random.nextInt(15);
    return new Made(
        new Condition.Age(
            Optional.of(from), Optional.of(to), AgeReckoning.COMMON, new ReferenceDate.Today()),
        "v = within(f.word(%d), %dL, %dL); ",
        schema.slot("birthOn"),
        TODAY.minusYears(to + 1L).plusDays(1).toEpochDay(),
        TODAY.minusYears(from).toEpochDay());
  }

  private Made children() {
    Made age = age(0, 16);
    int atLeast = 1 + random.nextInt(2);
    return new Made(
        new Condition.Members(atLeast, age.condition()),
        """
        v = 1;
        if (p.householdKnown()) {
          int certain = 0;
          int possible = 0;
          for (FactSheet f : p.household()) {
            int w = 0;
            %s
            if (v == 2) certain++;
            if (v != 0) possible++;
          }
          v = certain >= %d ? 2 : possible >= %d ? 1 : 0;
        }
        """,
        age.java().replace("int w = v;", ""),
        atLeast,
        atLeast);
  }

  /** The catalogue of its attributes. */
  public Catalogue catalogue() {
    return catalogue;
  }

  /** Its attributes but for the built-in ones. */
  public List<Attribute> attributes() {
    return catalogue.entries().stream().filter(any -> !Catalogue.builtIn(any.name())).toList();
  }

  /** Its conditions. */
  public List<Rule> rules() {
    return rules;
  }

  /** The book of its conditions. */
  public RuleBook book() {
    return book;
  }

  /** The next resident. */
  public Profile person(int index) {
    Map<String, AttributeValue> facts = new HashMap<>();
    put(facts, "ward", 0.03, new AttributeValue.Text(WARDS.get(random.nextInt(24))));
    put(facts, "birthOn", 0.05, new AttributeValue.Day(TODAY.minusDays(random.nextInt(33_000))));
    for (int slot = 0; slot < 8; slot++) {
      put(facts, "choice" + slot, 0.1, new AttributeValue.Text("v" + random.nextInt(5)));
      put(facts, "flag" + slot, 0.2, new AttributeValue.Flag(random.nextInt(4) == 0));
      put(facts, "amount" + slot, 0.3, AttributeValue.Number.of(random.nextInt(10_000_000)));
    }
    List<HouseholdMember> children = new ArrayList<>();
    for (int child = random.nextInt(8) - 4; child > 0; child--) {
      children.add(
          new HouseholdMember(
              "child",
              random.nextInt(30) == 0
                  ? Optional.empty()
                  : Optional.of(TODAY.minusDays(random.nextInt(7_000))),
              Map.of()));
    }
    return new Profile(
        "p" + index,
        ProfileKind.CITIZEN,
        facts,
        ContactPoints.NONE,
        Map.of(),
        Set.of(),
        random.nextInt(20) == 0 ? Optional.empty() : Optional.of(children),
        jp.todoke.segmentation.profiles.Dealings.UNKNOWN,
        "ja",
        0,
        Instant.EPOCH);
  }

  private void put(
      Map<String, AttributeValue> facts, String name, double missing, AttributeValue value) {
    if (random.nextDouble() >= missing) {
      facts.put(name, value);
    }
  }

  int drools() {
    int sum = 0;
    for (int first = 0; first < residents.size(); first += Block.MOST) {
      List<FactSheet> some =
          residents.subList(first, Math.min(residents.size(), first + Block.MOST));
      book.decide(block.fill(new SheetRows(some)));
      for (int row = 0; row < some.size(); row++) {
        sum += block.verdicts(row)[0];
      }
    }
    return sum;
  }

  int handWritten() {
    int sum = 0;
    for (FactSheet facts : residents) {
      byte[] verdicts = new byte[tests.size()];
      hand.decide(facts, verdicts);
      sum += verdicts[0];
    }
    return sum;
  }

  int tree() {
    int sum = 0;
    for (FactSheet facts : residents) {
      byte[] verdicts = new byte[tests.size()];
      for (int rule = 0; rule < verdicts.length; rule++) {
        verdicts[rule] = (byte) tests.get(rule).of(facts);
      }
      sum += verdicts[0];
    }
    return sum;
  }

  int other(OtherEngine engine) {
    int sum = 0;
    for (int first = 0; first < residents.size(); first += Block.MOST) {
      List<FactSheet> some =
          residents.subList(first, Math.min(residents.size(), first + Block.MOST));
      for (byte[] verdicts : engine.decide(some)) {
        sum += verdicts[0];
      }
    }
    return sum;
  }

  List<Test> tests() {
    return tests;
  }

  /** Compares every verdict of Drools with the hand-written one; throws at the first difference. */
  void compare() {
    for (int first = 0; first < residents.size(); first += Block.MOST) {
      List<FactSheet> some =
          residents.subList(first, Math.min(residents.size(), first + Block.MOST));
      book.decide(block.fill(new SheetRows(some)));
      for (int row = 0; row < some.size(); row++) {
        same(written(some.get(row)), block.verdicts(row));
      }
    }
  }

  /** The same with another engine. */
  void compare(OtherEngine engine) {
    List<byte[]> decided = engine.decide(residents);
    for (int row = 0; row < residents.size(); row++) {
      same(written(residents.get(row)), decided.get(row));
    }
  }

  private byte[] written(FactSheet facts) {
    byte[] verdicts = new byte[tests.size()];
    hand.decide(facts, verdicts);
    return verdicts;
  }

  private static void same(byte[] written, byte[] decided) {
    int rule = Arrays.mismatch(written, decided);
    if (rule >= 0) {
      throw new IllegalStateException("an engine and the hand-written rule " + rule + " differ");
    }
  }
}
