package jp.todoke.segmentation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.Period;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.LegalAge;
import jp.todoke.segmentation.conditions.ReferenceDate;
import jp.todoke.segmentation.conditions.SchoolYear;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.Dealings;
import jp.todoke.segmentation.profiles.HouseholdMember;
import jp.todoke.segmentation.profiles.Profile;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Random trees and residents: Drools, the explanation and a plain reading of the law agree. */
class KleenePropertyTest {

  @Property(tries = 400)
  void droolsTheExplanationAndKleeneAgree(
      @ForAll("conditions") List<Condition> conditions, @ForAll("people") List<Profile> people) {
    List<Rule> rules = new ArrayList<>();
    for (Condition condition : conditions) {
      rules.add(new Rule(Rule.Key.program("p" + rules.size()), 1, condition));
    }
    RuleBook book = RuleBook.compile(rules, City.CATALOGUE, City.TODAY);
    for (Profile person : people) {
      Verdicts verdicts = book.decide(person);
      for (Rule rule : rules) {
        Verdict plain = read(rule.condition(), person, Optional.empty());
        assertThat(verdicts.of(rule.key())).isEqualTo(plain);
        Explanation explanation = book.explain(rule.key(), person);
        assertThat(explanation.verdict()).isEqualTo(plain);
        assertThat(explanation.reasons()).isNotEmpty();
      }
    }
  }

  @Property(tries = 200)
  void aBlockAndTheCompactCityAnswerLikeEachPersonAlone(
      @ForAll("conditions") List<Condition> conditions, @ForAll("people") List<Profile> people) {
    List<Rule> rules = new ArrayList<>();
    for (Condition condition : conditions) {
      rules.add(new Rule(Rule.Key.program("p" + rules.size()), 1, condition));
    }
    RuleBook book = RuleBook.compile(rules, City.CATALOGUE, City.TODAY);
    CompactCity city = new CompactCity(City.CATALOGUE);
    int crowd = 150;
    for (int ordinal = 0; ordinal < crowd; ordinal++) {
      city.put(ordinal, people.get(ordinal % people.size()), 0);
    }
    // Everybody changes once more, so that households are written in place, shrink and grow.
    List<Profile> standing = new ArrayList<>();
    for (int ordinal = 0; ordinal < crowd; ordinal++) {
      standing.add(people.get(ordinal * 7 % people.size()));
      city.put(ordinal, standing.get(ordinal), 0);
    }
    city.remove(crowd / 2);
    SliceVerdicts slice = book.decide(city, 0);
    List<Verdicts> drawn = book.decide(city, java.util.stream.IntStream.range(0, crowd).toArray());
    List<Verdicts> crowded = new ArrayList<>();
    try (RuleBook.Population population =
        book.population((profile, verdicts) -> crowded.add(verdicts))) {
      standing.forEach(population::add);
    }
    for (int ordinal = 0; ordinal < crowd; ordinal++) {
      Verdicts alone = book.decide(standing.get(ordinal));
      boolean there = ordinal != crowd / 2;
      for (Rule rule : rules) {
        int place = rules.indexOf(rule);
        Verdict verdict = alone.of(rule.key());
        assertThat(crowded.get(ordinal).of(rule.key())).isEqualTo(verdict);
        assertThat(bit(slice.yes(place), ordinal)).isEqualTo(there && verdict == Verdict.YES);
        assertThat(bit(slice.unknown(place), ordinal))
            .isEqualTo(there && verdict == Verdict.UNKNOWN);
        if (there) {
          assertThat(drawn.get(ordinal).of(rule.key())).isEqualTo(verdict);
        }
      }
    }
  }

  private static boolean bit(long[] words, int ordinal) {
    return (words[ordinal / Long.SIZE] >>> ordinal & 1) != 0;
  }

  @Property(tries = 300)
  void aConditionIsReadBackAsItWasWritten(@ForAll("conditions") List<Condition> conditions) {
    for (Condition condition : conditions) {
      assertThat(ConditionJson.read(ConditionJson.write(condition), City.CATALOGUE))
          .isEqualTo(condition);
    }
  }

