package jp.todoke.segmentation.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ReferenceDate;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every case of {@code cases/legal-age.yaml}, decided by Drools as a rule would be. */
class LegalAgeCasesTest {

  @TestFactory
  List<DynamicTest> theLawIsFollowed() throws Exception {
    List<DynamicTest> tests = new ArrayList<>();
    try (InputStream yaml = getClass().getResourceAsStream("/cases/legal-age.yaml")) {
      for (JsonNode row : new YAMLMapper().readTree(yaml)) {
        tests.add(
            DynamicTest.dynamicTest(
                row.path("born").asText()
                    + " on "
                    + row.path("on").asText()
                    + " "
                    + row.path("why").asText(),
                () -> check(row)));
      }
    }
    assertThat(tests).hasSizeGreaterThanOrEqualTo(60);
    return tests;
  }

  private static void check(JsonNode row) {
    LocalDate born = LocalDate.parse(row.path("born").asText());
    Profile person =
        City.person("somebody", Map.of("birthOn", new AttributeValue.Day(born)), List.of());
    ReferenceDate today = new ReferenceDate.Today();
    Optional<Integer> common = Optional.of(row.path("common").asInt());
    Optional<Integer> attained = Optional.of(row.path("attained").asInt());
    int grade = row.path("grade").asInt();
    List<Condition> asked = new ArrayList<>();
    asked.add(new Condition.Age(common, common, AgeReckoning.COMMON, today));
    asked.add(new Condition.Age(attained, attained, AgeReckoning.ATTAINED_DAY, today));
    asked.add(new Condition.Grade(grade, grade, today));
    Condition until18 = new Condition.FiscalAge(Optional.empty(), Optional.of(18), today);
    asked.add(row.path("until18").asBoolean() ? until18 : new Condition.Not(until18));
    RuleBook book =
        RuleBook.compile(
            List.of(new Rule(Rule.Key.program("case"), 1, new Condition.All(asked))),
            City.CATALOGUE,
            LocalDate.parse(row.path("on").asText()));
    assertThat(book.decide(person).of(Rule.Key.program("case"))).isEqualTo(Verdict.YES);
  }
}
