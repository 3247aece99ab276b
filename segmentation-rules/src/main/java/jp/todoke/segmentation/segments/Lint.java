package jp.todoke.segmentation.segments;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionRefused;
import jp.todoke.segmentation.conditions.LegalAge;
import jp.todoke.segmentation.conditions.SchoolYear;

/**
 * Looks a condition over without asking it of anybody: parts that contradict each other, say
 * nothing, or stand twice; and facts that were collected for something else.
 */
final class Lint {

  /** The purposes whose attributes may choose whom the city informs. */
  private static final Set<String> COVERING = Set.of("service", "personalization", "push");

  private final Catalogue catalogue;
  private final LocalDate today;
  private final List<Finding> findings = new ArrayList<>();

  private Lint(Catalogue catalogue, LocalDate today) {
    this.catalogue = catalogue;
    this.today = today;
  }

  /** What an author should look at, outermost first. */
  static List<Finding> of(Condition condition, Catalogue catalogue, LocalDate today) {
    Lint lint = new Lint(catalogue, today);
    lint.look(condition, "");
    return List.copyOf(lint.findings);
  }

  /**
   * Refuses a condition on a fact whose purpose does not cover informing people.
   *
   * @throws ConditionRefused {@code invalid-condition-purpose}
   */
  static void checkPurpose(Condition condition, Catalogue catalogue) {
    for (String name : attributes(condition)) {
      Optional<Attribute> attribute = catalogue.find(name);
      if (attribute.isPresent() && !COVERING.contains(attribute.get().purpose())) {
        throw new ConditionRefused(
            "invalid-condition-purpose",
            "",
            "attribute " + name + " was collected for " + attribute.get().purpose());
      }
    }
  }

  /** Every attribute a condition asks, of the person or of household members. */
  static Set<String> attributes(Condition condition) {
    Set<String> names = new HashSet<>();
    collect(condition, names);
    return names;
  }

  private static void collect(Condition condition, Set<String> names) {
    switch (condition) {
      case Condition.All all -> all.parts().forEach(part -> collect(part, names));
      case Condition.Any any -> any.parts().forEach(part -> collect(part, names));
      case Condition.Not not -> collect(not.part(), names);
      case Condition.Members members -> collect(members.such(), names);
      case Condition.NthChild child -> {
        collect(child.among(), names);
        collect(child.such(), names);
      }
      case Condition.OneOf oneOf -> names.add(oneOf.attribute());
      case Condition.Within within -> names.add(within.attribute());
      case Condition.Around around -> names.add(around.attribute());
      case Condition.Limited limited -> {
        names.add(limited.attribute());
        limited.by().ifPresent(names::add);
      }
      case Condition.Contains contains -> names.add(contains.attribute());
      case Condition.Age age -> names.add(Catalogue.BIRTH.name());
      case Condition.FiscalAge age -> names.add(Catalogue.BIRTH.name());
      case Condition.Grade grade -> names.add(Catalogue.BIRTH.name());
      case Condition.InSegment segment -> {}
      case Condition.Receives receives -> {}
      case Condition.Interacted interacted -> {}
      case Condition.FreeText words -> {}
    }
  }

  private void look(Condition condition, String at) {
    switch (condition) {
      case Condition.All all -> {
        repeated(all.parts(), at + "/all");
        contradictions(all.parts(), at + "/all");
        parts(all.parts(), at + "/all");
      }
      case Condition.Any any -> {
        if (any.parts().isEmpty()) {
          findings.add(new Finding("never-true", at, "条件が一つもないので、どなたも対象になりません"));
        }
        repeated(any.parts(), at + "/any");
        complements(any.parts(), at + "/any");
        parts(any.parts(), at + "/any");
      }
      case Condition.Not not -> look(not.part(), at + "/not");
      case Condition.Members members -> look(members.such(), at + "/household/such");
      case Condition.NthChild child -> {
        look(child.among(), at + "/child/among");
        look(child.such(), at + "/child/such");
      }
      case Condition.OneOf oneOf -> everything(oneOf, at);
      case Condition.Within within ->
          interval(within)
              .filter(Interval::empty)
              .ifPresent(
                  empty ->
                      findings.add(new Finding("never-true", at, "下限が上限より大きいので、当てはまる値がありません")));
      case Condition.Around around -> {}
      case Condition.Limited limited -> {}
      case Condition.Contains contains -> {}
      case Condition.Age age -> {}
      case Condition.FiscalAge age -> {}
      case Condition.Grade grade -> {}
      case Condition.InSegment segment -> {}
      case Condition.Receives receives -> {}
      case Condition.Interacted interacted -> {}
      case Condition.FreeText words -> {}
    }
  }

  private void parts(List<Condition> parts, String at) {
    for (int index = 0; index < parts.size(); index++) {
      look(parts.get(index), at + "/" + index);
    }
  }

  private void repeated(List<Condition> parts, String at) {
    Set<Condition> seen = new HashSet<>();
    for (int index = 0; index < parts.size(); index++) {
      if (!seen.add(parts.get(index))) {
        findings.add(new Finding("repeated", at + "/" + index, "同じ条件が二度あります"));
      }
    }
  }