  private static Verdict read(
      Condition condition, Profile person, Optional<HouseholdMember> member) {
    return switch (condition) {
      case Condition.All all ->
          all.parts().stream()
              .map(part -> read(part, person, member))
              .min(Verdict::compareTo)
              .orElse(Verdict.YES);
      case Condition.Any any ->
          any.parts().stream()
              .map(part -> read(part, person, member))
              .max(Verdict::compareTo)
              .orElse(Verdict.NO);
      case Condition.Not not -> Verdict.of(2 - read(not.part(), person, member).ordinal());
      case Condition.OneOf oneOf ->
          value(oneOf.attribute(), person, member)
              .map(own -> truth(oneOf.values().contains(own)))
              .orElse(Verdict.UNKNOWN);
      case Condition.Within within ->
          value(within.attribute(), person, member)
              .map(own -> truth(within(within, own)))
              .orElse(Verdict.UNKNOWN);
      case Condition.Around around ->
          value(around.attribute(), person, member)
              .map(own -> ((AttributeValue.Day) own).day())
              .map(
                  own -> {
                    LocalDate day = around.on().on(City.TODAY);
                    return truth(
                        around.from().map(from -> !own.isBefore(day.plus(from))).orElse(true)
                            && around.to().map(to -> !own.isAfter(day.plus(to))).orElse(true));
                  })
              .orElse(Verdict.UNKNOWN);
      case Condition.Contains contains ->
          value(contains.attribute(), person, member)
              .map(own -> ((AttributeValue.Choices) own).choices())
              .map(
                  own ->
                      truth(
                          contains.all()
                              ? own.containsAll(contains.values())
                              : contains.values().stream().anyMatch(own::contains)))
              .orElse(Verdict.UNKNOWN);
      case Condition.Age age ->
          birth(person, member)
              .map(
                  birth -> {
                    LocalDate day = age.on().on(City.TODAY);
                    boolean old =
                        !LegalAge.firstDay(birth, age.from().orElse(0), age.reckoning())
                            .isAfter(day);
                    boolean young =
                        age.to().isEmpty()
                            || LegalAge.firstDay(birth, age.to().get() + 1, age.reckoning())
                                .isAfter(day);
                    return truth(old && young);
                  })
              .orElse(Verdict.UNKNOWN);
      case Condition.FiscalAge age ->
          birth(person, member)
              .map(birth -> SchoolYear.fiscalAge(birth, age.on().on(City.TODAY)))
              .map(own -> truth(own >= age.from().orElse(0) && own <= age.to().orElse(999)))
              .orElse(Verdict.UNKNOWN);
      case Condition.Grade grade ->
          birth(person, member)
              .map(birth -> SchoolYear.grade(birth, grade.on().on(City.TODAY)))
              .map(own -> truth(own >= grade.from() && own <= grade.to()))
              .orElse(Verdict.UNKNOWN);
      case Condition.Members members -> members(members, person);
      case Condition.NthChild child -> nth(child, person);
      case Condition.Limited limited -> limited(limited, person, member);
      case Condition.Receives receives ->
          person
              .dealings()
              .receives()
              .map(programs -> truth(programs.contains(receives.program())))
              .orElse(Verdict.UNKNOWN);
      case Condition.Interacted asked ->
          person
              .dealings()
              .interactions()
              .map(
                  all ->
                      truth(
                          all.stream()
                                  .filter(one -> one.topic().equals(asked.topic()))
                                  .filter(one -> asked.kind().map(one.kind()::equals).orElse(true))
                                  .filter(
                                      one ->
                                          ChronoUnit.DAYS.between(one.on(), City.TODAY)
                                              < asked.days())
                                  .mapToInt(Interaction::times)
                                  .sum()
                              >= asked.atLeast()))
              .orElse(Verdict.UNKNOWN);
      case Condition.InSegment segment -> Verdict.NO;
      case Condition.FreeText words -> Verdict.UNKNOWN;
    };
  }

  /** The one amount of the test city began on 2024-11-01; before it nobody can tell. */
  private static Verdict limited(
      Condition.Limited limited, Profile person, Optional<HouseholdMember> member) {
    if (limited.on().on(City.TODAY).isBefore(LocalDate.of(2024, 11, 1))) {
      return Verdict.UNKNOWN;
    }
    return value(limited.attribute(), person, member)
        .map(own -> ((AttributeValue.Number) own).number().compareTo(new BigDecimal("2500000")))
        .map(
            order ->
                truth(
                    switch (limited.keeping()) {
                      case AT_LEAST -> order >= 0;
                      case ABOVE -> order > 0;
                      case AT_MOST -> order <= 0;
                      case BELOW -> order < 0;
                    }))
        .orElse(Verdict.UNKNOWN);
  }

