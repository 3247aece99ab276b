package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Takes a good document for every route that writes, replaces one part after the other by what
 * nobody expects there, and asks that the door never breaks: it may take it or refuse it.
 */
@ExtendWith(RunningServer.class)
class MutatedInputIT {

  private static final List<String> REPLACEMENTS =
      List.of(
          "null",
          "[null]",
          "{}",
          "[]",
          "\"\"",
          "99999999999999999999999",
          "1e400",
          "\"秘密-4711\\u0000\\ud800\"",
          "\"+999999999-12-31\"",
          "\"-999999999-01-01\"",
          "\"+1000000000-12-31T23:59:59.999999999Z\"",
          "\"PT2562047788015215H\"",
          "{\"\": null, \"$where\": \"1\", \"a.b\": {\"_eq\": []}}");

  private static final Map<String, List<String>> PARAMETERS =
      Map.of(
          "limit",
          List.of("", "-1", "99999999999999999999"),
          "cursor",
          List.of(
              "\u0000",
              cursor("+1000000000-12-31T23:59:59.999999999Z x"),
              cursor("9223372036854775807 x"),
              cursor("-9223372036854775808 "),
              cursor("\u0000"),
              cursor("{\"$gt\": \"\"}")),
          "filter",
          List.of(
              "{\"startOn\": {\"_eq\": \"+999999999-12-31\"}}",
              "{\"changedAt\": {\"_lt\": \"+1000000000-12-31T23:59:59.999999999Z\"}}",
              "{\"title\": {\"_contains\": \"\\u0000\"}}",
              "{\"title\": {\"_in\": []}}"),
          "locale",
          List.of("\u0000", "x-"),
          "q",
          List.of("\u0000", "秘密-4711"));

  private final Door door;

  MutatedInputIT(Door door) {
    this.door = door;
  }

