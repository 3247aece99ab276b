package jp.todoke.segmentation.rules;

import java.util.ArrayList;
import java.util.List;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.Parameter;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ReferenceDate;

/**
 * A condition read back in Japanese, one line a statement, indented by what it belongs to, so that
 * somebody who does not program can check what was meant.
 */
public final class RuleText {

  private static final String INDENT = "　";

  private final Catalogue catalogue;
  private final List<String> lines = new ArrayList<>();

  private RuleText(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** The lines of a condition, outermost first. */
  public static List<String> of(Condition condition, Catalogue catalogue) {
    RuleText text = new RuleText(catalogue);
    text.add(condition, 0, false);
    return List.copyOf(text.lines);
  }

  private void add(Condition condition, int depth, boolean negated) {
    switch (condition) {
      case Condition.All all ->
          group(all.parts(), depth, "どなたでも", "次のすべてに当てはまる" + (negated ? "わけではない" : ""));
      case Condition.Any any ->
          group(any.parts(), depth, "どなたも対象にしない", "次の" + (negated ? "どれにも当てはまらない" : "どれかに当てはまる"));
      case Condition.Not not -> negate(not.part(), depth, negated);
      case Condition.Members members -> {
        line(
            depth, "次に当てはまるご家族が" + Words.people(members.atLeast()) + (negated ? "以上はいない" : "以上いる"));
        add(members.such(), depth + 1, false);
      }
      case Condition.NthChild child -> {
        line(depth, Words.nth(child) + "が次に当てはまる" + (negated ? "わけではない" : ""));
        add(child.such(), depth + 1, false);
        if (!child.among().equals(new Condition.All(List.of()))) {
          line(depth + 1, "数えるのは次に当てはまるお子さま");
          add(child.among(), depth + 2, false);
        }
      }
      case Condition.InSegment segment ->
          line(depth, "対象グループ「" + segment.segmentId() + "」に" + (negated ? "入っていない" : "入っている"));
      case Condition.Receives receives ->
          line(depth, "「" + receives.label() + "」を受けて" + (negated ? "いない" : "いる"));
      case Condition.Interacted interacted ->
          line(depth, Words.interacted(interacted) + (negated ? "ということはない" : ""));
      case Condition.FreeText words -> line(depth, "「" + words.text() + "」（窓口で確認する）");
      case Condition.OneOf(String name, List<AttributeValue> values)
          when values.size() == 1 && values.getFirst() instanceof AttributeValue.Flag flag ->
          line(
              depth,
              "「"
                  + attribute(name).label()
                  + "」に"
                  + (flag.flag() == negated ? "当てはまらない" : "当てはまる"));
      case Condition.OneOf oneOf ->
          fact(
              depth,
              oneOf.attribute(),
              Words.list(attribute(oneOf.attribute()), oneOf.values()),
              negated);
      case Condition.Within within ->
          fact(
              depth,
              within.attribute(),
              Words.range(attribute(within.attribute()), within),
              negated);
      case Condition.Around around ->
          fact(
              depth,
              around.attribute(),
              around.from().map(period -> Words.distance(period) + "から").orElse("")
                  + around.to().map(period -> Words.distance(period) + "まで").orElse(""),
              negated,
              "（" + day(around.on()) + "から数える）");
      case Condition.Limited limited ->
          fact(
              depth,
              limited.attribute(),
              catalogue
                      .parameter(limited.parameter())
                      .map(Parameter::label)
                      .orElse(limited.parameter())
                  + limited.by().map(by -> "（「" + attribute(by).label() + "」に応じた額）").orElse("")
                  + switch (limited.keeping()) {
                    case AT_LEAST -> "以上";
                    case ABOVE -> "超";
                    case AT_MOST -> "以下";
                    case BELOW -> "未満";
                  },
              negated);
      case Condition.Contains contains ->
          fact(depth, contains.attribute(), Words.choices(contains) + "を含む", negated);
      case Condition.Age age ->
          line(
              depth,
              "年齢が"
                  + Words.ages(age)
                  + (negated ? "ではない" : "")
                  + "（"
                  + day(age.on())
                  + (age.reckoning() == AgeReckoning.COMMON ? "" : "、達した日で数える")
                  + "）");
      case Condition.FiscalAge age ->
          line(
              depth,
              "年齢が"
                  + Words.fiscalAges(age)
                  + (negated ? "ではない" : "")
                  + "（"
                  + day(age.on())
                  + "の年度）");
      case Condition.Grade grade ->
          line(
              depth,
              "学年が"
                  + Words.grades(grade)
                  + (negated ? "ではない" : "")
                  + "（"
                  + day(grade.on())
                  + "の年度）");
    }
  }

  private void negate(Condition part, int depth, boolean negated) {
    if (negated) {
      add(part, depth, false);
      return;
    }
    add(part, depth, true);
  }

  private void group(List<Condition> parts, int depth, String ofNone, String heading) {
    if (parts.isEmpty()) {
      line(depth, ofNone);
      return;
    }
    line(depth, heading);
    parts.forEach(part -> add(part, depth + 1, false));
  }

  private void fact(int depth, String name, String limit, boolean negated) {
    fact(depth, name, limit, negated, "");
  }

  private void fact(int depth, String name, String limit, boolean negated, String note) {
    line(depth, "「" + attribute(name).label() + "」が" + limit + (negated ? "ではない" : "") + note);
  }

  private Attribute attribute(String name) {
    return catalogue
        .find(name)
        .orElseThrow(() -> new IllegalStateException("condition on unknown attribute " + name));
  }

  private static String day(ReferenceDate on) {
    return switch (on) {
      case ReferenceDate.Today() -> "その日の時点";
      case ReferenceDate.FiscalYearStart() -> "年度の4月1日の時点";
      case ReferenceDate.Fixed(java.time.LocalDate day) -> Words.day(day) + "の時点";
    };
  }

  private void line(int depth, String text) {
    lines.add(INDENT.repeat(depth) + text);
  }
}
