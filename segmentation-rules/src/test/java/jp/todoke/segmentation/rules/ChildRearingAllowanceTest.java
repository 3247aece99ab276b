package jp.todoke.segmentation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.Parameter;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.HouseholdMember;
import jp.todoke.segmentation.profiles.Profile;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Cases modelled on the child-rearing allowance (児童扶養手当): a single parent, a child to the end of
 * the fiscal year after 18, or to 20 with a disability of grade 1 or 2, and an income below a limit
 * that depends on the dependants and was raised on 2024-11-01 (Child Rearing Allowance Act article
 * 3 and its order article 2-4).
 */
class ChildRearingAllowanceTest {

  private static final Rule.Key KEY = Rule.Key.program("child-rearing-allowance");

  private static final Parameter LIMIT =
      new Parameter(
          "allowanceIncomeLimit",
          "所得制限限度額",
          "円",
          "児童扶養手当法施行令2条の4",
          List.of(
              period("2018-08-01", 490_000, 870_000, 1_250_000),
              period("2024-11-01", 690_000, 1_070_000, 1_450_000)),
          1);

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              attribute("singleParent", "ひとり親", AttributeType.BOOLEAN),
              attribute("income", "所得", AttributeType.NUMBER),
              attribute("dependants", "扶養親族の数", AttributeType.NUMBER),
              attribute("disabilityGrade", "障害の程度", AttributeType.ENUM, "1級", "2級", "3級", "なし")),
          List.of(LIMIT));

  private static final String RULE =
      """
      {"all": [
        {"attribute": "singleParent", "is": true},
        {"attribute": "income", "below": {"parameter": "allowanceIncomeLimit", "by": "dependants"}},
        {"household": {"such": {"all": [
          {"attribute": "relationship", "is": "child"},
          {"any": [
            {"fiscalAge": {"to": 18}},
            {"all": [{"attribute": "disabilityGrade", "in": ["1級", "2級"]}, {"age": {"to": 19}}]}
          ]}
        ]}}}
      ]}
      """;

  @ParameterizedTest(name = "{6}: on {0} single {1}, income {2}, {3} dependants, child {4} {5}")
  @CsvSource({
    "2024-10-31, true,  480000, 0, 2015-05-05, なし, YES,     改正前の限度額より少ない",
    "2024-10-31, true,  490000, 0, 2015-05-05, なし, NO,      改正前の限度額に達している",
    "2024-10-31, true,  600000, 0, 2015-05-05, なし, NO,      改正前は超えている",
    "2024-11-01, true,  600000, 0, 2015-05-05, なし, YES,     改正で引き上げられた",
    "2024-11-01, true,  690000, 0, 2015-05-05, なし, NO,      改正後の限度額に達している",
    "2024-10-31, true,  869999, 1, 2015-05-05, なし, YES,     扶養1人",
    "2024-11-01, true, 1069999, 1, 2015-05-05, なし, YES,     扶養1人の改正後",
    "2024-11-01, true, 1449999, 2, 2015-05-05, なし, YES,     扶養2人",
    "2024-11-01, true, 1829999, 3, 2015-05-05, なし, YES,     扶養3人は38万円を加える",
    "2024-11-01, true, 1830000, 3, 2015-05-05, なし, NO,      扶養3人の限度額に達している",
    "2024-11-01, true, 2209999, 4, 2015-05-05, なし, YES,     扶養4人",
    "2024-11-01, false, 100000, 0, 2015-05-05, なし, NO,      ひとり親ではない",
    "2026-03-31, true,  100000, 0, 2008-04-01, なし, YES,     18歳に達した日以後の最初の3月31日",
    "2026-04-01, true,  100000, 0, 2008-04-01, なし, NO,      その翌日",
    "2026-04-01, true,  100000, 0, 2008-04-02, なし, YES,     一日遅く生まれると一年長い",
    "2027-03-31, true,  100000, 0, 2008-04-02, なし, YES,     最後の日",
    "2027-04-01, true,  100000, 0, 2008-04-02, なし, NO,      その翌日",
    "2027-04-01, true,  100000, 0, 2008-04-02, 2級,  YES,     障害があれば20歳未満まで",
    "2028-04-01, true,  100000, 0, 2008-04-02, 2級,  YES,     20歳の誕生日の前日",
    "2028-04-02, true,  100000, 0, 2008-04-02, 2級,  NO,      20歳の誕生日",
    "2027-04-01, true,  100000, 0, 2008-04-02, 3級,  NO,      3級は含まれない",
    "2018-07-31, true,  100000, 0, 2015-05-05, なし, UNKNOWN, 限度額が定められる前"
  })
  void theAllowanceFollowsTheLimitsOfItsDay(
      LocalDate on,
      boolean single,
      long income,
      long dependants,
      String child,
      String grade,
      Verdict expected,
      String why)
      throws Exception {
    Profile parent =
        parent(Optional.of(single), Optional.of(income), Optional.of(dependants), child, grade);
    assertThat(book(on).decide(parent).of(KEY)).as(why).isEqualTo(expected);
    assertThat(book(on).explain(KEY, parent).verdict()).isEqualTo(expected);
  }

  @ParameterizedTest(name = "without {0}: {1}")
  @CsvSource({"income, UNKNOWN", "dependants, UNKNOWN", "single, UNKNOWN"})
  void aMissingFactIsAskedForAndNeverAYes(String missing, Verdict expected) throws Exception {
    Profile parent =
        parent(
            missing.equals("single") ? Optional.empty() : Optional.of(true),
            missing.equals("income") ? Optional.empty() : Optional.of(100_000L),
            missing.equals("dependants") ? Optional.empty() : Optional.of(0L),
            "2015-05-05",
            "なし");
    Explanation explanation = book(LocalDate.of(2026, 11, 20)).explain(KEY, parent);
    assertThat(explanation.verdict()).isEqualTo(expected);
    assertThat(explanation.missing())
        .containsExactly(missing.equals("single") ? "singleParent" : missing);
  }

  @org.junit.jupiter.api.Test
  void aLimitThatWillBeRaisedIsForeseen() throws Exception {
    Profile parent =
        parent(Optional.of(true), Optional.of(600_000L), Optional.of(0L), "2015-05-05", "なし");
    Explanation explanation = book(LocalDate.of(2024, 6, 1)).explain(KEY, parent);
    assertThat(explanation.verdict()).isEqualTo(Verdict.NO);
    assertThat(explanation.from()).contains(LocalDate.of(2024, 11, 1));
    assertThat(explanation.reasons())
        .extracting(Reason::text)
        .containsExactly("「所得」が600,000円（対象は所得制限限度額未満）");
  }

  private static RuleBook book(LocalDate on) throws Exception {
    Condition condition = ConditionJson.read(new JsonMapper().readTree(RULE), CATALOGUE);
    assertThat(ConditionJson.read(ConditionJson.write(condition), CATALOGUE)).isEqualTo(condition);
    return RuleBook.compile(List.of(new Rule(KEY, 1, condition)), CATALOGUE, on);
  }

  private static Profile parent(
      Optional<Boolean> single,
      Optional<Long> income,
      Optional<Long> dependants,
      String child,
      String grade) {
    Map<String, AttributeValue> facts = new HashMap<>();
    single.ifPresent(flag -> facts.put("singleParent", new AttributeValue.Flag(flag)));
    income.ifPresent(yen -> facts.put("income", AttributeValue.Number.of(yen)));
    dependants.ifPresent(count -> facts.put("dependants", AttributeValue.Number.of(count)));
    return City.person(
        "parent",
        facts,
        List.of(
            new HouseholdMember(
                "child",
                Optional.of(LocalDate.parse(child)),
                Map.of("disabilityGrade", new AttributeValue.Text(grade)))));
  }

  private static Parameter.Period period(String from, long... amounts) {
    return new Parameter.Period(
        LocalDate.parse(from),
        Stream.of(amounts)
            .flatMap(all -> java.util.Arrays.stream(all).mapToObj(BigDecimal::valueOf))
            .toList(),
        BigDecimal.valueOf(380_000));
  }

  private static Attribute attribute(
      String name, String label, AttributeType type, String... allowed) {
    String unit = name.equals("income") ? "円" : "";
    return new Attribute(name, label, type, List.of(allowed), unit, "service", "crm", 1);
  }
}