  /** A good document and where it goes. */
  private record Good(String method, String path, String ifMatch, Role role, String body) {

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static Stream<Good> documents() {
    return Stream.of(
        new Good(
            "POST",
            "/v1/staff/attributes",
            "",
            Role.ADMIN,
            """
            {"name": "mutAge", "label": "年齢", "type": "enum", "allowed": ["a"], "unit": "歳", "purpose": "service", "source": "crm"}
            """),
        new Good(
            "PUT",
            "/v1/staff/attributes/mutWard",
            "\"1\"",
            Role.ADMIN,
            """
            {"name": "mutWard", "label": "区", "type": "enum", "allowed": ["北区"], "unit": "", "purpose": "service", "source": "crm"}
            """),
        new Good(
            "POST",
            "/v1/staff/segments",
            "",
            Role.EDITOR,
            """
            {"id": "mut", "name": "区", "condition": {"all": [
              {"attribute": "mutWard", "in": ["北区"]},
              {"not": {"age": {"from": 1, "to": 5, "on": "fiscal-year-start"}}},
              {"any": [{"attribute": "mutIncome", "from": 1, "to": 3600000}, {"attribute": "birthOn", "to": "2020-01-01"}]},
              {"household": {"such": {"all": [{"attribute": "relationship", "is": "child"}]}, "atLeast": 2}},
              {"segment": "mut-kita"}]}}
            """),
        new Good(
            "POST",
            "/v1/staff/suppressions",
            "",
            Role.SENDER,
            """
            {"route": "mail", "address": "mut@example.jp"}
            """),
        new Good(
            "POST",
            "/v1/staff/suppressions/search",
            "",
            Role.SENDER,
            """
            {"route": "line", "address": "U00000000000000000000000000000abc"}
            """),
        new Good(
            "POST",
            "/v1/staff/protections",
            "",
            Role.PROTECTION,
            """
            {"commonId": "mut-nobody", "untilOn": "2027-03-31"}
            """),
        new Good(
            "POST",
            "/v1/staff/reports/exports",
            "",
            Role.AUDITOR,
            """
            {"kind": "delivery-facts", "fromOn": "2026-04-01", "toOn": "2026-04-30"}
            """),
        new Good(
            "POST",
            "/v1/staff/templates/mut-words/preview",
            "",
            Role.EDITOR,
            """
            {"language": "ja", "values": {"a": "x"}, "version": 1, "example": {"segmentId": "mut", "name": "e"}}
            """),
        new Good(
            "POST",
            "/v1/staff/programs",
            "",
            Role.EDITOR,
            """
            {"id": "mut", "title": "制度", "titleKana": "せいど", "summary": "s", "body": "b", "audience": "a", "authority": "市",
             "url": "https://www.city.minato-sample.example.jp/", "categories": ["子育て"], "aliases": ["別名"],
             "validFrom": "2026-04-01", "validTo": "2027-03-31", "sensitive": false,
             "eligibility": {"attribute": "mutWard", "is": "北区"}}
            """),
        new Good(
            "PUT",
            "/v1/staff/events/mut",
            "\"0\"",
            Role.EDITOR,
            """
            {"title": "おはなし会", "summary": "s", "startOn": "2026-12-01", "endOn": "2026-12-02"}
            """),
        new Good(
            "POST",
            "/v1/staff/sources",
            "",
            Role.ADMIN,
            """
            {"id": "mut", "type": "jsonfeed", "url": "http://127.0.0.1:9/feed.json", "language": "ja", "enabled": false, "interval": "PT10M"}
            """),
        new Good(
            "POST",
            "/v1/staff/templates",
            "",
            Role.EDITOR,
            """
            {"id": "mut", "title": "t", "sensitive": false, "variants": {"ja": {"subject": "s", "text": "{{a}}", "html": "<p>{{a}}</p>"}}}
            """),
        new Good(
            "POST",
            "/v1/staff/templates/mut-words/preview",
            "",
            Role.EDITOR,
            """
            {"language": "ja", "values": {"a": "x", "b": {"c": [1, true, "d"]}}}
            """),
        new Good(
            "POST",
            "/v1/staff/campaigns",
            "",
            Role.EDITOR,
            """
            {"title": "t", "templateId": "mut-words", "templateVersion": 1, "segmentId": "mut-kita", "segmentVersion": 1,
             "routes": ["portal"], "values": {"a": "x"}, "sendAt": "2030-01-01T00:00:00Z", "usefulUntil": "2030-02-01T00:00:00Z"}
            """),
        new Good(
            "POST",
            "/v1/staff/notices",
            "",
            Role.EDITOR,
            """
            {"commonId": "mut-hanako", "templateId": "mut-words", "templateVersion": 1, "values": {"a": "x"}, "sensitive": true, "routes": ["portal"]}
            """),
        new Good(
            "POST",
            "/v1/staff/faq/entries",
            "",
            Role.EDITOR,
            """
            {"id": "mut", "question": "q", "answer": "a", "status": "draft", "language": "ja", "aliases": ["x"], "category": "c",
             "programIds": ["p"], "validFrom": "2026-04-01", "validTo": "2027-03-31"}
            """),
        new Good(
            "PUT",
            "/v1/staff/sample-profiles/mut",
            "\"1\"",
            Role.EDITOR,
            """
            {"title": "見本", "kind": "citizen", "attributes": {"mutWard": "北区", "mutIncome": 1.5, "mutTopics": ["防災"]},
             "household": {"members": [{"relationship": "child", "birthOn": "2022-08-20"}]}, "receives": ["p"],
             "language": "ja", "values": {"name": "見本 花子", "rows": [1, true]}}
            """),
        new Good(
            "PUT",
            "/v1/me/attributes",
            "\"0\"",
            Role.CITIZEN,
            """
            {"mutWard": "北区", "mutIncome": 100, "mutTopics": ["防災"], "mutOn": "2026-07-01", "mutFlag": true}
            """),
        new Good(
            "PUT",
            "/v1/me/preferences",
            "\"0\"",
            Role.CITIZEN,
            """
            {"routesOff": ["mail"], "language": "ja"}
            """),
        new Good(
            "PUT",
            "/v1/me/preferences/delivery",
            "\"0\"",
            Role.CITIZEN,
            """
            {"everythingOff": false, "topicsOff": {"mut": ["mail"]}, "quietHours": {"from": "21:00", "to": "07:00"}}
            """),
        new Good(
            "POST",
            "/v1/staff/triggers",
            "",
            Role.EDITOR,
            """
            {"id": "mut", "title": "t", "when": {"kind": "days", "attribute": "birthOn", "days": -7, "yearly": true},
             "templateId": "mut-words", "templateVersion": 1, "segmentId": "mut-kita", "segmentVersion": 1,
             "routes": ["portal"], "topic": "mut", "values": {"a": "x"}, "usefulForSeconds": 3600}
            """),
        new Good(
            "POST",
            "/v1/exchange/events",
            "",
            Role.SYSTEM,
            """
            {"specversion": "1.0", "source": "/mut", "id": "1", "type": "mut.none", "subject": "mut-hanako"}
            """),
        new Good(
            "PUT",
            "/v1/me/consents/push",
            "",
            Role.CITIZEN,
            """
            {"granted": true, "textVersion": "1"}
            """),
        new Good(
            "ROWS",
            "/v1/exchange/profiles",
            "",
            Role.SYSTEM,
            """
            {"commonId": "mut-taro", "kind": "citizen", "attributes": {"birthOn": "1991-05-12", "mutIncome": 1},
             "contactPoints": {"mail": {"address": "mut-taro@example.jp", "verified": true}, "line": {"userId": "U0"}},
             "household": {"members": [{"relationship": "child", "birthOn": "2022-08-20"}]},
             "language": "ja", "source": "crm"}
            """),
        new Good(
            "ROWS",
            "/v1/staff/programs",
            "",
            Role.EDITOR,
            """
            {"id": "mut-row", "title": "制度", "aliases": ["別名"], "validFrom": "2026-04-01"}
            """),
        new Good(
            "ROWS",
            "/v1/staff/events",
            "",
            Role.EDITOR,
            """
            {"id": "mut-row", "title": "おはなし会", "startOn": "2026-12-01"}
            """),
        new Good(
            "ROWS",
            "/v1/staff/attributes",
            "",
            Role.ADMIN,
            """
            {"name": "mutRow", "label": "区", "type": "enum", "allowed": ["北区"]}
            """),
        new Good(
            "ROWS",
            "/v1/staff/faq/entries",
            "",
            Role.EDITOR,
            """
            {"id": "mut-row", "question": "q", "answer": "a", "aliases": ["x"], "programIds": ["p"], "validFrom": "2026-04-01", "reviewDueOn": "2027-04-01"}
            """),
        new Good(
            "PUT",
            "/v1/staff/faq/entries/mut-faq",
            "\"1\"",
            Role.EDITOR,
            """
            {"question": "q", "answer": "a", "status": "draft", "validTo": "2027-03-31", "reviewDueOn": "2027-01-31"}
            """),
        new Good(
            "PUT",
            "/v1/staff/faq/synonyms",
            "\"0\"",
            Role.EDITOR,
            """
            {"groups": ["ひとつめ, ふたつめ", "みっつめ => よっつめ"], "note": "n"}
            """),
        new Good(
            "POST",
            "/v1/staff/faq/synonyms/rollback",
            "",
            Role.APPROVER,
            """
            {"servedVersion": 99}
            """),
        new Good(
            "POST",
            "/v1/staff/faq/proposals",
            "",
            Role.EDITOR,
            """
            {"kind": "entry", "entryId": "mut-p", "question": "q", "answer": "a", "group": "a, b", "category": "c", "programIds": ["p"],
             "language": "ja", "validFrom": "2026-04-01", "validTo": "2027-03-31"}
            """),
        new Good(
            "POST",
            "/v1/staff/faq/proposals",
            "",
            Role.EDITOR,
            """
            {"cluster": "none", "days": 7}
            """),
        new Good(
            "POST",
            "/v1/answers",
            "",
            Role.CITIZEN,
            """
            {"question": "住民票がほしい", "limit": 3, "locale": "ja"}
            """),
        new Good(
            "POST",
            "/v1/answers/faq/mut-faq/rating",
            "",
            Role.SYSTEM,
            """
            {"useful": true, "text": "t", "client": "c"}
            """),
        new Good(
            "POST",
            "/v1/answers/faq/mut-faq/opening",
            "",
            Role.SYSTEM,
            """
            {"question": "q", "client": "c"}
            """),
        new Good(
            "ROWS",
            "/v1/staff/faq/ranking/past-questions",
            "",
            Role.EDITOR,
            """
            {"id": "mut", "query": "q", "relevant": {"mut-faq": 2}}
            """),
        new Good(
            "ROWS",
            "/v1/staff/faq/proposals/consultations",
            "",
            Role.EDITOR,
            """
            {"question": "q", "entryId": "mut-faq", "answer": "a", "channel": "phone", "date": "2026-11-01"}
            """),
        new Good(
            "ROWS",
            "/v1/staff/faq/proposals/consultations",
            "",
            Role.SYSTEM,
            """
            {"question": "q", "answer": "a"}
            """));
  }

