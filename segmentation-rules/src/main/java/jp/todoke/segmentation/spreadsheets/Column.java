package jp.todoke.segmentation.spreadsheets;

import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.ReferenceDate;

/**
 * What a column of a decision table asks: an attribute by its name, {@code age}, {@code grade},
 * {@code segment}, {@code freeText}, or {@code json} for a part that has no column of its own. Age
 * and grade may say how and when: {@code age@attained-day}, {@code age@fiscal-year-start}, {@code
 * age@attained-day@2026-04-01}.
 */
sealed interface Column {

  /** How the column is headed. */
  String heading();

  /** What staff read below the heading. */
  String label();

  /** The part of a condition a cell says; throws what the cell is at fault with. */
  Condition read(String cell, Catalogue catalogue);

  /** Of an attribute. */
  record Fact(Attribute attribute) implements Column {
    @Override
    public String heading() {
      return attribute.name();
    }

    @Override
    public String label() {
      return attribute.label();
    }

    @Override
    public Condition read(String cell, Catalogue catalogue) {
      return CellText.read(attribute, cell);
    }
  }

  /** Of how far the day of an attribute lies from the reference date. */
  record Around(Attribute attribute, ReferenceDate on) implements Column {
    static final String MARK = "@around";

    @Override
    public String heading() {
      return attribute.name() + MARK + suffix(on);
    }

    @Override
    public String label() {
      return attribute.label() + "（前後）";
    }

    @Override
    public Condition read(String cell, Catalogue catalogue) {
      CellText.Periods periods = CellText.periods(cell);
      return checked(
          new Condition.Around(attribute.name(), periods.from(), periods.to(), on), catalogue);
    }
  }

  /** Of the age. */
  record Age(AgeReckoning reckoning, ReferenceDate on) implements Column {
    @Override
    public String heading() {
      return "age" + (reckoning == AgeReckoning.COMMON ? "" : "@attained-day") + suffix(on);
    }

    @Override
    public String label() {
      return reckoning == AgeReckoning.COMMON ? "年齢" : "年齢（達した日）";
    }

    @Override
    public Condition read(String cell, Catalogue catalogue) {
      CellText.Span span = CellText.span(cell);
      return checked(new Condition.Age(span.from(), span.to(), reckoning, on), catalogue);
    }
  }

  /** Of the school grade. */
  record Grade(ReferenceDate on) implements Column {
    @Override
    public String heading() {
      return "grade" + suffix(on);
    }

    @Override
    public String label() {
      return "学年";
    }

    @Override
    public Condition read(String cell, Catalogue catalogue) {
      CellText.Span span = CellText.span(cell);
      return checked(
          new Condition.Grade(span.from().orElse(-6), span.to().orElse(12), on), catalogue);
    }
  }

  /** Of the age at the end of the fiscal year. */
  record FiscalAge(ReferenceDate on) implements Column {
    @Override
    public String heading() {
      return "fiscalAge" + suffix(on);
    }

    @Override
    public String label() {
      return "年度末の年齢";
    }

    @Override
    public Condition read(String cell, Catalogue catalogue) {
      CellText.Span span = CellText.span(cell);
      return checked(new Condition.FiscalAge(span.from(), span.to(), on), catalogue);
    }
  }

  /** Of membership in another segment. */
  record Segment() implements Column {
    @Override
    public String heading() {
      return "segment";
    }

    @Override
    public String label() {
      return "対象グループ";
    }

    @Override
    public Condition read(String cell, Catalogue catalogue) {
      return checked(new Condition.InSegment(cell.strip()), catalogue);
    }
  }

  /** Of words that an officer judges. */
  record FreeText() implements Column {
    @Override
    public String heading() {
      return "freeText";
    }

    @Override
    public String label() {
      return "窓口で確認すること";
    }

    @Override
    public Condition read(String cell, Catalogue catalogue) {
      return checked(new Condition.FreeText(cell.strip()), catalogue);
    }
  }

  /** Of anything else, as a condition in JSON. */
  record Json() implements Column {
    @Override
    public String heading() {
      return "json";
    }

    @Override
    public String label() {
      return "その他の条件";
    }

    @Override
    public Condition read(String cell, Catalogue catalogue) {
      return TableJson.read(cell, catalogue);
    }
  }

  private static String suffix(ReferenceDate on) {
    return switch (on) {
      case ReferenceDate.Today() -> "";
      case ReferenceDate.FiscalYearStart() -> "@fiscal-year-start";
      case ReferenceDate.Fixed(java.time.LocalDate day) -> "@" + day;
    };
  }

  /** Reads it back through the language, so that its limits hold here too. */
  private static Condition checked(Condition condition, Catalogue catalogue) {
    return ConditionJson.read(ConditionJson.write(condition), catalogue);
  }

