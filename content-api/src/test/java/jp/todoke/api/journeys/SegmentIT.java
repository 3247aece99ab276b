package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An editor says whom something concerns; others see what it means before and after. */
@ExtendWith(RunningServer.class)
class SegmentIT {

  private static final String SEGMENT = "/v1/staff/segments/seg-parents";

  private static final String CONDITION =
      """
      {"all": [{"attribute": "segWard", "is": "北区"},
               {"not": {"receives": "child-allowance", "label": "児童手当"}},
               {"interactions": {"topic": "childcare", "label": "子育て", "atLeast": 2, "days": 30}}]}
      """;

  private final Door door;

  SegmentIT(Door door) {
    this.door = door;
  }

  @BeforeAll
  static void aSmallCity(Door door) {
    door.as("admin-sato", Role.ADMIN)
        .rows(
            "/v1/staff/attributes",
            """
            {"name": "segWard", "label": "お住まいの区", "type": "enum", "allowed": ["北区", "中央区"]}
            """);
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            IntStream.range(0, 40)
                    .mapToObj(
                        number ->
                            String.format(
                                Locale.ROOT,
                                """
                    {"commonId": "seg-%02d", "attributes": {"segWard": "%s"}, "receives": [%s],
                     "consents": {"exchange": {"granted": %s, "at": "2026-10-01T00:00:00Z"}}}\
                    """
                                    .replace("\n", ""),
                                number,
                                number < 30 ? "北区" : "中央区",
                                number % 2 == 0 ? "" : "\"child-allowance\"",
                                number % 3 == 0))
                    .collect(Collectors.joining("\n"))
                + "\n");
    door.segment("seg-kita", "{\"attribute\": \"segWard\", \"is\": \"北区\"}");
  }

  @Test
  void fromTheFirstDraftToAnAnswerForOnePerson() {
    Door.Visitor editor = door.as("editor-yamada", Role.EDITOR);
    Door.Visitor approver = door.as("approver-suzuki", Role.APPROVER);
    Door.Answer draft =
        editor
            .post(
                "/v1/staff/segments",
                "{\"id\": \"seg-parents\", \"name\": \"子育て中の方\", \"condition\": " + CONDITION + "}")
            .send()
            .expect(201);
    assertThat(editor.get(SEGMENT + "/text").send().expect(200).json().path("lines").toString())
        .contains("「児童手当」を受けていない", "「子育て」を直近30日に2回以上検索または閲覧した");
    approver
        .post(SEGMENT + "/publication", "{}")
        .of(draft)
        .send()
        .refused(409, "conflict-not-submitted");
    Door.Answer submitted = editor.post(SEGMENT + "/submission", "{}").of(draft).send().expect(200);
    approver.post(SEGMENT + "/publication", "{}").of(submitted).send().expect(201);

    Door.Visitor me = door.citizen("seg-02");
    String opened = "{\"kind\": \"opened\", \"topic\": \"childcare\"}";
    me.post("/v1/me/interactions", opened).send().refused(403, "forbidden-consent");
    JsonNode before = explanation("seg-02");
    assertThat(before.at("/decision/result").asText()).isEqualTo("unknown");
    assertThat(before.at("/decision/missing").toString()).contains("interactions");

    me.put("/v1/me/consents/behaviour", "{\"granted\": true, \"textVersion\": \"1\"}")
        .send()
        .expect(200);
    me.post("/v1/me/interactions", "{\"kind\": \"stared\", \"topic\": \"childcare\"}")
        .send()
        .refused(400, "invalid-interaction");
    me.post("/v1/me/interactions", opened).send().expect(204);
    assertThat(explanation("seg-02").at("/decision/result").asText()).isEqualTo("no");
    me.post("/v1/me/interactions", opened).send().expect(204);
    JsonNode after = explanation("seg-02");
    assertThat(after.at("/decision/result").asText()).isEqualTo("yes");
    assertThat(after.at("/decision/ruleVersion").asInt()).isEqualTo(1);
    assertThat(after.at("/trace/parts"))
        .extracting(part -> part.path("result").asText() + " " + part.path("value").asText())
        .containsExactly("yes 北区", "yes null", "yes 2回");
    door.as("auditor-ito", Role.AUDITOR)
        .until(
            SEGMENT + "/explanations/seg-03",
            seen -> seen.at("/decision/result").asText().equals("no"));

    me.put("/v1/me/consents/behaviour", "{\"granted\": false, \"textVersion\": \"1\"}")
        .send()
        .expect(200);
    assertThat(explanation("seg-02").at("/decision/result").asText()).isEqualTo("unknown");
  }

  private JsonNode explanation(String commonId) {
    return door.as("editor-yamada", Role.EDITOR)
        .get(SEGMENT + "/explanations/" + commonId)
        .send()
        .expect(200)
        .json();
  }

  @Test
  void theImpactIsShownBeforeAPublicationAndSmallNumbersAreNot() {
    Door.Visitor editor = door.as("editor-yamada", Role.EDITOR);
    editor.until("/v1/staff/segments/seg-kita/count", count -> count.path("count").asLong() == 30);
    Door.Answer read = editor.get("/v1/staff/segments/seg-kita").send().expect(200);
    editor
        .put(
            "/v1/staff/segments/seg-kita",
            "{\"name\": \"中央区の方\", \"condition\": {\"attribute\": \"segWard\", \"is\": \"中央区\"}}")
        .of(read)
        .send()
        .expect(200);
    JsonNode impact =
        editor.get("/v1/staff/segments/seg-kita/impact?by=segWard").send().expect(200).json();
    assertThat(impact.path("before").asLong()).isEqualTo(30);
    assertThat(impact.path("after").asLong()).isEqualTo(10);
    assertThat(impact.path("changes"))
        .extracting(JsonNode::toString)
        .containsExactlyInAnyOrder(
            "{\"value\":\"中央区\",\"joining\":10,\"leaving\":0}",
            "{\"value\":\"北区\",\"joining\":0,\"leaving\":30}");
  }

  @Test
  void anotherSystemIsGivenThoseWhoAgreeAndOnlyWithLeave() {
    Door.Visitor approver = door.as("approver-suzuki", Role.APPROVER);
    approver.until(
        "/v1/staff/segments/seg-kita/breakdown", counted -> counted.path("people").asInt() == 30);
    JsonNode leave =
        approver
            .post(
                "/v1/staff/frozen-audiences",
                "{\"segmentId\": \"seg-kita\", \"recipient\": \"points\", \"purpose\": \"ポイント付与\"}")
            .send()
            .expect(201)
            .json();
    String path = "/v1/exchange/audiences/" + leave.path("id").asText();
    List<String> people =
        door.as("points", Role.SYSTEM).all(path, 500).stream().map(JsonNode::asText).toList();
    assertThat(people)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 30)
                .filter(number -> number % 3 == 0)
                .mapToObj(number -> String.format(Locale.ROOT, "seg-%02d", number))
                .toList());
    door.as("coupons", Role.SYSTEM).get(path).send().refused(404, "not-found");
    approver.get(path).send().refused(403, "forbidden");
    JsonNode reads =
        door.as("auditor-ito", Role.AUDITOR)
            .get("/v1/staff/frozen-audiences/" + leave.path("id").asText() + "/reads")
            .send()
            .expect(200)
            .json();
    assertThat(reads.at("/items/0/people").asInt()).isEqualTo(10);
    assertThat(reads.at("/items/0/recipient").asText()).isEqualTo("points");
  }

  @Test
  void aRecomputationCanBeCancelledAndResumed() {
    Door.Visitor admin = door.as("admin-sato", Role.ADMIN);
    admin.post("/v1/staff/audiences/cancellation", "").send().expect(200);
    admin.post("/v1/staff/audiences/recomputation", "").send().expect(202);
    admin.until("/v1/staff/audiences", progress -> progress.path("state").asText().equals("done"));
  }
}