  @BeforeAll
  static void whatTheDocumentsNameIsThere(Door door) {
    door.as("admin-sato", Role.ADMIN)
        .rows(
            "/v1/staff/attributes",
            """
            {"name": "mutWard", "label": "区", "type": "enum", "allowed": ["北区"], "source": "self-declared"}
            {"name": "mutIncome", "label": "所得", "type": "number", "source": "self-declared"}
            {"name": "mutTopics", "label": "分野", "type": "set", "allowed": ["防災"], "source": "self-declared"}
            {"name": "mutOn", "label": "日", "type": "date", "source": "self-declared"}
            {"name": "mutFlag", "label": "はい", "type": "boolean", "source": "self-declared"}
            """);
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            "{\"id\": \"mut-faq\", \"question\": \"q\", \"answer\": \"a\"}");
    door.segment("mut-kita", "{\"attribute\": \"mutWard\", \"is\": \"北区\"}");
    door.as("crm", Role.SYSTEM).rows("/v1/exchange/profiles", "{\"commonId\": \"mut-hanako\"}");
    door.as("editor-yamada", Role.EDITOR)
        .put("/v1/staff/sample-profiles/mut", "{\"title\": \"見本\"}")
        .header("If-None-Match", "*")
        .send()
        .expect(201);
    door.as("editor-yamada", Role.EDITOR)
        .post(
            "/v1/staff/templates",
            "{\"id\": \"mut-words\", \"title\": \"t\", \"variants\": {\"ja\": {\"subject\": \"s\", \"text\": \"{{a}}\"}}}")
        .send()
        .expect(201);
  }