  /** The column of that heading, or empty when there is none. */
  static Optional<Column> of(String heading, Catalogue catalogue) {
    String[] parts = heading.strip().split("@", -1);
    if (Set.of("age", "fiscalAge", "grade").contains(parts[0])) {
      return derived(parts);
    }
    int mark = heading.indexOf(Around.MARK);
    if (mark > 0) {
      String on = heading.strip().substring(mark + Around.MARK.length());
      return catalogue
          .find(heading.substring(0, mark).strip())
          .flatMap(attribute -> day(on).map(day -> new Around(attribute, day)));
    }
    return switch (heading.strip()) {
      case "segment" -> Optional.of(new Segment());
      case "freeText" -> Optional.of(new FreeText());
      case "json" -> Optional.of(new Json());
      default ->
          catalogue
              .find(heading.strip())
              .filter(attribute -> !attribute.name().equals(Catalogue.RELATIONSHIP.name()))
              .map(Fact::new);
    };
  }

  /** The reference date a heading ends with; today where it ends without one. */
  private static Optional<ReferenceDate> day(String suffix) {
    return switch (suffix) {
      case "" -> Optional.of(new ReferenceDate.Today());
      case "@fiscal-year-start" -> Optional.of(new ReferenceDate.FiscalYearStart());
      default -> {
        try {
          yield Optional.of(
              new ReferenceDate.Fixed(java.time.LocalDate.parse(suffix.substring(1))));
        } catch (java.time.DateTimeException unknown) {
          yield Optional.empty();
        }
      }
    };
  }

  private static Optional<Column> derived(String[] parts) {
    AgeReckoning reckoning = AgeReckoning.COMMON;
    ReferenceDate on = new ReferenceDate.Today();
    for (int index = 1; index < parts.length; index++) {
      switch (parts[index]) {
        case "attained-day" -> reckoning = AgeReckoning.ATTAINED_DAY;
        default -> {
          Optional<ReferenceDate> named = day("@" + parts[index]);
          if (named.isEmpty()) {
            return Optional.empty();
          }
          on = named.get();
        }
      }
    }
    return Optional.of(
        switch (parts[0]) {
          case "age" -> new Age(reckoning, on);
          case "fiscalAge" -> new FiscalAge(on);
          default -> new Grade(on);
        });
  }

  /** The column a part of a rule goes into. */
  static Column of(Condition part, Catalogue catalogue) {
    return switch (part) {
      case Condition.OneOf oneOf -> new Fact(catalogue.find(oneOf.attribute()).orElseThrow());
      case Condition.Within within -> new Fact(catalogue.find(within.attribute()).orElseThrow());
      case Condition.Contains contains ->
          new Fact(catalogue.find(contains.attribute()).orElseThrow());
      case Condition.Age age -> new Age(age.reckoning(), age.on());
      case Condition.FiscalAge age -> new FiscalAge(age.on());
      case Condition.Grade grade -> new Grade(grade.on());
      case Condition.InSegment segment -> new Segment();
      case Condition.FreeText words -> new FreeText();
      case Condition.All all -> new Json();
      case Condition.Any any -> new Json();
      case Condition.Not not -> new Json();
      case Condition.Members members -> new Json();
      case Condition.NthChild child -> new Json();
      case Condition.Around around ->
          new Around(catalogue.find(around.attribute()).orElseThrow(), around.on());
      case Condition.Limited limited -> new Json();
      case Condition.Receives receives -> new Json();
      case Condition.Interacted interacted -> new Json();
    };
  }

  /** What stands in the cell of that part. */
  static String write(Condition part) {
    return switch (part) {
      case Condition.OneOf oneOf -> CellText.write(oneOf);
      case Condition.Within within -> CellText.write(within);
      case Condition.Contains contains -> CellText.write(contains);
      case Condition.Age age -> new CellText.Span(age.from(), age.to()).toString();
      case Condition.FiscalAge age -> new CellText.Span(age.from(), age.to()).toString();
      case Condition.Grade grade ->
          new CellText.Span(Optional.of(grade.from()), Optional.of(grade.to())).toString();
      case Condition.InSegment segment -> segment.segmentId();
      case Condition.FreeText words -> words.text();
      case Condition.All all -> ConditionJson.write(all).toString();
      case Condition.Any any -> ConditionJson.write(any).toString();
      case Condition.Not not -> ConditionJson.write(not).toString();
      case Condition.Members members -> ConditionJson.write(members).toString();
      case Condition.NthChild child -> ConditionJson.write(child).toString();
      case Condition.Around around -> new CellText.Periods(around.from(), around.to()).toString();
      case Condition.Limited limited -> ConditionJson.write(limited).toString();
      case Condition.Receives receives -> ConditionJson.write(receives).toString();
      case Condition.Interacted interacted -> ConditionJson.write(interacted).toString();
    };
  }
}
