package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import jp.todoke.api.security.Role;
import jp.todoke.delivery.notices.EvidenceChain;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A letter, its download, and the proof of both that anybody can check. */
@ExtendWith(RunningServer.class)
class EvidenceIT {

  private final Door door;
  private final Door.Visitor editor;
  private final Door.Visitor approver;

  EvidenceIT(Door door) {
    this.door = door;
    this.editor = door.as("editor-yamada", Role.EDITOR);
    this.approver = door.as("approver-suzuki", Role.APPROVER, Role.AUDITOR);
  }

  @BeforeAll
  static void aPersonAndALetter(Door door) {
    door.as("crm", Role.SYSTEM).rows("/v1/exchange/profiles", "{\"commonId\": \"proof-hanako\"}\n");
    door.as("editor-yamada", Role.EDITOR)
        .post(
            "/v1/staff/templates",
            """
            {"id": "proof-letter", "title": "決定通知書", "sensitive": true,
             "variants": {"ja": {"subject": "決定通知書", "text": "決定内容: {{decision}}"}}}
            """)
        .send()
        .expect(201);
  }

  private static String letter(String more) {
    return """
        {"commonId": "proof-hanako", "templateId": "proof-letter", "templateVersion": 1,
         "values": {"decision": "承認します"}, "routes": ["portal"], "fallback": [%s]}
        """
        .replace("%s", more);
  }

  @Test
  void theProofIsAChainThatShowsEveryChange() {
    JsonNode notice =
        editor
            .post(
                "/v1/staff/notices",
                letter(
                    "{\"to\": \"mail\", \"after\": \"P3D\"}, {\"to\": \"print\", \"after\": \"P7D\"}"))
            .send()
            .expect(201)
            .json();
    assertThat(notice.path("fallback").findValuesAsText("to")).containsExactly("mail", "print");
    String id = notice.path("id").asText();
    String desk = "/v1/staff/notices/" + id;
    approver
        .post(
            desk + "/approval",
            "{\"contentHash\": \"" + notice.path("contentHash").asText() + "\"}")
        .send()
        .expect(200);
    Door.Visitor hanako = door.citizen("proof-hanako");
    hanako.until("/v1/me/inbox", inbox -> inbox.toString().contains(id));

    door.citizen("proof-taro")
        .get("/v1/me/notices/" + id + "/letter.txt")
        .send()
        .refused(404, "not-found");
    Door.Answer file = hanako.get("/v1/me/notices/" + id + "/letter.txt").send().expect(200);
    assertThat(file.body()).isEqualTo("決定通知書\n\n決定内容: 承認します\n");
    assertThat(file.header("Content-Disposition")).contains("attachment", id);
    hanako.post("/v1/me/notices/" + id + "/acknowledgement", "{}").send().expect(200);

    editor.get(desk + "/evidence.ndjson").send().refused(403, "forbidden");
    Door.Answer export = approver.get(desk + "/evidence.ndjson").send().expect(200);
    assertThat(export.header("Content-Type")).startsWith("application/x-ndjson");
    List<String> lines = export.body().lines().toList();
    assertThat(EvidenceChain.verify(lines)).isInstanceOf(EvidenceChain.Verdict.Whole.class);
    assertThat(export.body())
        .contains("\"created\"", "\"approved\"", "\"attempt\"", "\"road\"")
        .contains("\"opened\"", "\"downloaded\"", "\"acknowledged\"", "\"end\"")
        .contains(notice.path("contentHash").asText())
        .doesNotContain("承認します");
    List<String> forged = new ArrayList<>(lines);
    forged.replaceAll(line -> line.replace("approver-suzuki", "approver-sizuki"));
    assertThat(forged).isNotEqualTo(lines);
    assertThat(EvidenceChain.verify(forged)).isInstanceOf(EvidenceChain.Verdict.Broken.class);
  }

  @Test
  void aChainThatCanNotBeKeptIsRefused() {
    for (String wrong :
        List.of(
            "{\"to\": \"fax\", \"after\": \"P3D\"}",
            "{\"to\": \"http\", \"after\": \"P3D\"}",
            "{\"to\": \"mail\", \"after\": \"soon\"}",
            "{\"to\": \"mail\", \"after\": \"PT1S\"}")) {
      editor.post("/v1/staff/notices", letter(wrong)).send().refused(400, "invalid-notice");
    }
    editor
        .post("/v1/staff/notices", letter("").replace("[\"portal\"]", "[\"portal\", \"http\"]"))
        .send()
        .refused(400, "invalid-route");
  }

  @Test
  void theMailRoomTakesNothingWhereNothingWaits() {
    Door.Visitor room = door.as("mailroom-kato", Role.SENDER);
    JsonNode taken = room.post("/v1/staff/notices/print-batches", "{}").send().expect(200).json();
    assertThat(taken.path("letters").asInt()).isZero();
    Door.Answer sheet = room.get("/v1/staff/notices/print-worklist.csv").send().expect(200);
    assertThat(sheet.header("Content-Type")).startsWith("text/csv");
    assertThat(sheet.body()).startsWith("\uFEFF\"batch\",\"notice\",\"commonId\"");
    room.get("/v1/staff/notices/print-worklist.csv?batch=p-none").send().refused(404, "not-found");
    editor.get("/v1/staff/notices/print-worklist.csv").send().refused(403, "forbidden");
  }
}
