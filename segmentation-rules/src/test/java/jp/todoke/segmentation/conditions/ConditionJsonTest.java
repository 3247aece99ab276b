package jp.todoke.segmentation.conditions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.Catalogue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionJsonTest {

  private static final Catalogue CATALOGUE =
      new Catalogue(
          List.of(
              new Attribute("ward", "区", AttributeType.ENUM, List.of("北区"), "", "s", "crm", 1),
              new Attribute("income", "年収", AttributeType.NUMBER, List.of(), "円", "s", "crm", 1),
              new Attribute("topics", "話題", AttributeType.SET, List.of("防災"), "", "s", "crm", 1)));

  @ParameterizedTest(name = "{0} at {2}")
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | invalid-condition | ''",
        "[] | invalid-condition | ''",
        "{'unheardOf':1} | invalid-condition | ''",
        "{'all':{}} | invalid-condition | /all",
        "{'all':[1]} | invalid-condition | /all/0",
        "{'all':[],'any':[]} | invalid-condition | ''",
        "{'attribute':'shoeSize','is':1} | invalid-condition-attribute | /attribute",
        "{'attribute':'ward','is':'東京'} | invalid-condition-value | /is",
        "{'attribute':'ward','is':5} | invalid-condition-value | /is",
        "{'attribute':'ward','in':['北区',null]} | invalid-condition-value | /in/1",
        "{'attribute':'ward','from':1} | invalid-condition-type | ''",
        "{'attribute':'income','from':'1'} | invalid-condition-value | /from",
        "{'attribute':'income','from':1,'above':1} | invalid-condition | ''",
        "{'attribute':'income','from':0.00001} | invalid-condition-value | /from",
        "{'attribute':'income'} | invalid-condition | ''",
        "{'attribute':'topics','is':'防災'} | invalid-condition-type | /is",
        "{'attribute':'ward','containsAny':['北区']} | invalid-condition-type | /containsAny",
        "{'attribute':'relationship','is':'child'} | invalid-condition | /attribute",
        "{'age':{}} | invalid-condition | /age",
        "{'age':{'from':5,'to':3}} | invalid-condition | /age",
        "{'age':{'from':5,'on':'someday'}} | invalid-condition | /age/on",
        "{'age':{'from':5,'reckoning':'lunar'}} | invalid-condition | /age/reckoning",
        "{'grade':{'from':1,'to':13}} | invalid-condition | /grade/to",
        "{'household':{'such':{'household':{'such':{'all':[]}}}}} | invalid-condition | /household/such",
        "{'household':{'such':{'segment':'x'}}} | invalid-condition | /household/such",
        "{'segment':7} | invalid-condition | /segment",
        "{'freeText':''} | invalid-condition | /freeText"
      })
  void whatIsNotOfTheLanguageIsRefusedWithItsPlace(String json, String code, String pointer)
      throws Exception {
    JsonNode tree = new JsonMapper().readTree(json.replace('\'', '"'));
    assertThatThrownBy(() -> ConditionJson.read(tree, CATALOGUE))
        .isInstanceOfSatisfying(
            ConditionRefused.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(code);
              assertThat(refused.pointer()).isEqualTo(pointer);
            });
  }

  @Test
  void aTreeThatIsTooDeepOrTooLargeIsRefused() {
    ObjectNode deep = JsonNodeFactory.instance.objectNode();
    ObjectNode inner = deep;
    for (int level = 0; level < 10_000; level++) {
      inner = inner.putObject("not");
    }
    assertThatThrownBy(() -> ConditionJson.read(deep, CATALOGUE))
        .isInstanceOfSatisfying(
            ConditionRefused.class,
            refused -> assertThat(refused.code()).isEqualTo("invalid-condition-size"));

    ObjectNode wide = JsonNodeFactory.instance.objectNode();
    var parts = wide.putArray("all");
    for (int part = 0; part < 3_000; part++) {
      parts.addObject().putArray("all");
    }
    assertThatThrownBy(() -> ConditionJson.read(wide, CATALOGUE))
        .isInstanceOf(ConditionRefused.class);
  }

  @Test
  void textThatLooksLikeAProgramStaysText() throws Exception {
    String hostile = "\"); System.exit(1); //";
    ObjectNode tree = JsonNodeFactory.instance.objectNode().put("freeText", hostile);
    assertThat(ConditionJson.read(tree, CATALOGUE)).isEqualTo(new Condition.FreeText(hostile));
  }
}
