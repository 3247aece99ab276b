package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An official letter to one person, from the desk to the proof that it was read. */
@ExtendWith(RunningServer.class)
class NoticeIT {

  private final Door door;
  private final Door.Visitor editor;
  private final Door.Visitor approver;

  NoticeIT(Door door) {
    this.door = door;
    this.editor = door.as("editor-yamada", Role.EDITOR);
    this.approver = door.as("approver-suzuki", Role.APPROVER, Role.SENDER);
  }

  @BeforeAll
  static void aPersonAndAForm(Door door) {
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            """
            {"commonId": "notice-hanako", "contactPoints": {"mail": {"address": "notice-hanako@example.jp", "verified": true}}}
            {"commonId": "notice-taro"}
            {"commonId": "notice-saburo"}
            {"commonId": "notice-jiro", "contactPoints": {"mail": {"address": "hang.jiro@example.jp", "verified": true}}}
            """);
    door.as("editor-yamada", Role.EDITOR)
        .post(
            "/v1/staff/templates",
            """
            {"id": "notice-letter", "title": "決定通知書", "sensitive": true, "variants": {"ja":
              {"subject": "{{program}}の決定について", "text": "決定内容: {{decision}}"}}}
            """)
        .send()
        .expect(201);
  }

  private static String letter(String decision) {
    return String.format(
        Locale.ROOT,
        """
    {"commonId": "notice-hanako", "templateId": "notice-letter", "templateVersion": 1,
     "values": {"program": "保育料の減額", "decision": "%s"}, "routes": ["portal", "mail"]}
    """,
        decision);
  }

  private static String approval(JsonNode notice) {
    return String.format(
        Locale.ROOT, "{\"contentHash\": \"%s\"}", notice.path("contentHash").asText());
  }

  @Test
  void withoutAnIdempotencyKeyNoNoticeIsWritten() {
    int before = editor.all("/v1/staff/notices", 50).size();
    editor
        .request("POST", "/v1/staff/notices")
        .json(letter("承認します"))
        .send()
        .refused(400, "invalid-idempotency-key");
    assertThat(editor.all("/v1/staff/notices", 50)).hasSize(before);
  }

  @Test
  void aLetterThatWasAnErrorIsWithdrawnByOnePersonAndSaysNothingAnyMore() {
    JsonNode notice =
        editor
            .post(
                "/v1/staff/notices",
                letter("不承認とします")
                    .replace("notice-hanako", "notice-saburo")
                    .replace(", \"mail\"", ""))
            .send()
            .expect(201)
            .json();
    String id = notice.path("id").asText();
    String withdrawal = "/v1/staff/notices/" + id + "/withdrawal";
    approve(notice);
    Door.Visitor saburo = door.citizen("notice-saburo");
    saburo.until("/v1/me/inbox", inbox -> !inbox.path("items").isEmpty());
    assertThat(saburo.get("/v1/me/notices/" + id).send().expect(200).body()).contains("不承認");

    editor.post(withdrawal, "{\"reason\": \" \"}").send().refused(400, "invalid-notice");
    saburo.post(withdrawal, "{\"reason\": \"x\"}").send().refused(403, "forbidden");
    JsonNode withdrawn =
        editor.post(withdrawal, "{\"reason\": \"宛先の誤り\"}").send().expect(200).json();
    assertThat(withdrawn.path("status").asText()).isEqualTo("withdrawn");
    assertThat(withdrawn.at("/withdrawn/by").asText()).endsWith("editor-yamada");
    assertThat(withdrawn.hasNonNull("openedAt")).as("it was read before").isTrue();
    editor.post(withdrawal, "{\"reason\": \"x\"}").send().refused(409, "conflict-state");

    for (String road :
        List.of("/v1/me/inbox", "/v1/me/notices/" + id, "/v1/me/notices/" + id + "/letter.txt")) {
      assertThat(saburo.get(road).send().expect(200).body())
          .contains("取り消")
          .doesNotContain("不承認", "保育料", "宛先の誤り");
    }
    assertThat(saburo.get("/v1/me/notices/" + id).send().json().hasNonNull("withdrawnAt")).isTrue();
  }

  @Test
  void aRelayThatHangsHoldsUpNothingButMail() {
    JsonNode hanging =
        editor
            .post("/v1/staff/notices", letter("承認します").replace("notice-hanako", "notice-jiro"))
            .send()
            .expect(201)
            .json();
    String evidence = "/v1/staff/notices/" + hanging.path("id").asText() + "/evidence";
    approve(hanging);
    approver.until(evidence, seen -> mailState(seen).equals("started"));
    JsonNode other =
        editor
            .post(
                "/v1/staff/notices",
                letter("承認します").replace("notice-hanako", "notice-taro").replace(", \"mail\"", ""))
            .send()
            .expect(201)
            .json();
    approve(other);
    door.citizen("notice-taro").until("/v1/me/inbox", inbox -> !inbox.path("items").isEmpty());
    assertThat(mailState(approver.get(evidence).send().expect(200).json())).isEqualTo("started");
  }

  private void approve(JsonNode notice) {
    approver
        .post("/v1/staff/notices/" + notice.path("id").asText() + "/approval", approval(notice))
        .send()
        .expect(200);
  }

  private static String mailState(JsonNode evidence) {
    for (JsonNode route : evidence.path("routes")) {
      if (route.path("route").asText().equals("mail")) {
        return route.path("state").asText();
      }
    }
    return "";
  }

  @Test
  void fromTheDeskToTheProofThatItWasRead() {
    JsonNode notice = editor.post("/v1/staff/notices", letter("承認します")).send().expect(201).json();
    String id = notice.path("id").asText();
    String desk = "/v1/staff/notices/" + id;
    assertThat(notice.toString()).doesNotContain("承認します");

    door.as("editor-yamada", Role.APPROVER)
        .post(desk + "/approval", approval(notice))
        .send()
        .refused(403, "forbidden-own-work");
    approver
        .post(desk + "/approval", "{\"contentHash\": \"0000\"}")
        .send()
        .refused(409, "conflict-content-changed");
    approver.post(desk + "/approval", approval(notice)).send().expect(200);

    Door.Visitor hanako = door.citizen("notice-hanako");
    JsonNode inbox = hanako.until("/v1/me/inbox", it -> it.toString().contains(id));
    assertThat(inbox.path("items"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.path("noticeId").asText()).isEqualTo(id);
              assertThat(item.path("title").asText()).isEqualTo("保育料の減額の決定について");
              assertThat(item.hasNonNull("openedAt")).isFalse();
              assertThat(item.hasNonNull("body")).as("who reads it has opened it").isFalse();
            });

    Door.Visitor byPassword = door.citizenByPassword("notice-hanako");
    assertThat(byPassword.get("/v1/me/inbox").send().expect(200).body())
        .doesNotContain("保育料", "承認します");
    for (String road :
        List.of(
            "/v1/me/notices/" + id,
            "/v1/me/notices/" + id + "/letter.txt",
            "/v1/me/inbox/" + id + ":notice-hanako")) {
      Door.Answer answer = byPassword.get(road).send().refused(401, "unauthenticated-strength");
      assertThat(answer.header("WWW-Authenticate")).contains("insufficient_user_authentication");
    }
    byPassword
        .post("/v1/me/notices/" + id + "/acknowledgement", "{}")
        .send()
        .refused(401, "unauthenticated-strength");
    assertThat(hanako.get("/v1/me/inbox").send().json().path("unread").asLong()).isPositive();

    String mine = "/v1/me/notices/" + id;
    Door.Visitor taro = door.citizen("notice-taro");
    taro.get(mine).send().refused(404, "not-found");
    taro.post(mine + "/acknowledgement", "{}").send().refused(404, "not-found");
    assertThat(taro.all("/v1/me/inbox", 50)).isEmpty();

    JsonNode opened = hanako.get(mine).send().expect(200).json();
    assertThat(opened.path("body").asText()).contains("承認します");
    JsonNode first = hanako.post(mine + "/acknowledgement", "{}").send().expect(200).json();
    JsonNode again = hanako.post(mine + "/acknowledgement", "{}").send().expect(200).json();
    assertThat(first.hasNonNull("acknowledgedAt")).isTrue();
    assertThat(again.path("acknowledgedAt")).isEqualTo(first.path("acknowledgedAt"));
    assertThat(hanako.get(mine).send().json().path("openedAt")).isEqualTo(opened.path("openedAt"));

    JsonNode evidence =
        approver.until(
            desk + "/evidence",
            it ->
                it.path("routes").findValuesAsText("state").stream().noneMatch("pending"::equals));
    assertThat(evidence.path("notice").hasNonNull("openedAt")).isTrue();
    assertThat(evidence.path("notice").hasNonNull("acknowledgedAt")).isTrue();
    assertThat(evidence.path("routes").findValuesAsText("route"))
        .containsExactlyInAnyOrder("portal", "mail");
    assertThat(evidence.path("routes").findValuesAsText("state")).containsOnly("sent");
    approver.post(desk + "/approval", approval(notice)).send().refused(409, "conflict-state");
  }

  @Test
  void theMailSaysOnlyThatALetterIsThere() {
    JsonNode notice = editor.post("/v1/staff/notices", letter("却下します")).send().expect(201).json();
    long before = mails();
    approver
        .post("/v1/staff/notices/" + notice.path("id").asText() + "/approval", approval(notice))
        .send()
        .expect(200);
    JsonNode simulators =
        approver.until("/v1/staff/simulators", it -> mail(it).path("count").asLong() > before);
    assertThat(mail(simulators).path("latest").asText())
        .isNotBlank()
        .doesNotContain("却下", "保育料", "決定");
  }

  private long mails() {
    return mail(approver.get("/v1/staff/simulators").send().expect(200).json())
        .path("count")
        .asLong();
  }

  private static JsonNode mail(JsonNode simulators) {
    for (JsonNode simulator : simulators.path("items")) {
      if (simulator.path("route").asText().equals("mail")) {
        return simulator;
      }
    }
    throw new IllegalStateException("no mail simulator");
  }
}
