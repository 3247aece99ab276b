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
  void aSampleProfileReadsWhatItWouldBeSentAndHearsWhetherAndWhy() {
    door.as("admin-sato", Role.ADMIN)
        .rows(
            "/v1/staff/attributes",
            "{\"name\": \"outWard\", \"label\": \"お住まいの区\", \"type\": \"enum\", \"allowed\": [\"北区\", \"港区\"]}");
    door.segment("out-kita", "{\"attribute\": \"outWard\", \"is\": \"北区\"}");
    String path = "/v1/staff/sample-profiles/nguyen-kita";
    String kita =
        """
        {"title": "北区のグエンさん", "attributes": {"outWard": "北区"}, "language": "en",
         "values": {"place": "Kita ward office"}}
        """;
    editor.put(path, kita).send().refused(428, "precondition-required");
    Door.Answer refused =
        editor
            .put(
                path,
                "{\"title\": \"\", \"attributes\": {\"outWard\": \"西区\", \"outNone\": 1}, \"language\": \"?\"}")
            .header("If-None-Match", "*")
            .send()
            .refused(400, "invalid-sample-profile");
    assertThat(refused.json().path("errors").findValuesAsText("pointer"))
        .containsExactlyInAnyOrder(
            "/title", "/attributes/outWard", "/attributes/outNone", "/language");
    editor
        .put(path, "{\"title\": \"人\", \"contactPoints\": {}}")
        .header("If-None-Match", "*")
        .send()
        .expect(400);
    Door.Answer created = editor.put(path, kita).header("If-None-Match", "*").send().expect(201);
    assertThat(created.json().path("changedBy").asText()).contains("editor-yamada");
    editor.put(path, kita).header("If-None-Match", "*").send().refused(412, "conflict-exists");
    assertThat(editor.all("/v1/staff/sample-profiles", 1))
        .extracting(sample -> sample.path("title").asText())
        .contains("北区のグエンさん");
    door.citizen("nguyen-kita").get(path).send().refused(403, "forbidden");

    JsonNode words =
        editor
            .post("/v1/staff/templates/out-words/preview?sample=nguyen-kita", "{}")
            .send()
            .expect(200)
            .json();
    assertThat(words.path("language").asText()).isEqualTo("en");
    assertThat(words.path("text").asText()).isEqualTo("At Kita ward office.");
    assertThat(
            editor
                .post(
                    "/v1/staff/templates/out-words/preview?sample=nguyen-kita",
                    "{\"language\": \"ja\", \"values\": {\"place\": \"区役所\"}}")
                .send()
                .expect(200)
                .json()
                .path("text")
                .asText())
        .isEqualTo("区役所で行います。");

    editor
        .post(
            "/v1/staff/campaigns",
            """
            {"id": "out-sample", "title": "お知らせ", "templateId": "out-words", "templateVersion": 1,
             "segmentId": "out-kita", "segmentVersion": 1, "routes": ["portal"], "values": {"place": "Umeda"}}
            """)
        .send()
        .expect(201);
    String dryRun = "/v1/staff/campaigns/out-sample/dry-run";
    assertThat(editor.post(dryRun, "{}").send().expect(200).json().hasNonNull("reader")).isFalse();
    JsonNode reader =
        editor.post(dryRun + "?sample=nguyen-kita", "{}").send().expect(200).json().path("reader");
    assertThat(reader.path("title").asText()).isEqualTo("北区のグエンさん");
    assertThat(reader.path("words").path("text").asText())
        .as("what the campaign says, in their language")
        .isEqualTo("At Umeda.");
    assertThat(reader.path("segment").path("result").asText()).isEqualTo("yes");
    assertThat(reader.path("segment").path("reasons").toString()).contains("北区");
    editor
        .post(
            "/v1/staff/triggers",
            """
            {"id": "out-sample", "title": "お知らせ", "when": {"kind": "event", "type": "jp.example.out"},
             "segmentId": "out-kita", "segmentVersion": 1, "templateId": "out-words", "templateVersion": 1,
             "routes": ["portal"], "values": {"place": "Umeda"}}
            """)
        .send()
        .expect(201);
    assertThat(
            editor
                .post("/v1/staff/triggers/out-sample/dry-run?sample=nguyen-kita", "{}")
                .send()
                .expect(200)
                .json()
                .path("reader"))
        .isEqualTo(reader);

    Door.Answer moved =
        editor.put(path, kita.replace("\"北区\"", "\"港区\"")).of(created).send().expect(200);
    editor.put(path, kita).of(created).send().refused(412, "conflict-version");
    JsonNode no =
        editor
            .post(dryRun + "?sample=nguyen-kita", "{}")
            .send()
            .expect(200)
            .json()
            .path("reader")
            .path("segment");
    assertThat(no.path("result").asText()).isEqualTo("no");
    assertThat(no.path("reasons").findValuesAsText("value")).contains("港区");
    for (String version : new String[] {"", "&version=1"}) {
      JsonNode explained =
          editor
              .get("/v1/staff/segments/out-kita/explanations?sample=nguyen-kita" + version)
              .send()
              .expect(200)
              .json();
      assertThat(explained.path("decision").path("result").asText()).isEqualTo("no");
      assertThat(explained.path("trace").path("value").asText()).isEqualTo("港区");
    }

    editor.request("DELETE", path).send().refused(428, "precondition-required");
    editor.request("DELETE", path).of(created).send().refused(412, "conflict-version");
    editor.request("DELETE", path).of(moved).send().expect(204);
    editor.get(path).send().refused(404, "not-found");
    editor.post(dryRun + "?sample=nguyen-kita", "{}").send().refused(400, "invalid-sample");
    editor.get("/v1/staff/segments/out-kita/explanations").send().refused(400, "invalid-sample");
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