  private static Verdict members(Condition.Members members, Profile person) {
    if (person.household().isEmpty()) {
      return Verdict.UNKNOWN;
    }
    List<Verdict> each =
        person.household().get().stream()
            .map(member -> read(members.such(), person, Optional.of(member)))
            .toList();
    long certain = each.stream().filter(Verdict.YES::equals).count();
    long possible = each.stream().filter(verdict -> verdict != Verdict.NO).count();
    return certain >= members.atLeast()
        ? Verdict.YES
        : possible >= members.atLeast() ? Verdict.UNKNOWN : Verdict.NO;
  }

  /** Every order the children could have, and every way the doubtful ones could count or not. */
  private static Verdict nth(Condition.NthChild child, Profile person) {
    if (person.household().isEmpty()) {
      return Verdict.UNKNOWN;
    }
    List<HouseholdMember> children =
        person.household().get().stream()
            .filter(member -> member.relationship().equals("child"))
            .filter(member -> read(child.among(), person, Optional.of(member)) != Verdict.NO)
            .toList();
    if (children.size() < child.nth()) {
      return Verdict.NO;
    }
    boolean certain =
        children.stream()
            .allMatch(
                member ->
                    member.birthOn().isPresent()
                        && read(child.among(), person, Optional.of(member)) == Verdict.YES);
    List<HouseholdMember> asked =
        certain
            ? children.stream()
                .sorted(java.util.Comparator.comparing(member -> member.birthOn().orElseThrow()))
                .skip(child.nth() - 1L)
                .limit(child.orLater() ? Long.MAX_VALUE : 1)
                .toList()
            : children;
    Verdict most =
        asked.stream()
            .map(member -> read(child.such(), person, Optional.of(member)))
            .max(Verdict::compareTo)
            .orElse(Verdict.NO);
    return certain || most == Verdict.NO ? most : Verdict.UNKNOWN;
  }

  private static Verdict truth(boolean holds) {
    return holds ? Verdict.YES : Verdict.NO;
  }

  private static boolean within(Condition.Within within, AttributeValue own) {
    return within
            .lower()
            .map(
                bound -> {
                  int order = order(own, bound.value());
                  return order > 0 || order == 0 && bound.inclusive();
                })
            .orElse(true)
        && within
            .upper()
            .map(
                bound -> {
                  int order = order(own, bound.value());
                  return order < 0 || order == 0 && bound.inclusive();
                })
            .orElse(true);
  }

  private static int order(AttributeValue own, AttributeValue bound) {
    if (own instanceof AttributeValue.Number left && bound instanceof AttributeValue.Number right) {
      return left.number().compareTo(right.number());
    }
    return ((AttributeValue.Day) own).day().compareTo(((AttributeValue.Day) bound).day());
  }

  private static Optional<AttributeValue> value(
      String attribute, Profile person, Optional<HouseholdMember> member) {
    if (attribute.equals("kind")) {
      return Optional.of(new AttributeValue.Text(person.kind().json()));
    }
    return member
        .map(
            somebody ->
                attribute.equals("relationship")
                    ? Optional.<AttributeValue>of(new AttributeValue.Text(somebody.relationship()))
                    : Optional.ofNullable(somebody.attributes().get(attribute)))
        .orElseGet(() -> Optional.ofNullable(person.attributes().get(attribute)));
  }

  private static Optional<LocalDate> birth(Profile person, Optional<HouseholdMember> member) {
    return member
        .map(HouseholdMember::birthOn)
        .orElseGet(
            () ->
                Optional.ofNullable(person.attributes().get("birthOn"))
                    .map(value -> ((AttributeValue.Day) value).day()));
  }

  @Provide
  Arbitrary<List<Condition>> conditions() {
    return tree(3, false).list().ofMinSize(1).ofMaxSize(12);
  }

  private static Arbitrary<Condition> tree(int depth, boolean ofMember) {
    Arbitrary<Condition> leaf = leaf(ofMember);
    if (depth == 0) {
      return leaf;
    }
    Arbitrary<Condition> below = tree(depth - 1, ofMember);
    Arbitrary<Condition> all = below.list().ofMaxSize(3).map(Condition.All::new);
    Arbitrary<Condition> any = below.list().ofMaxSize(3).map(Condition.Any::new);
    Arbitrary<Condition> not = below.map(Condition.Not::new);
    if (ofMember) {
      return Arbitraries.oneOf(leaf, all, any, not);
    }
    Arbitrary<Condition> members =
        Combinators.combine(Arbitraries.integers().between(1, 3), tree(depth - 1, true))
            .as(Condition.Members::new);
    Arbitrary<Condition> nth =
        Combinators.combine(
                Arbitraries.integers().between(1, 3),
                Arbitraries.of(true, false),
                leaf(true),
                leaf(true))
            .as(Condition.NthChild::new);
    return Arbitraries.oneOf(leaf, leaf, all, all, any, not, members, nth);
  }

