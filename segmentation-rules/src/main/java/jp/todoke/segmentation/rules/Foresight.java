package jp.todoke.segmentation.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ReferenceDate;
import jp.todoke.segmentation.profiles.HouseholdMember;
import jp.todoke.segmentation.profiles.Profile;

/**
 * Looks ahead for the day from which a no becomes a yes when nothing but time passes: only
 * birthdays, the days before them and the turns of the fiscal year can change a verdict, so only
 * those are asked.
 */
final class Foresight {

  private static final int YEARS = 20;

  /** A day of the month is cut by at most three: the 31st in February. */
  private static final int LONGEST_CUT = 4;

  private final FactSchema schema;
  private final Function<String, Condition> segments;

  Foresight(FactSchema schema, Function<String, Condition> segments) {
    this.schema = schema;
    this.segments = segments;
  }

  /** The first day after {@code today}, within twenty years, on which the condition is a yes. */
  Optional<LocalDate> from(Condition condition, Profile profile, FactSheet facts, LocalDate today) {
    if (!turns(condition)) {
      return Optional.empty();
    }
    TreeSet<LocalDate> days = turningDays(profile, today);
    distances(condition, profile, days);
    days.headSet(today, true).clear();
    days.tailSet(today.plusYears(YEARS), false).clear();
    schema.amountsFrom().stream().filter(day -> day.isAfter(today)).forEach(days::add);
    for (LocalDate day : days) {
      if (new Compiler(schema, day, segments).compile(condition).of(facts) == Test.YES) {
        return Optional.of(day);
      }
    }
    return Optional.empty();
  }

  /** Whether the passing of time alone can change the verdict. */
  private boolean turns(Condition condition) {
    return switch (condition) {
      case Condition.All all -> all.parts().stream().anyMatch(this::turns);
      case Condition.Any any -> any.parts().stream().anyMatch(this::turns);
      case Condition.Not not -> turns(not.part());
      case Condition.Members members -> turns(members.such());
      case Condition.NthChild child -> turns(child.among()) || turns(child.such());
      case Condition.InSegment segment -> turns(segments.apply(segment.segmentId()));
      case Condition.Age age -> !(age.on() instanceof ReferenceDate.Fixed);
      case Condition.FiscalAge age -> !(age.on() instanceof ReferenceDate.Fixed);
      case Condition.Grade grade -> !(grade.on() instanceof ReferenceDate.Fixed);
      case Condition.OneOf oneOf -> false;
      case Condition.Within within -> false;
      case Condition.Around around -> !(around.on() instanceof ReferenceDate.Fixed);
      case Condition.Limited limited -> !(limited.on() instanceof ReferenceDate.Fixed);
      case Condition.Contains contains -> false;
      case Condition.Receives receives -> false;
      case Condition.Interacted interacted -> true;
      case Condition.FreeText words -> false;
    };
  }

  private static TreeSet<LocalDate> turningDays(Profile profile, LocalDate today) {
    TreeSet<LocalDate> days = new TreeSet<>();
    for (int year = today.getYear(); year <= today.getYear() + YEARS; year++) {
      days.add(LocalDate.of(year, 4, 1));
      for (LocalDate birth : births(profile)) {
        LocalDate birthday = birth.plusYears(year - (long) birth.getYear());
        days.add(birthday.minusDays(1));
        days.add(birthday);
        days.add(birthday.plusDays(1));
      }
    }
    return days;
  }

  /**
   * Adds the days on which somebody's day comes within a distance that is asked, or goes out of it;
   * those next to them too, as a month may be too short for a day.
   */
  private void distances(Condition condition, Profile profile, TreeSet<LocalDate> days) {
    switch (condition) {
      case Condition.All all -> all.parts().forEach(part -> distances(part, profile, days));
      case Condition.Any any -> any.parts().forEach(part -> distances(part, profile, days));
      case Condition.Not not -> distances(not.part(), profile, days);
      case Condition.Members members -> distances(members.such(), profile, days);
      case Condition.NthChild child -> {
        distances(child.among(), profile, days);
        distances(child.such(), profile, days);
      }
      case Condition.InSegment segment ->
          distances(segments.apply(segment.segmentId()), profile, days);
      case Condition.Around around -> {
        for (LocalDate day : days(around.attribute(), profile)) {
          around.from().ifPresent(from -> near(day.minus(from), days));
          around.to().ifPresent(to -> near(day.minus(to), days));
        }
      }
      default -> {}
    }
  }

  private static void near(LocalDate day, TreeSet<LocalDate> days) {
    for (int aside = -LONGEST_CUT; aside <= LONGEST_CUT; aside++) {
      days.add(day.plusDays(aside));
    }
  }

  /** The days of that attribute, of the person and of everybody in the household. */
  private static List<LocalDate> days(String attribute, Profile profile) {
    if (attribute.equals(Catalogue.BIRTH.name())) {
      return births(profile);
    }
    return Stream.concat(
            Stream.of(profile.attributes()),
            profile.household().stream().flatMap(List::stream).map(HouseholdMember::attributes))
        .map(attributes -> attributes.get(attribute))
        .filter(AttributeValue.Day.class::isInstance)
        .map(value -> ((AttributeValue.Day) value).day())
        .toList();
  }

  private static List<LocalDate> births(Profile profile) {
    List<LocalDate> births = new ArrayList<>();
    if (profile.attributes().get(Catalogue.BIRTH.name()) instanceof AttributeValue.Day own) {
      births.add(own.day());
    }
    profile
        .household()
        .ifPresent(
            members ->
                members.stream()
                    .map(HouseholdMember::birthOn)
                    .flatMap(Optional::stream)
                    .forEach(births::add));
    return births;
  }
}
