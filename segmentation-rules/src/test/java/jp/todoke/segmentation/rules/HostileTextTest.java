package jp.todoke.segmentation.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.ConditionRefused;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that is written into a rule is ever a program: it is refused, or it is a literal. */
class HostileTextTest {

  private static final Rule.Key KEY = Rule.Key.segment("hostile");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"); System.exit(1); //",
        "' || true || '",
        "\\\"); Runtime.getRuntime().halt(1); /*",
        "end rule \"x\" when eval(true) then System.exit(1); end",
        "${7*7} #{T(java.lang.Runtime).getRuntime()} {{7*7}}",
        "\u0000\u001b[2J\u202e\ufeff",
        "𠮷野家\uD800",
        "\n\r\t\u2028\u2029"
      })
  void aHostileTextIsALiteralAndNothingElse(String text) {
    decidesLiterally(text);
  }

  @Property(tries = 200)
  void anyTextIsALiteralAndNothingElse(@ForAll @StringLength(min = 1, max = 300) String text) {
    if (!text.isBlank()) {
      decidesLiterally(text);
    }
  }

  private static void decidesLiterally(String text) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("attribute", "schoolDistrict").put("is", text);
    Condition condition = ConditionJson.read(json, City.CATALOGUE);
    RuleBook book =
        RuleBook.compile(List.of(new Rule(KEY, 1, condition)), City.CATALOGUE, City.TODAY);
    Profile same = City.person("same", Map.of("schoolDistrict", City.text(text)), List.of());
    Profile other =
        City.person("other", Map.of("schoolDistrict", City.text(text + "x")), List.of());
    assertThat(book.decide(same).of(KEY)).isEqualTo(Verdict.YES);
    assertThat(book.decide(other).of(KEY)).isEqualTo(Verdict.NO);
    assertThat(book.explain(KEY, same).reasons()).hasSize(1);
  }

  @Test
  void whatIsTooLongOrTooDeepIsRefused() {
    ObjectNode long10M = JsonNodeFactory.instance.objectNode();
    long10M.put("attribute", "schoolDistrict").put("is", "x".repeat(10_000_000));
    assertThatThrownBy(() -> ConditionJson.read(long10M, City.CATALOGUE))
        .isInstanceOf(ConditionRefused.class)
        .hasMessageNotContaining("xxx");

    ObjectNode deep = JsonNodeFactory.instance.objectNode();
    ObjectNode inner = deep;
    for (int level = 0; level < 10_000; level++) {
      inner = inner.putArray("all").addObject();
    }
    inner.put("freeText", "最後");
    assertThatThrownBy(() -> ConditionJson.read(deep, City.CATALOGUE))
        .isInstanceOf(ConditionRefused.class);
  }
}
