package jp.todoke.segmentation.audiences;

import java.time.LocalDate;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ReferenceDate;
import jp.todoke.segmentation.conditions.SchoolYear;

/** When time alone changes who is in a segment; ordered from never to most often. */
enum Turn {
  NEVER,
  /** On April 1: school grades and ages on the first day of the fiscal year. */
  FISCAL_YEAR,
  /** At midnight: ages of today. */
  DAY;

  /** The day from which an answer of {@code today} has held, the same as long as it holds. */
  String since(LocalDate today) {
    return switch (this) {
      case NEVER -> "always";
      case FISCAL_YEAR -> "fiscal-year-" + SchoolYear.fiscalYear(today);
      case DAY -> today.toString();
    };
  }

  /**
   * The turn of a condition.
   *
   * @param segments the published condition of a segment id
   * @param parameters hears of every parameter that is named
   */
  static Turn of(
      Condition condition, Function<String, Condition> segments, Consumer<String> parameters) {
    return switch (condition) {
      case Condition.All all -> most(all.parts(), segments, parameters);
      case Condition.Any any -> most(any.parts(), segments, parameters);
      case Condition.Not not -> of(not.part(), segments, parameters);
      case Condition.Members members -> of(members.such(), segments, parameters);
      case Condition.NthChild child ->
          most(List.of(child.among(), child.such()), segments, parameters);
      case Condition.InSegment segment ->
          of(segments.apply(segment.segmentId()), segments, parameters);
      case Condition.Age age -> of(age.on(), DAY);
      case Condition.FiscalAge age -> of(age.on(), FISCAL_YEAR);
      case Condition.Grade grade -> of(grade.on(), FISCAL_YEAR);
      case Condition.OneOf oneOf -> NEVER;
      case Condition.Within within -> NEVER;
      case Condition.Around around -> of(around.on(), DAY);
      case Condition.Limited limited -> {
        parameters.accept(limited.parameter());
        yield of(limited.on(), DAY);
      }
      case Condition.Contains contains -> NEVER;
      case Condition.Receives receives -> NEVER;
      case Condition.Interacted interacted -> DAY;
      case Condition.FreeText words -> NEVER;
    };
  }

  private static Turn most(
      List<Condition> parts, Function<String, Condition> segments, Consumer<String> parameters) {
    return parts.stream()
        .map(part -> of(part, segments, parameters))
        .max(Turn::compareTo)
        .orElse(NEVER);
  }

  private static Turn of(ReferenceDate on, Turn today) {
    return switch (on) {
      case ReferenceDate.Today any -> today;
      case ReferenceDate.FiscalYearStart start -> FISCAL_YEAR;
      case ReferenceDate.Fixed day -> NEVER;
    };
  }
}
