package jp.todoke.segmentation.rules;

import java.time.LocalDate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.Parameter;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.LegalAge;
import jp.todoke.segmentation.conditions.SchoolYear;

/**
 * Turns conditions into tests for one day: ages and grades become ranges of the day of birth, so
 * that nothing is calculated per person.
 */
final class Compiler {

  private final FactSchema schema;
  private final LocalDate today;
  private final Function<String, Condition> segments;
  private final Map<Condition, Test> compiled = new HashMap<>();
  private final Set<String> open = new LinkedHashSet<>();
  private int places;

  /**
   * @param segments the published condition of a segment id
   */
  Compiler(FactSchema schema, LocalDate today, Function<String, Condition> segments) {
    this.schema = schema;
    this.today = today;
    this.segments = segments;
  }

  /**
   * The test of that condition; equal conditions have the same one.
   *
   * @throws SegmentCycle when a segment leads back to itself
   * @throws SegmentMissing when a segment it names is not published
   */
  Test compile(Condition condition) {
    Test known = compiled.get(condition);
    if (known == null) {
      known = build(condition);
      if (known.place < 0) {
        known.place = places++;
      }
      compiled.put(condition, known);
    }
    return known;
  }

  /** How many different questions there are so far. */
  int places() {
    return places;
  }

  private Test build(Condition condition) {
    return switch (condition) {
      case Condition.All all -> new Test.AllOf(compile(all.parts()));
      case Condition.Any any -> new Test.AnyOf(compile(any.parts()));
      case Condition.Not not -> new Test.Opposite(compile(not.part()));
      case Condition.OneOf oneOf -> oneOf(oneOf);
      case Condition.Within within -> within(within);
      case Condition.Around around ->
          new Test.Between(
              schema.slot(around.attribute()),
              around.first(today).map(FactSchema::days).orElse(FactSheet.MISSING),
              around.last(today).map(FactSchema::days).orElse(Long.MAX_VALUE));
      case Condition.Limited limited -> limited(limited);
      case Condition.Contains contains ->
          new Test.Chosen(
              schema.slot(contains.attribute()),
              schema.mask(contains.attribute(), contains.values()),
              contains.all());
      case Condition.Age age ->
          new Test.Between(
              schema.slot(Catalogue.BIRTH.name()),
              age.to()
                  .map(
                      years ->
                          FactSchema.days(
                                  LegalAge.latestBirth(
                                      age.on().on(today), years + 1, age.reckoning()))
                              + 1)
                  .orElse(FactSheet.MISSING),
              FactSchema.days(
                  LegalAge.latestBirth(age.on().on(today), age.from().orElse(0), age.reckoning())));
      case Condition.FiscalAge age ->
          new Test.Between(
              schema.slot(Catalogue.BIRTH.name()),
              age.to()
                  .map(
                      years ->
                          FactSchema.days(SchoolYear.firstBirthOfAge(years, age.on().on(today))))
                  .orElse(FactSheet.MISSING),
              FactSchema.days(SchoolYear.lastBirthOfAge(age.from().orElse(0), age.on().on(today))));
      case Condition.Grade grade ->
          new Test.Between(
              schema.slot(Catalogue.BIRTH.name()),
              FactSchema.days(SchoolYear.firstBirth(grade.to(), grade.on().on(today))),
              FactSchema.days(SchoolYear.lastBirth(grade.from(), grade.on().on(today))));
      case Condition.Members members ->
          new Test.Counted(members.atLeast(), compile(members.such()));
      case Condition.NthChild child ->
          new Test.Nth(
              child.nth(),
              child.orLater(),
              schema.slot(Catalogue.RELATIONSHIP.name()),
              schema.constant(Catalogue.RELATIONSHIP.name(), new AttributeValue.Text("child")),
              schema.slot(Catalogue.BIRTH.name()),
              compile(child.among()),
              compile(child.such()));
      case Condition.InSegment segment -> segment(segment.segmentId());
      case Condition.Receives receives -> new Test.Receiving(receives.program());
      case Condition.Interacted interacted ->
          new Test.Interacting(
              interacted.kind(),
              interacted.topic(),
              interacted.atLeast(),
              Explainer.since(interacted, today));
      case Condition.FreeText words -> new Test.Undecidable();
    };
  }

  /** Before the first period of its parameter nobody can tell. */
  private Test limited(Condition.Limited limited) {
    Optional<Parameter.Period> period =
        schema.parameter(limited.parameter()).flatMap(it -> it.on(limited.on().on(today)));
    if (period.isEmpty()) {
      return new Test.Undecidable();
    }
    int slot = schema.slot(limited.attribute());
    long[] amounts = period.get().amounts().stream().mapToLong(FactSchema::units).toArray();
    if (limited.by().isEmpty()) {
      return new Test.Limit(slot, limited.keeping(), -1, amounts, 0);
    }
    return new Test.Limit(
        slot,
        limited.keeping(),
        schema.slot(limited.by().get()),
        amounts,
        FactSchema.units(period.get().more()));
  }

  private Test segment(String id) {
    if (!open.add(id)) {
      throw new SegmentCycle(id);
    }
    try {
      return compile(segments.apply(id));
    } finally {
      open.remove(id);
    }
  }

  private Test[] compile(List<Condition> parts) {
    return parts.stream().map(this::compile).toArray(Test[]::new);
  }

  private Test oneOf(Condition.OneOf oneOf) {
    int slot = schema.slot(oneOf.attribute());
    long[] words =
        oneOf.values().stream()
            .mapToLong(value -> schema.constant(oneOf.attribute(), value))
            .filter(word -> word != FactSheet.MISSING)
            .sorted()
            .toArray();
    AttributeType type = schema.attribute(oneOf.attribute()).type();
    boolean closed = type == AttributeType.ENUM || type == AttributeType.BOOLEAN;
    boolean small = schema.attribute(oneOf.attribute()).allowed().size() <= Long.SIZE;
    if (closed && small) {
      long codes = 0;
      for (long word : words) {
        codes |= 1L << word;
      }
      return new Test.Coded(slot, codes);
    }
    return new Test.Listed(slot, Arrays.stream(words).distinct().toArray());
  }

  private Test within(Condition.Within within) {
    String attribute = within.attribute();
    long least =
        within
            .lower()
            .map(bound -> word(attribute, bound.value()) + (bound.inclusive() ? 0 : 1))
            .orElse(FactSheet.MISSING);
    long most =
        within
            .upper()
            .map(bound -> word(attribute, bound.value()) - (bound.inclusive() ? 0 : 1))
            .orElse(Long.MAX_VALUE);
    return new Test.Between(schema.slot(attribute), least, most);
  }

  private long word(String attribute, AttributeValue value) {
    return schema.constant(attribute, value);
  }
}
