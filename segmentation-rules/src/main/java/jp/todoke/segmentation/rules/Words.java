package jp.todoke.segmentation.rules;

import java.math.BigDecimal;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.LocalDate;
import java.time.Period;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Parameter;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.SchoolYear;

/** Values and limits as a citizen reads them in Japanese. */
final class Words {

  private static final int MOST_LISTED = 6;

  private Words() {}

  static String value(Attribute attribute, AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> label(text.text());
      case AttributeValue.Number number -> number(number.number()) + attribute.unit();
      case AttributeValue.Flag flag -> flag.flag() ? "はい" : "いいえ";
      case AttributeValue.Day day -> day(day.day());
      case AttributeValue.Choices choices ->
          choices.choices().isEmpty() ? "なし" : String.join("・", choices.choices());
    };
  }

  private static String label(String text) {
    return switch (text) {
      case "citizen" -> "市民";
      case "business" -> "事業者";
      case "commuter" -> "通勤・通学者";
      case "visitor" -> "来訪者";
      default -> text;
    };
  }

  static String list(Attribute attribute, List<AttributeValue> values) {
    List<String> words =
        values.stream().limit(MOST_LISTED).map(value -> value(attribute, value)).toList();
    String rest = values.size() > MOST_LISTED ? " ほか" + (values.size() - MOST_LISTED) + "件" : "";
    return String.join("・", words) + rest;
  }

  /** An amount of the catalogue as it is on the day asked: 所得制限限度額 3,000,000円以下. */
  static String amount(
      Condition.Limited limited, Parameter parameter, Attribute attribute, LocalDate today) {
    String side =
        switch (limited.keeping()) {
          case AT_LEAST -> "以上";
          case ABOVE -> "超";
          case AT_MOST -> "以下";
          case BELOW -> "未満";
        };
    String unit = parameter.unit().isEmpty() ? attribute.unit() : parameter.unit();
    String amount =
        parameter
            .on(limited.on().on(today))
            .filter(period -> limited.by().isEmpty())
            .map(period -> " " + number(period.amount(0)) + unit)
            .orElse("");
    return parameter.label() + amount + side;
  }

  static String choices(Condition.Contains contains) {
    return String.join("・", contains.values()) + (contains.all() ? "のすべて" : "のいずれか");
  }

  static String range(Attribute attribute, Condition.Within within) {
    if (within.lower().isEmpty() && within.upper().isEmpty()) {
      return "すべての値";
    }
    boolean dates =
        within.lower().or(within::upper).map(Condition.Bound::value).orElseThrow()
            instanceof AttributeValue.Day;
    String lower =
        within
            .lower()
            .map(
                bound ->
                    value(attribute, bound.value())
                        + (bound.inclusive() ? dates ? "以降" : "以上" : dates ? "より後" : "超"))
            .orElse("");
    String upper =
        within
            .upper()
            .map(
                bound ->
                    value(attribute, bound.value())
                        + (bound.inclusive() ? dates ? "以前" : "以下" : dates ? "より前" : "未満"))
            .orElse("");
    return lower + upper;
  }

  /** The days that lie within, asked today: 2026年8月20日～2026年11月20日. */
  static String days(Condition.Around around, LocalDate today) {
    Optional<String> first = around.first(today).map(Words::day);
    Optional<String> last = around.last(today).map(Words::day);
    if (first.isPresent() && last.isPresent()) {
      return first.equals(last) ? first.get() : first.get() + "～" + last.get();
    }
    return first.map(day -> day + "以降").orElseGet(() -> last.orElseThrow() + "以前");
  }

  /** How far from a day: 3か月前, 当日, 1年2か月10日後. */
  static String distance(Period period) {
    if (period.isZero()) {
      return "当日";
    }
    boolean before = period.isNegative();
    Period length = before ? period.negated() : period;
    return (length.getYears() == 0 ? "" : length.getYears() + "年")
        + (length.getMonths() == 0 ? "" : length.getMonths() + "か月")
        + (length.getDays() == 0 ? "" : length.getDays() + "日")
        + (before ? "前" : "後");
  }

  static String ages(Condition.Age age) {
    return fromTo(age.from().map(years -> years + "歳"), age.to().map(years -> years + "歳"));
  }

  static String fiscalAges(Condition.FiscalAge age) {
    return "年度末に"
        + fromTo(age.from().map(years -> years + "歳"), age.to().map(years -> years + "歳"));
  }

  static String grades(Condition.Grade grade) {
    return fromTo(
        Optional.of(SchoolYear.label(grade.from())), Optional.of(SchoolYear.label(grade.to())));
  }

  private static String fromTo(Optional<String> from, Optional<String> to) {
    if (from.equals(to)) {
      return from.orElse("");
    }
    if (from.isEmpty()) {
      return to.orElseThrow() + "以下";
    }
    return to.map(last -> from.get() + "～" + last).orElseGet(() -> from.get() + "以上");
  }

  /** 「子育て」を直近30日に2回以上検索した. */
  static String interacted(Condition.Interacted asked) {
    return "「"
        + asked.label()
        + "」を直近"
        + asked.days()
        + "日に"
        + asked.atLeast()
        + "回以上"
        + asked
            .kind()
            .map(
                kind ->
                    switch (kind) {
                      case SEARCHED -> "検索した";
                      case OPENED -> "閲覧した";
                    })
            .orElse("検索または閲覧した");
  }

  static String nth(Condition.NthChild child) {
    return "第" + child.nth() + "子" + (child.orLater() ? "以降" : "");
  }

  static String people(int count) {
    return count + "人";
  }

  static String relationship(String relationship) {
    return switch (relationship) {
      case "child" -> "お子さま";
      case "spouse" -> "配偶者の方";
      case "parent" -> "親御さん";
      case "grandparent" -> "祖父母の方";
      case "sibling" -> "ごきょうだい";
      default -> "ご家族";
    };
  }

  static String day(LocalDate day) {
    return day.getYear() + "年" + day.getMonthValue() + "月" + day.getDayOfMonth() + "日";
  }

  private static String number(BigDecimal number) {
    return new DecimalFormat("#,##0.####", DecimalFormatSymbols.getInstance(Locale.ROOT))
        .format(number);
  }
}