  private static Arbitrary<Condition> leaf(boolean ofMember) {
    Arbitrary<Condition> ward =
        Arbitraries.of(City.WARD.allowed())
            .<AttributeValue>map(AttributeValue.Text::new)
            .list()
            .ofMinSize(1)
            .ofMaxSize(3)
            .map(values -> new Condition.OneOf("ward", values));
    Arbitrary<Condition> income =
        Combinators.combine(bound(), bound())
            .as(
                (lower, upper) ->
                    new Condition.Within("income", Optional.of(lower), Optional.of(upper)));
    Arbitrary<Condition> topics =
        Combinators.combine(
                Arbitraries.of(City.TOPICS.allowed()).set().ofMinSize(1).ofMaxSize(2),
                Arbitraries.of(true, false))
            .as(
                (values, all) ->
                    new Condition.Contains("topics", values.stream().sorted().toList(), all));
    Arbitrary<Condition> age =
        Combinators.combine(
                Arbitraries.integers().between(0, 40),
                Arbitraries.integers().between(0, 40),
                Arbitraries.of(AgeReckoning.class),
                Arbitraries.of(
                    new ReferenceDate.Today(),
                    new ReferenceDate.FiscalYearStart(),
                    new ReferenceDate.Fixed(LocalDate.of(2024, 2, 29))))
            .as(
                (from, span, reckoning, on) ->
                    new Condition.Age(Optional.of(from), Optional.of(from + span), reckoning, on));
    Arbitrary<Condition> fiscalAge =
        Combinators.combine(
                Arbitraries.integers().between(0, 30).optional(),
                Arbitraries.integers().between(30, 60))
            .as(
                (from, to) ->
                    new Condition.FiscalAge(
                        from, Optional.of(to), new ReferenceDate.FiscalYearStart()));
    Arbitrary<Condition> grade =
        Combinators.combine(
                Arbitraries.integers().between(-3, 12), Arbitraries.integers().between(0, 3))
            .as(
                (from, span) ->
                    new Condition.Grade(
                        from, Math.min(12, from + span), new ReferenceDate.Today()));
    Arbitrary<Condition> single =
        Arbitraries.of(true, false)
            .map(
                flag ->
                    new Condition.OneOf("singleParent", List.of(new AttributeValue.Flag(flag))));
    Arbitrary<Condition> school =
        Arbitraries.of("第一小学校", "第二小学校")
            .map(
                name ->
                    new Condition.OneOf("schoolDistrict", List.of(new AttributeValue.Text(name))));
    Arbitrary<Condition> movedIn =
        Combinators.combine(
                Arbitraries.of("P-1Y", "P-3M", "P-90D", "P-1M", "P0D")
                    .map(Period::parse)
                    .optional(),
                Arbitraries.of("P0D", "P1W", "P1M").map(Period::parse),
                Arbitraries.of(
                    new ReferenceDate.Today(),
                    new ReferenceDate.FiscalYearStart(),
                    new ReferenceDate.Fixed(LocalDate.of(2024, 5, 31))))
            .as((from, to, on) -> new Condition.Around("movedInOn", from, Optional.of(to), on));
    Arbitrary<Condition> words = Arbitraries.just(new Condition.FreeText("窓口で確認"));
    if (ofMember) {
      Arbitrary<Condition> child =
          Arbitraries.of("child", "spouse")
              .map(
                  name ->
                      new Condition.OneOf("relationship", List.of(new AttributeValue.Text(name))));
      return Arbitraries.oneOf(child, age, fiscalAge, grade, single, ward, movedIn);
    }
    Arbitrary<Condition> limit =
        Combinators.combine(
                Arbitraries.of(Condition.Keeping.class),
                Arbitraries.of(
                    new ReferenceDate.Today(), new ReferenceDate.Fixed(LocalDate.of(2024, 10, 31))))
            .as(
                (keeping, on) ->
                    new Condition.Limited("income", keeping, "incomeLimit", Optional.empty(), on));
    Arbitrary<Condition> receives =
        Arbitraries.of("児童手当", "就学援助").map(name -> new Condition.Receives(name, name));
    Arbitrary<Condition> interacted =
        Combinators.combine(
                Arbitraries.of(Interaction.Kind.class).optional(),
                Arbitraries.integers().between(1, 4),
                Arbitraries.integers().between(1, 40))
            .as(
                (kind, atLeast, days) ->
                    new Condition.Interacted(kind, "childcare", "子育て", atLeast, days));
    return Arbitraries.oneOf(
        ward,
        income,
        topics,
        age,
        fiscalAge,
        grade,
        single,
        school,
        movedIn,
        words,
        limit,
        receives,
        interacted);
  }

