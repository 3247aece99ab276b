package jp.todoke.segmentation.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.LocalDate;
import java.util.List;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.ConditionRefused;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LintTest {

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              attribute("ward", AttributeType.ENUM, "service", "北区", "港区"),
              attribute("income", AttributeType.NUMBER, "service"),
              attribute("bloodType", AttributeType.ENUM, "emergency", "A", "O")));

  @ParameterizedTest(name = "{0}: {1} at {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{'all':[{'attribute':'ward','is':'北区'},{'attribute':'ward','is':'港区'}]} | never-true | /all/1",
        "{'all':[{'attribute':'income','to':5},{'attribute':'income','above':5}]} | never-true | /all/1",
        "{'all':[{'age':{'to':5}},{'grade':{'from':1,'to':6}}]} | never-true | /all/1",
        "{'attribute':'income','from':9,'to':1} | never-true | ''",
        "{'any':[]} | never-true | ''",
        "{'attribute':'ward','in':['北区','港区']} | always-true | ''",
        "{'any':[{'not':{'age':{'to':5}}},{'age':{'to':5}}]} | always-true | /any/0",
        "{'all':[{'age':{'to':5}},{'age':{'to':5}}]} | repeated | /all/1"
      })
  void whatSaysNothingOrNobodyIsPointedOut(String json, String code, String pointer)
      throws Exception {
    assertThat(Lint.of(condition(json), CATALOGUE, LocalDate.of(2026, 11, 20)))
        .extracting(finding -> finding.code() + " " + finding.pointer())
        .containsExactly(code + " " + pointer);
  }

  @Test
  void anOrdinaryConditionIsLeftInPeace() throws Exception {
    assertThat(
            Lint.of(
                condition(
                    "{'all':[{'attribute':'ward','is':'北区'},{'age':{'from':3,'to':8}},{'grade':{'from':1,'to':6}}]}"),
                CATALOGUE,
                LocalDate.of(2026, 11, 20)))
        .isEmpty();
  }

  @Test
  void aFactCollectedForSomethingElseIsRefused() throws Exception {
    Condition condition = condition("{'not':{'attribute':'bloodType','is':'A'}}");
    assertThatThrownBy(() -> Lint.checkPurpose(condition, CATALOGUE))
        .isInstanceOfSatisfying(
            ConditionRefused.class,
            refused -> assertThat(refused.code()).isEqualTo("invalid-condition-purpose"));
  }

  private static Condition condition(String json) throws Exception {
    return ConditionJson.read(new JsonMapper().readTree(json.replace('\'', '"')), CATALOGUE);
  }

  private static Attribute attribute(
      String name, AttributeType type, String purpose, String... allowed) {
    return new Attribute(name, name, type, List.of(allowed), "", purpose, "crm", 1);
  }
}
