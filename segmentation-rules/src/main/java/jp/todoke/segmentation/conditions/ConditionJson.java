package jp.todoke.segmentation.conditions;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.attributes.ValueRefused;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.interactions.Interactions;

/**
 * The written form of a condition. The first member of each object says what it is:
 *
 * <pre>
 * {"all": [..]}  {"any": [..]}  {"not": {..}}
 * {"attribute": "ward", "is": "kita"}            {"attribute": "ward", "in": ["kita", "chuo"]}
 * {"attribute": "income", "from": 0, "to": 3000000}          inclusive
 * {"attribute": "income", "above": 0, "below": 3000000}      exclusive
 * {"attribute": "income", "to": {"parameter": "incomeLimit", "by": "dependants", "on": "today"}}
 * {"attribute": "topics", "containsAny": [..]}   {"attribute": "topics", "containsAll": [..]}
 * {"attribute": "movedInOn", "around": {"from": "-P3M", "to": "P0D", "on": "today"}}
 * {"age": {"from": 3, "to": 5, "reckoning": "common", "on": "today"}}
 * {"grade": {"from": 1, "to": 6, "on": "fiscal-year-start"}}
 * {"fiscalAge": {"to": 18, "on": "today"}}
 * {"household": {"atLeast": 1, "such": {..}}}    {"household": {"none": {..}}}   {"household": {"every": {..}}}
 * {"child": {"nth": 3, "orLater": true, "among": {"fiscalAge": {"to": 22}}, "such": {..}}}
 * {"segment": "ID"}   {"freeText": "..."}
 * {"receives": "PROGRAM", "label": "児童手当"}
 * {"interactions": {"kind": "searched", "topic": "childcare", "label": "子育て", "atLeast": 2, "days": 30}}
 * </pre>
 *
 * <p>{@code on} is {@code today} (the default), {@code fiscal-year-start} or an ISO day. Reading is
 * bounded: a tree is at most {@value #DEEPEST} deep and has at most {@value #MOST_NODES} nodes.
 */
public final class ConditionJson {

  /** The deepest tree that is read. */
  public static final int DEEPEST = 40;

  /** The largest tree that is read. */
  public static final int MOST_NODES = 2_000;

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int OLDEST = 150;
  private static final double DAYS_OF_YEAR = 365.2425;
  private static final double DAYS_OF_MONTH = DAYS_OF_YEAR / 12;

  private final Catalogue catalogue;
  private int nodes;