  private static Arbitrary<Condition.Bound> bound() {
    return Combinators.combine(
            Arbitraries.of("0", "1000000", "2500000", "2500000.5", "3000000"),
            Arbitraries.of(true, false))
        .as(
            (number, inclusive) ->
                new Condition.Bound(new AttributeValue.Number(new BigDecimal(number)), inclusive));
  }

  private static Arbitrary<Dealings> dealings() {
    Arbitrary<Interaction> interaction =
        Combinators.combine(
                Arbitraries.of(Interaction.Kind.class),
                Arbitraries.of("childcare", "waste"),
                Arbitraries.integers().between(0, 45),
                Arbitraries.integers().between(1, 3))
            .as(
                (kind, topic, ago, times) ->
                    new Interaction(kind, topic, City.TODAY.minusDays(ago), times));
    return Combinators.combine(
            Arbitraries.of("児童手当", "就学援助", "敬老パス").set().optional(),
            interaction.list().ofMaxSize(5).optional())
        .as(Dealings::new);
  }

  @Provide
  Arbitrary<List<Profile>> people() {
    Arbitrary<LocalDate> birth =
        Arbitraries.oneOf(
            Arbitraries.of("2004-02-29", "2020-04-01", "2020-04-02", "2008-11-20", "2008-11-21")
                .map(LocalDate::parse),
            Arbitraries.integers().between(0, 20_000).map(LocalDate::ofEpochDay));
    Arbitrary<LocalDate> moved =
        Arbitraries.oneOf(
            Arbitraries.of(
                    "2024-02-29",
                    "2024-05-31",
                    "2026-02-20",
                    "2026-08-20",
                    "2026-11-20",
                    "2026-11-21",
                    "2026-11-27",
                    "2026-11-28")
                .map(LocalDate::parse),
            Arbitraries.integers().between(0, 900).map(City.TODAY::minusDays));
    Arbitrary<HouseholdMember> member =
        Combinators.combine(
                Arbitraries.of("child", "spouse"),
                birth.optional(),
                Arbitraries.of(true, false).optional(),
                moved.optional())
            .as(
                (relationship, born, single, movedIn) -> {
                  Map<String, AttributeValue> facts = new HashMap<>();
                  movedIn.ifPresent(day -> facts.put("movedInOn", new AttributeValue.Day(day)));
                  single.ifPresent(
                      flag -> facts.put("singleParent", new AttributeValue.Flag(flag)));
                  return new HouseholdMember(relationship, born, facts);
                });
    return Combinators.combine(
            Arbitraries.of(City.WARD.allowed()).optional(),
            Arbitraries.of("0", "2500000", "2500000.5", "2999999.9999", "3000001").optional(),
            birth.optional(),
            Arbitraries.of(true, false).optional(),
            Arbitraries.of(City.TOPICS.allowed()).set().optional(),
            Arbitraries.of("第一小学校", "第三小学校").optional(),
            member.list().ofMaxSize(4).optional(),
            Combinators.combine(moved.optional(), dealings()).as(Map::entry))
        .as(
            (ward, income, born, single, topics, school, household, movedInAndDealings) -> {
              Map<String, AttributeValue> facts = new HashMap<>();
              Dealings dealings = movedInAndDealings.getValue();
              movedInAndDealings
                  .getKey()
                  .ifPresent(day -> facts.put("movedInOn", new AttributeValue.Day(day)));
              ward.ifPresent(name -> facts.put("ward", new AttributeValue.Text(name)));
              income.ifPresent(
                  yen -> facts.put("income", new AttributeValue.Number(new BigDecimal(yen))));
              born.ifPresent(day -> facts.put("birthOn", new AttributeValue.Day(day)));
              single.ifPresent(flag -> facts.put("singleParent", new AttributeValue.Flag(flag)));
              topics.ifPresent(set -> facts.put("topics", new AttributeValue.Choices(set)));
              school.ifPresent(name -> facts.put("schoolDistrict", new AttributeValue.Text(name)));
              return City.person("somebody", facts, household.orElse(null), dealings);
            })
        .list()
        .ofMinSize(1)
        .ofMaxSize(5);
  }
}
