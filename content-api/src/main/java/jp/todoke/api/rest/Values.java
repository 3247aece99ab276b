package jp.todoke.api.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;

/** Template values as they come in JSON: texts, numbers, booleans, lists and objects of them. */
public final class Values {

  private Values() {}

  /**
   * The values of an object; none of an absent one.
   *
   * @throws Refusal 400 {@code invalid-values} when it is no object or holds a null
   */
  public static Map<String, Object> of(JsonNode json) {
    return json.isNull() ? Map.of() : object(json);
  }

  private static Map<String, Object> object(JsonNode json) {
    if (!json.isObject()) {
      throw invalid();
    }
    Map<String, Object> values = new LinkedHashMap<>();
    json.properties().forEach(entry -> values.put(entry.getKey(), value(entry.getValue())));
    return values;
  }

  private static Object value(JsonNode json) {
    if (json.isTextual()) {
      return json.textValue();
    }
    if (json.isBoolean()) {
      return json.booleanValue();
    }
    if (json.isIntegralNumber() && json.canConvertToLong()) {
      return json.longValue();
    }
    if (json.isNumber()) {
      return json.doubleValue();
    }
    if (json.isArray()) {
      List<Object> list = new ArrayList<>();
      json.forEach(item -> list.add(value(item)));
      return list;
    }
    if (json.isObject()) {
      return object(json);
    }
    throw invalid();
  }

  private static Refusal invalid() {
    return new Refusal(
        Problem.at(
            400, "invalid-values", "/values", "texts, numbers, booleans, lists and objects"));
  }
}