  private ConditionJson(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /**
   * Reads a condition against the catalogue.
   *
   * @throws ConditionRefused when it is not of the language, names an unknown attribute, asks for a
   *     value the attribute cannot have, or is too large
   */
  public static Condition read(JsonNode json, Catalogue catalogue) {
    return read(json, catalogue, "");
  }

  /**
   * The same, of a condition that stands inside a larger document.
   *
   * @param at the JSON Pointer of the place it stands at; faults are pointed to from there
   */
  public static Condition read(JsonNode json, Catalogue catalogue, String at) {
    return new ConditionJson(catalogue).condition(json, at, 1, false);
  }

  private Condition condition(JsonNode json, String at, int depth, boolean ofMember) {
    if (depth > DEEPEST || ++nodes > MOST_NODES) {
      throw new ConditionRefused("invalid-condition-size", at, "the condition is too large");
    }
    if (!json.isObject() || json.isEmpty()) {
      throw malformed(at, "a condition is an object");
    }
    String kind = json.fieldNames().next();
    JsonNode value = json.path(kind);
    return switch (kind) {
      case "all" -> {
        only(json, at, Set.of("all"));
        yield new Condition.All(parts(value, at + "/all", depth, ofMember));
      }
      case "any" -> {
        only(json, at, Set.of("any"));
        yield new Condition.Any(parts(value, at + "/any", depth, ofMember));
      }
      case "not" -> {
        only(json, at, Set.of("not"));
        yield new Condition.Not(condition(value, at + "/not", depth + 1, ofMember));
      }
      case "attribute",
          "is",
          "in",
          "from",
          "to",
          "above",
          "below",
          "containsAny",
          "containsAll",
          "around" ->
          comparison(json, at, ofMember);
      case "age" -> {
        only(json, at, Set.of("age"));
        yield age(value, at + "/age");
      }
      case "fiscalAge" -> {
        only(json, at, Set.of("fiscalAge"));
        yield fiscalAge(value, at + "/fiscalAge");
      }
      case "grade" -> {
        only(json, at, Set.of("grade"));
        yield grade(value, at + "/grade");
      }
      case "household" -> {
        only(json, at, Set.of("household"));
        if (ofMember) {
          throw malformed(at, "members of members are not known");
        }
        yield members(value, at + "/household", depth);
      }
      case "child" -> {
        only(json, at, Set.of("child"));
        if (ofMember) {
          throw malformed(at, "members of members are not known");
        }
        yield nthChild(value, at + "/child", depth);
      }
      case "segment" -> {
        only(json, at, Set.of("segment"));
        if (ofMember) {
          throw malformed(at, "a segment is of persons, not of household members");
        }
        yield new Condition.InSegment(text(value, at + "/segment", 100));
      }
      case "receives" -> {
        only(json, at, Set.of("receives", "label"));
        personal(at, ofMember);
        String program = text(value, at + "/receives", 100);
        yield new Condition.Receives(program, label(json, at, program));
      }
      case "interactions" -> {
        only(json, at, Set.of("interactions"));
        personal(at, ofMember);
        yield interacted(value, at + "/interactions");
      }
      case "freeText" -> {
        only(json, at, Set.of("freeText"));
        yield new Condition.FreeText(text(value, at + "/freeText", 2_000));
      }
      default -> throw malformed(at, "this kind of condition does not exist");
    };
  }

  private List<Condition> parts(JsonNode json, String at, int depth, boolean ofMember) {
    if (!json.isArray()) {
      throw malformed(at, "a list of conditions");
    }
    List<Condition> parts = new ArrayList<>();
    for (int index = 0; index < json.size(); index++) {
      parts.add(condition(json.get(index), at + "/" + index, depth + 1, ofMember));
    }
    return parts;
  }

  private Condition comparison(JsonNode json, String at, boolean ofMember) {
    Attribute attribute = attribute(json.path("attribute"), at + "/attribute", ofMember);
    if (json.has("is")) {
      only(json, at, Set.of("attribute", "is"));
      return new Condition.OneOf(
          attribute.name(), List.of(scalar(attribute, json.get("is"), at + "/is")));
    }
    if (json.has("in")) {
      only(json, at, Set.of("attribute", "in"));
      return new Condition.OneOf(attribute.name(), scalars(attribute, json.get("in"), at + "/in"));
    }
    if (json.has("containsAny") || json.has("containsAll")) {
      String name = json.has("containsAny") ? "containsAny" : "containsAll";
      only(json, at, Set.of("attribute", name));
      return contains(attribute, json.get(name), at + "/" + name, name.equals("containsAll"));
    }
    if (json.has("around")) {
      only(json, at, Set.of("attribute", "around"));
      return around(attribute, json.get("around"), at + "/around");
    }
    return within(attribute, json, at);
  }

  private static Condition around(Attribute attribute, JsonNode json, String at) {
    if (attribute.type() != AttributeType.DATE) {
      throw wrongType(at, attribute, "around is for dates");
    }
    only(json, at, Set.of("from", "to", "on"));
    Optional<Period> from = period(json, "from", at);
    Optional<Period> to = period(json, "to", at);
    if (from.isEmpty() && to.isEmpty()) {
      throw malformed(at, "from and to as ISO periods, such as -P3M and P0D");
    }
    if (from.isPresent() && to.isPresent() && days(from.get()) > days(to.get())) {
      throw malformed(at, "from and to, the earlier first");
    }
    return new Condition.Around(attribute.name(), from, to, referenceDate(json, at));
  }

  /** About how many days: periods are told apart by it, no day is found by it. */
  private static double days(Period period) {
    return period.toTotalMonths() * DAYS_OF_MONTH + period.getDays();
  }

  private static boolean isMixed(Period period) {
    return period.isNegative() && period.negated().isNegative();
  }

  private static Optional<Period> period(JsonNode json, String name, String at) {
    if (!json.has(name)) {
      return Optional.empty();
    }
    try {
      Period period = Period.parse(json.path(name).asText());
      if (isMixed(period)) {
        throw malformed(at + "/" + name, "its parts all lie on the same side");
      }
      if (Math.abs(days(period)) <= OLDEST * DAYS_OF_YEAR) {
        return Optional.of(period);
      }
    } catch (DateTimeException | ArithmeticException malformed) {
      throw malformed(at + "/" + name, "an ISO period of days, weeks, months or years");
    }
    throw malformed(at + "/" + name, "at most " + OLDEST + " years");
  }

  private Condition within(Attribute attribute, JsonNode json, String at) {
    only(json, at, Set.of("attribute", "from", "to", "above", "below"));
    if (attribute.type() != AttributeType.NUMBER && attribute.type() != AttributeType.DATE) {
      throw wrongType(at, attribute, "bounds are for numbers and dates");
    }
    for (Condition.Keeping keeping : Condition.Keeping.values()) {
      if (json.path(keeping.json()).isObject()) {
        only(json, at, Set.of("attribute", keeping.json()));
        return limited(attribute, keeping, json.path(keeping.json()), at + "/" + keeping.json());
      }
    }
    Optional<Condition.Bound> lower = bound(attribute, json, "from", "above", at);
    Optional<Condition.Bound> upper = bound(attribute, json, "to", "below", at);
    if (lower.isEmpty() && upper.isEmpty()) {
      throw malformed(at, "is, in, from, to, above, below, around, containsAny or containsAll");
    }
    return new Condition.Within(attribute.name(), lower, upper);
  }

  private Condition limited(
      Attribute attribute, Condition.Keeping keeping, JsonNode json, String at) {
    only(json, at, Set.of("parameter", "by", "on"));
    String parameter = text(json.path("parameter"), at + "/parameter", 100);
    if (catalogue.parameter(parameter).isEmpty()) {
      throw new ConditionRefused(
          "invalid-condition-parameter", at + "/parameter", "this parameter does not exist");
    }
    Optional<String> by = Optional.empty();
    if (json.has("by")) {
      Attribute counted = attribute(json.path("by"), at + "/by", false);
      if (counted.type() != AttributeType.NUMBER) {
        throw wrongType(at + "/by", counted, "is counted by a number");
      }
      by = Optional.of(counted.name());
    }
    if (attribute.type() != AttributeType.NUMBER) {
      throw wrongType(at, attribute, "a parameter is a number");
    }
    return new Condition.Limited(attribute.name(), keeping, parameter, by, referenceDate(json, at));
  }

  private Optional<Condition.Bound> bound(
      Attribute attribute, JsonNode json, String inclusive, String exclusive, String at) {
    if (json.has(inclusive) && json.has(exclusive)) {
      throw malformed(at, inclusive + " or " + exclusive + ", not both");
    }
    String name = json.has(inclusive) ? inclusive : exclusive;
    return Optional.ofNullable(json.get(name))
        .map(
            value ->
                new Condition.Bound(
                    scalar(attribute, value, at + "/" + name), name.equals(inclusive)));
  }

  private Condition contains(Attribute attribute, JsonNode json, String at, boolean all) {
    if (attribute.type() != AttributeType.SET) {
      throw wrongType(at, attribute, "containsAny and containsAll are for sets");
    }
    if (!json.isArray() || json.isEmpty()) {
      throw malformed(at, "a list of values");
    }
    AttributeValue.Choices choices = (AttributeValue.Choices) value(attribute, json, at);
    return new Condition.Contains(attribute.name(), List.copyOf(choices.choices()), all);
  }

  private Condition age(JsonNode json, String at) {
    only(json, at, Set.of("from", "to", "reckoning", "on"));
    Optional<Integer> from = whole(json, "from", at, 0, OLDEST);
    Optional<Integer> to = whole(json, "to", at, 0, OLDEST);
    if (from.isEmpty() && to.isEmpty() || from.orElse(0) > to.orElse(OLDEST)) {
      throw malformed(at, "from and to in completed years, the smaller first");
    }
    AgeReckoning reckoning =
        switch (json.path("reckoning").asText("common")) {
          case "common" -> AgeReckoning.COMMON;
          case "attained-day" -> AgeReckoning.ATTAINED_DAY;
          default -> throw malformed(at + "/reckoning", "common or attained-day");
        };
    return new Condition.Age(from, to, reckoning, referenceDate(json, at));
  }

  private Condition fiscalAge(JsonNode json, String at) {
    only(json, at, Set.of("from", "to", "on"));
    Optional<Integer> from = whole(json, "from", at, 0, OLDEST);
    Optional<Integer> to = whole(json, "to", at, 0, OLDEST);
    if (from.isEmpty() && to.isEmpty() || from.orElse(0) > to.orElse(OLDEST)) {
      throw malformed(at, "from and to in years, the smaller first");
    }
    return new Condition.FiscalAge(from, to, referenceDate(json, at));
  }

  private Condition grade(JsonNode json, String at) {
    only(json, at, Set.of("from", "to", "on"));
    int from = whole(json, "from", at, -6, 12).orElse(-6);
    int to = whole(json, "to", at, -6, 12).orElse(12);
    if (from > to) {
      throw malformed(at, "from and to, the smaller first");
    }
    return new Condition.Grade(from, to, referenceDate(json, at));
  }

  private Condition members(JsonNode json, String at, int depth) {
    if (json.has("none")) {
      only(json, at, Set.of("none"));
      return new Condition.Not(
          new Condition.Members(1, condition(json.path("none"), at + "/none", depth + 1, true)));
    }
    if (json.has("every")) {
      only(json, at, Set.of("every"));
      return new Condition.Not(
          new Condition.Members(
              1, new Condition.Not(condition(json.path("every"), at + "/every", depth + 1, true))));
    }
    only(json, at, Set.of("atLeast", "such"));
    int atLeast = whole(json, "atLeast", at, 1, 50).orElse(1);
    return new Condition.Members(
        atLeast, condition(json.path("such"), at + "/such", depth + 1, true));
  }

  private Condition nthChild(JsonNode json, String at, int depth) {
    only(json, at, Set.of("nth", "orLater", "among", "such"));
    int nth =
        whole(json, "nth", at, 1, 20)
            .orElseThrow(() -> malformed(at + "/nth", "which child, from 1"));
    Condition among =
        json.has("among")
            ? condition(json.path("among"), at + "/among", depth + 1, true)
            : new Condition.All(List.of());
    return new Condition.NthChild(
        nth,
        json.path("orLater").asBoolean(false),
        among,
        condition(json.path("such"), at + "/such", depth + 1, true));
  }

  private static Condition interacted(JsonNode json, String at) {
    only(json, at, Set.of("kind", "topic", "label", "atLeast", "days"));
    String topic = text(json.path("topic"), at + "/topic", 60);
    if (!Interaction.isTopic(topic)) {
      throw malformed(at + "/topic", "1 to 60 letters, digits, _ or -");
    }
    Optional<Interaction.Kind> kind = Optional.empty();
    if (json.has("kind")) {
      kind = Interaction.Kind.of(json.path("kind").asText());
      if (kind.isEmpty()) {
        throw malformed(at + "/kind", "searched or opened");
      }
    }
    int days =
        whole(json, "days", at, 1, Interactions.DAYS_KEPT)
            .orElseThrow(() -> malformed(at + "/days", "within how many days, today included"));
    return new Condition.Interacted(
        kind, topic, label(json, at, topic), whole(json, "atLeast", at, 1, 1_000).orElse(1), days);
  }

  private static String label(JsonNode json, String at, String otherwise) {
    return json.has("label") ? text(json.path("label"), at + "/label", 200) : otherwise;
  }

  private static void personal(String at, boolean ofMember) {
    if (ofMember) {
      throw malformed(at, "this is known of persons, not of household members");
    }
  }

  private static ReferenceDate referenceDate(JsonNode json, String at) {
    String on = json.path("on").asText("today");
    if (on.equals("today")) {
      return new ReferenceDate.Today();
    }
    if (on.equals("fiscal-year-start")) {
      return new ReferenceDate.FiscalYearStart();
    }
    try {
      return new ReferenceDate.Fixed(LocalDate.parse(on));
    } catch (DateTimeException malformed) {
      throw malformed(at + "/on", "today, fiscal-year-start or an ISO day");
    }
  }

  private Attribute attribute(JsonNode json, String at, boolean ofMember) {
    String name = text(json, at, 100);
    Attribute found =
        catalogue
            .find(name)
            .orElseThrow(
                () ->
                    new ConditionRefused(
                        "invalid-condition-attribute",
                        at,
                        "this attribute is not in the catalogue"));
    if (ofMember && found.name().equals(Catalogue.KIND.name())) {
      throw malformed(at, "a household member has no kind");
    }
    if (!ofMember && found.name().equals(Catalogue.RELATIONSHIP.name())) {
      throw malformed(at, "relationship is asked of household members");
    }
    return found;
  }

  private List<AttributeValue> scalars(Attribute attribute, JsonNode json, String at) {
    if (!json.isArray() || json.isEmpty()) {
      throw malformed(at, "a list of values");
    }
    List<AttributeValue> values = new ArrayList<>();
    for (int index = 0; index < json.size(); index++) {
      values.add(scalar(attribute, json.get(index), at + "/" + index));
    }
    return values;
  }

  private AttributeValue scalar(Attribute attribute, JsonNode json, String at) {
    if (attribute.type() == AttributeType.SET) {
      throw wrongType(at, attribute, "a set is asked by containsAny or containsAll");
    }
    return value(attribute, json, at);
  }

  private static AttributeValue value(Attribute attribute, JsonNode json, String at) {
    try {
      return Catalogue.read(attribute, json);
    } catch (ValueRefused refused) {
      throw new ConditionRefused("invalid-condition-value", at, refused.reason());
    }
  }

  private static String text(JsonNode json, String at, int longest) {
    if (!json.isTextual() || json.textValue().isBlank() || json.textValue().length() > longest) {
      throw malformed(at, "a text of at most " + longest + " characters");
    }
    return json.textValue();
  }

  private static Optional<Integer> whole(
      JsonNode json, String name, String at, int least, int most) {
    JsonNode value = json.path(name);
    if (value.isMissingNode() || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isInt() || value.intValue() < least || value.intValue() > most) {
      throw malformed(at + "/" + name, "a whole number from " + least + " to " + most);
    }
    return Optional.of(value.intValue());
  }

  private static void only(JsonNode json, String at, Set<String> names) {
    if (!json.isObject()) {
      throw malformed(at, "an object");
    }
    json.fieldNames()
        .forEachRemaining(
            name -> {
              if (!names.contains(name)) {
                throw malformed(at, "has a member that does not belong here");
              }
            });
  }

  private static ConditionRefused malformed(String at, String reason) {
    return new ConditionRefused("invalid-condition", at, reason);
  }

  private static ConditionRefused wrongType(String at, Attribute attribute, String reason) {
    return new ConditionRefused("invalid-condition-type", at, attribute.name() + ": " + reason);
  }

  /** Writes a condition so that {@link #read} gives it back. */
  public static ObjectNode write(Condition condition) {
    ObjectNode json = JSON.objectNode();
    switch (condition) {
      case Condition.All all -> json.set("all", list(all.parts()));
      case Condition.Any any -> json.set("any", list(any.parts()));
      case Condition.Not not -> json.set("not", write(not.part()));
      case Condition.OneOf oneOf -> {
        json.put("attribute", oneOf.attribute());
        ArrayNode values = json.putArray("in");
        oneOf.values().forEach(value -> values.add(json(value)));
      }
      case Condition.Within within -> {
        json.put("attribute", within.attribute());
        within
            .lower()
            .ifPresent(
                bound -> json.set(bound.inclusive() ? "from" : "above", json(bound.value())));
        within
            .upper()
            .ifPresent(bound -> json.set(bound.inclusive() ? "to" : "below", json(bound.value())));
      }
      case Condition.Limited limited -> {
        json.put("attribute", limited.attribute());
        ObjectNode amount = json.putObject(limited.keeping().json());
        amount.put("parameter", limited.parameter());
        limited.by().ifPresent(counted -> amount.put("by", counted));
        amount.put("on", written(limited.on()));
      }
      case Condition.Around around -> {
        json.put("attribute", around.attribute());
        ObjectNode body = json.putObject("around");
        around.from().ifPresent(period -> body.put("from", period.toString()));
        around.to().ifPresent(period -> body.put("to", period.toString()));
        body.put("on", written(around.on()));
      }
      case Condition.Contains contains -> {
        json.put("attribute", contains.attribute());
        ArrayNode values = json.putArray(contains.all() ? "containsAll" : "containsAny");
        contains.values().forEach(values::add);
      }
      case Condition.Age age -> {
        ObjectNode body = json.putObject("age");
        age.from().ifPresent(years -> body.put("from", years));
        age.to().ifPresent(years -> body.put("to", years));
        body.put("reckoning", age.reckoning() == AgeReckoning.COMMON ? "common" : "attained-day");
        body.put("on", written(age.on()));
      }
      case Condition.FiscalAge age -> {
        ObjectNode body = json.putObject("fiscalAge");
        age.from().ifPresent(years -> body.put("from", years));
        age.to().ifPresent(years -> body.put("to", years));
        body.put("on", written(age.on()));
      }
      case Condition.Grade grade ->
          json.putObject("grade")
              .put("from", grade.from())
              .put("to", grade.to())
              .put("on", written(grade.on()));
      case Condition.Members members -> {
        ObjectNode body = json.putObject("household");
        body.put("atLeast", members.atLeast());
        body.set("such", write(members.such()));
      }
      case Condition.NthChild child -> {
        ObjectNode body = json.putObject("child");
        body.put("nth", child.nth()).put("orLater", child.orLater());
        body.set("among", write(child.among()));
        body.set("such", write(child.such()));
      }
      case Condition.InSegment segment -> json.put("segment", segment.segmentId());
      case Condition.Receives receives ->
          json.put("receives", receives.program()).put("label", receives.label());
      case Condition.Interacted interacted -> {
        ObjectNode body = json.putObject("interactions");
        interacted.kind().ifPresent(kind -> body.put("kind", kind.json()));
        body.put("topic", interacted.topic()).put("label", interacted.label());
        body.put("atLeast", interacted.atLeast()).put("days", interacted.days());
      }
      case Condition.FreeText words -> json.put("freeText", words.text());
    }
    return json;
  }

  private static ArrayNode list(List<Condition> parts) {
    ArrayNode list = JSON.arrayNode();
    parts.forEach(part -> list.add(write(part)));
    return list;
  }

  private static String written(ReferenceDate on) {
    return switch (on) {
      case ReferenceDate.Today() -> "today";
      case ReferenceDate.FiscalYearStart() -> "fiscal-year-start";
      case ReferenceDate.Fixed(LocalDate day) -> day.toString();
    };
  }

  private static JsonNode json(AttributeValue value) {
    return switch (value) {
      case AttributeValue.Text text -> JSON.textNode(text.text());
      case AttributeValue.Number number -> JSON.numberNode(number.number());
      case AttributeValue.Flag flag -> JSON.booleanNode(flag.flag());
      case AttributeValue.Day day -> JSON.textNode(day.day().toString());
      case AttributeValue.Choices choices -> {
        ArrayNode list = JSON.arrayNode();
        choices.choices().forEach(list::add);
        yield list;
      }
    };
  }
}
