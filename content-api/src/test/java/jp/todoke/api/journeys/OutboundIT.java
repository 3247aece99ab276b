package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.locks.LockSupport;
import jp.todoke.api.security.Role;
import jp.todoke.channels.simulator.ProviderSimulator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What leads out of the engine: events to receivers, links in mail, a preview for a made-up reader.
 */
@ExtendWith(RunningServer.class)
class OutboundIT {

  private final Door door;
  private final Door.Visitor admin;
  private final Door.Visitor editor;

  OutboundIT(Door door) {
    this.door = door;
    this.admin = door.as("admin-sato", Role.ADMIN);
    this.editor = door.as("editor-yamada", Role.EDITOR);
  }

  @BeforeAll
  static void aSegmentAndWords(Door door) {
    door.segment("out-everybody", "{\"all\": []}");
    door.as("editor-yamada", Role.EDITOR)
        .post(
            "/v1/staff/templates",
            """
            {"id": "out-words", "title": "お知らせ", "variants": {
              "ja": {"subject": "お知らせ", "text": "{{place}}で行います。", "html": "<p>{{place}}で行います。</p>"},
              "en": {"subject": "News", "text": "At {{place}}."}}}
            """)
        .send()
        .expect(201);
  }

  private JsonNode draft(String id, String routes) {
    return editor
        .post(
            "/v1/staff/campaigns",
            """
            {"id": "%id", "title": "出前講座", "templateId": "out-words", "templateVersion": 1,
             "segmentId": "out-everybody", "segmentVersion": 1, "routes": [%routes],
             "values": {"place": "北区民センター"}}
            """
                .replace("%id", id)
                .replace("%routes", routes))
        .send()
        .expect(201)
        .json();
  }

  @Test
  void aReceiverIsToldOfACampaignUnderASecretOfItsOwn() {
    Door.Answer created =
        admin
            .post(
                "/v1/staff/webhooks", "{\"url\": \"http://127.0.0.1:1/\", \"events\": [\"draft\"]}")
            .send()
            .expect(201);
    String id = created.json().path("id").asText();
    String secret = created.json().path("secret").asText();
    assertThat(secret).hasSize(64);
    String desk = "/v1/staff/webhooks/" + id;
    Door.Answer read = admin.get(desk).send().expect(200);
    assertThat(read.body()).doesNotContain(secret);
    try (ProviderSimulator receiver = ProviderSimulator.start(secret)) {
      String there = "{\"url\": \"" + receiver.address() + "\", \"events\": [\"draft\"]}";
      admin.put(desk, there).send().refused(428, "precondition-required");
      Door.Answer edited = admin.put(desk, there).of(read).send().expect(200);
      admin.put(desk, there).of(read).send().refused(412, "conflict-version");
      draft("out-1", "\"portal\"");
      long deadline = System.nanoTime() + 30_000_000_000L;
      while (receiver.taken().stream()
          .noneMatch(it -> it.path("campaign").path("id").asText().equals("out-1"))) {
        assertThat(System.nanoTime()).isLessThan(deadline);
        LockSupport.parkNanos(50_000_000L);
      }
      assertThat(receiver.taken())
          .allMatch(it -> it.path("type").asText().equals("campaign.draft"));
      assertThat(
              admin
                  .until(desk + "/deliveries", seen -> seen.toString().contains("\"done\""))
                  .toString())
          .contains("out-1");
      admin.request("DELETE", desk).of(edited).send().expect(204);
    }
    admin.get(desk).send().refused(404, "not-found");
    admin
        .post("/v1/staff/webhooks", "{\"url\": \"http://169.254.169.254/\"}")
        .send()
        .refused(400, "invalid-webhook");
    admin
        .post("/v1/staff/webhooks", "{\"url\": \"http://127.0.0.1/\", \"events\": [\"born\"]}")
        .send()
        .refused(400, "invalid-webhook");
    editor.get("/v1/staff/webhooks").send().refused(403, "forbidden");
  }

  @Test
  void aForgedLinkLeadsNowhere() {
    Door.Answer page = door.anybody().get("/v1/r/flu-m0-0.aHR0cHM6Ly9ldmls~0~AAAA").send();
    assertThat(page.status()).isEqualTo(404);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Location")).isEmpty();
    assertThat(page.body()).contains("このリンクは使えません");
  }

  @Test
  void aPreviewIsReadByAMadeUpPerson() {
    JsonNode preview =
        editor
            .post(
                "/v1/staff/templates/out-words/preview",
                """
                {"values": {"place": "<b>北区</b>"}, "profile": {"commonId": "sample-nguyen", "language": "en",
                  "contactPoints": {"mail": {"address": "nguyen@example.jp", "verified": false}},
                  "consents": {"push": {"granted": true, "textVersion": "1", "at": "2026-10-01T00:00:00Z"}}}}
                """)
            .send()
            .expect(200)
            .json();
    assertThat(preview.path("language").asText()).isEqualTo("en");
    assertThat(preview.path("text").asText()).isEqualTo("At <b>北区</b>.");
    assertThat(preview.path("routes").findValuesAsText("reach"))
        .containsExactly("reachable", "not-verified", "no-contact-point");
    JsonNode japanese =
        editor
            .post(
                "/v1/staff/templates/out-words/preview",
                "{\"language\": \"ja\", \"values\": {\"place\": \"<b>北区</b>\"}}")
            .send()
            .expect(200)
            .json();
    assertThat(japanese.path("html").asText()).contains("&lt;b&gt;北区").doesNotContain("<b>");
    door.citizen("sample-nguyen").get("/v1/me/preferences").send().expect(200);
  }

  @Test
  void aDryRunAsksLineWhatItWouldSay() {
    draft("out-2", "\"portal\", \"line\"");
    JsonNode run = editor.post("/v1/staff/campaigns/out-2/dry-run", "{}").send().expect(200).json();
    assertThat(run.path("findings")).isEmpty();
    assertThat(
            editor.get("/v1/staff/campaigns/out-2/clicks").send().expect(200).json().path("items"))
        .isEmpty();
    editor
        .post(
            "/v1/staff/campaigns",
            """
            {"title": "x", "templateId": "out-words", "templateVersion": 1, "segmentId": "out-everybody",
             "segmentVersion": 1, "routes": ["http"], "values": {"place": "x"}}
            """)
        .send()
        .refused(400, "invalid-route");
  }
}