  @ParameterizedTest
  @MethodSource("documents")
  void theDoorTakesOrRefusesButNeverBreaks(Good good) throws JsonProcessingException {
    List<String> broken = new ArrayList<>();
    JsonNode whole = Json.mapper().readTree(good.body());
    for (JsonPointer place : places(whole)) {
      for (String replacement : REPLACEMENTS) {
        String mutated = replaced(whole, place, replacement);
        Door.Visitor visitor = door.as("mut-" + good.role().json(), good.role());
        Door.Visitor.Request request =
            switch (good.method()) {
              case "POST" -> visitor.post(good.path(), mutated);
              case "ROWS" -> visitor.put(good.path(), "").body("application/x-ndjson", mutated);
              default -> visitor.put(good.path(), mutated);
            };
        if (!good.ifMatch().isEmpty()) {
          request.header("If-Match", good.ifMatch());
        }
        Door.Answer answer = request.send();
        boolean told = answer.status() < 400 && !good.method().equals("ROWS");
        if (answer.status() >= 500 || !told && answer.body().contains("秘密-4711")) {
          broken.add(place + " = " + replacement + " -> " + answer.body());
        } else if (answer.status() >= 400) {
          assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<JsonPointer> places(JsonNode whole) {
    List<JsonPointer> places = new ArrayList<>();
    places.add(JsonPointer.empty());
    collect(whole, JsonPointer.empty(), places);
    return places;
  }

  private static void collect(JsonNode node, JsonPointer at, List<JsonPointer> places) {
    node.properties()
        .forEach(
            child -> {
              places.add(at.appendProperty(child.getKey()));
              collect(child.getValue(), at.appendProperty(child.getKey()), places);
            });
    if (node.isArray()) {
      for (int index = 0; index < node.size(); index++) {
        places.add(at.appendIndex(index));
        collect(node.get(index), at.appendIndex(index), places);
      }
    }
  }

  /** The document with that place replaced, as text: some replacements no tree can hold. */
  private static String replaced(JsonNode whole, JsonPointer place, String replacement) {
    if (place.matches()) {
      return replacement;
    }
    String hole = "@here@";
    JsonNode copy = whole.deepCopy();
    JsonNode parent = copy.at(place.head());
    if (parent instanceof ObjectNode object) {
      object.put(place.last().getMatchingProperty(), hole);
    } else if (parent instanceof ArrayNode array) {
      array.set(place.last().getMatchingIndex(), hole);
    }
    return copy.toString().replace('"' + hole + '"', replacement);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/v1/contents",
        "/v1/programs",
        "/v1/events",
        "/v1/answers",
        "/v1/answers/suggestions",
        "/v1/me/feed",
        "/v1/me/programs",
        "/v1/me/events",
        "/v1/me/inbox",
        "/v1/staff/programs",
        "/v1/staff/events",
        "/v1/staff/segments",
        "/v1/staff/campaigns",
        "/v1/staff/notices",
        "/v1/staff/triggers",
        "/v1/staff/deliveries/facts",
        "/v1/staff/templates",
        "/v1/staff/sample-profiles",
        "/v1/staff/segments/mut-kita/explanations",
        "/v1/staff/sources",
        "/v1/staff/attributes",
        "/v1/staff/faq/entries",
        "/v1/staff/faq/due",
        "/v1/staff/faq/past-questions",
        "/v1/staff/faq/proposals",
        "/v1/staff/faq/proposals/clusters",
        "/v1/staff/faq/reports",
        "/v1/staff/faq/clicks",
        "/v1/staff/faq/ranking/explanation"
      })
  void aListTakesOrRefusesWhateverItsParametersSay(String list) {
    Door.Visitor visitor =
        list.startsWith("/v1/me")
            ? door.citizen("mut-hanako")
            : door.as("mut", Role.EDITOR, Role.ADMIN, Role.APPROVER);
    for (Map.Entry<String, List<String>> parameter : PARAMETERS.entrySet()) {
      for (String value : parameter.getValue()) {
        String query = list + "?" + parameter.getKey() + "=" + Door.query(value);
        Door.Answer answer = visitor.get(query).send();
        assertThat(answer.status()).as(query + " answered " + answer.body()).isLessThan(500);
        assertThat(answer.body()).doesNotContain("秘密-4711");
      }
    }
  }

  private static String cursor(String inside) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(inside.getBytes(StandardCharsets.UTF_8));
  }
}