  private void everything(Condition.OneOf oneOf, String at) {
    Optional<Attribute> attribute = catalogue.find(oneOf.attribute());
    boolean closed =
        attribute.isPresent()
            && (attribute.get().type() == AttributeType.ENUM
                || attribute.get().type() == AttributeType.BOOLEAN);
    int all =
        closed && attribute.get().type() == AttributeType.ENUM
            ? attribute.get().allowed().size()
            : 2;
    if (closed && new HashSet<>(oneOf.values()).size() == all) {
      findings.add(
          new Finding(
              "always-true",
              at,
              "「" + attribute.get().label() + "」のすべての値が選ばれているので、わかっている方は全員当てはまります"));
    }
  }

  /** Any of A and not A: everybody of whom the fact is known. */
  private void complements(List<Condition> parts, String at) {
    for (int index = 0; index < parts.size(); index++) {
      if (parts.get(index) instanceof Condition.Not not && parts.contains(not.part())) {
        findings.add(
            new Finding("always-true", at + "/" + index, "ある条件とその反対がどちらもあるので、わかっている方は全員当てはまります"));
      }
    }
  }

  /** All of parts that leave no value of one fact. */
  private void contradictions(List<Condition> parts, String at) {
    Map<String, Interval> intervals = new HashMap<>();
    Map<String, Set<AttributeValue>> choices = new HashMap<>();
    for (int index = 0; index < parts.size(); index++) {
      Condition part = parts.get(index);
      String place = at + "/" + index;
      if (part instanceof Condition.Not not && parts.contains(not.part())) {
        findings.add(new Finding("never-true", place, "ある条件とその反対の両方を求めているので、どなたも当てはまりません"));
      }
      interval(part)
          .ifPresent(
              own -> {
                Interval left = own.and(intervals.getOrDefault(own.fact(), own));
                if (left.empty() && !own.empty()) {
                  findings.add(new Finding("never-true", place, "上の条件と両立する値がありません"));
                }
                intervals.put(own.fact(), left);
              });
      if (part instanceof Condition.OneOf oneOf) {
        Set<AttributeValue> left =
            choices.computeIfAbsent(oneOf.attribute(), any -> new HashSet<>(oneOf.values()));
        left.retainAll(oneOf.values());
        if (left.isEmpty()) {
          findings.add(new Finding("never-true", place, "上の条件と両立する値がありません"));
        }
      }
    }
  }

  private record Interval(String fact, long least, long most) {
    boolean empty() {
      return least > most;
    }

    Interval and(Interval other) {
      return new Interval(fact, Math.max(least, other.least), Math.min(most, other.most));
    }
  }

  private Optional<Interval> interval(Condition condition) {
    return switch (condition) {
      case Condition.Age age ->
          Optional.of(
              new Interval(
                  Catalogue.BIRTH.name(),
                  age.to()
                      .map(
                          years ->
                              LegalAge.latestBirth(age.on().on(today), years + 1, age.reckoning())
                                      .toEpochDay()
                                  + 1)
                      .orElse(Long.MIN_VALUE),
                  LegalAge.latestBirth(age.on().on(today), age.from().orElse(0), age.reckoning())
                      .toEpochDay()));
      case Condition.FiscalAge age ->
          Optional.of(
              new Interval(
                  Catalogue.BIRTH.name(),
                  age.to()
                      .map(
                          years ->
                              SchoolYear.firstBirthOfAge(years, age.on().on(today)).toEpochDay())
                      .orElse(Long.MIN_VALUE),
                  SchoolYear.lastBirthOfAge(age.from().orElse(0), age.on().on(today))
                      .toEpochDay()));
      case Condition.Grade grade ->
          Optional.of(
              new Interval(
                  Catalogue.BIRTH.name(),
                  SchoolYear.firstBirth(grade.to(), grade.on().on(today)).toEpochDay(),
                  SchoolYear.lastBirth(grade.from(), grade.on().on(today)).toEpochDay()));
      case Condition.Around around ->
          Optional.of(
              new Interval(
                  around.attribute(),
                  around.first(today).map(LocalDate::toEpochDay).orElse(Long.MIN_VALUE),
                  around.last(today).map(LocalDate::toEpochDay).orElse(Long.MAX_VALUE)));
      case Condition.Within within ->
          Optional.of(
              new Interval(
                  within.attribute(),
                  within.lower().map(bound -> least(bound)).orElse(Long.MIN_VALUE),
                  within.upper().map(bound -> most(bound)).orElse(Long.MAX_VALUE)));
      default -> Optional.empty();
    };
  }

  private static long least(Condition.Bound bound) {
    return word(bound.value()) + (bound.inclusive() ? 0 : 1);
  }

  private static long most(Condition.Bound bound) {
    return word(bound.value()) - (bound.inclusive() ? 0 : 1);
  }

  private static long word(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Number number -> number.number().movePointRight(4).longValueExact();
      case AttributeValue.Day day -> day.day().toEpochDay();
      case AttributeValue.Text text -> 0;
      case AttributeValue.Flag flag -> 0;
      case AttributeValue.Choices choices -> 0;
    };
  }
}
