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

/** A push from draft to balanced report; nobody sends what only they have read. */
@ExtendWith(RunningServer.class)
class CampaignIT {

  private static final int PEOPLE = 12;
  private static final int AGREED = 9;

  private final Door.Visitor editor;
  private final Door.Visitor both;
  private final Door.Visitor approver;
  private final Door door;

  CampaignIT(Door door) {
    this.door = door;
    this.editor = door.as("editor-yamada", Role.EDITOR);
    this.both = door.as("editor-yamada", Role.EDITOR, Role.APPROVER);
    this.approver = door.as("approver-suzuki", Role.APPROVER, Role.SENDER);
  }

  @BeforeAll
  static void aGroupAndItsWords(Door door) {
    door.as("admin-sato", Role.ADMIN)
        .rows(
            "/v1/staff/attributes",
            "{\"name\": \"pushWard\", \"label\": \"お住まいの区\", \"type\": \"enum\", \"allowed\": [\"北区\", \"中央区\"]}");
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            IntStream.range(0, PEOPLE)
                .mapToObj(
                    person ->
                        String.format(
                            Locale.ROOT,
                            """
                        {"commonId": "push-%1$d", "attributes": {"pushWard": "北区"},\
                         "contactPoints": {"mail": {"address": "push-%1$d@example.jp", "verified": true}},\
                         "consents": {"push": {"granted": %2$b, "textVersion": "1", "at": "2026-10-01T00:00:00Z"}}}
                        """,
                            person,
                            person < AGREED))
                .collect(Collectors.joining()));
    door.segment("push-kita", "{\"attribute\": \"pushWard\", \"is\": \"北区\"}");
    door.as("editor-yamada", Role.EDITOR)
        .post(
            "/v1/staff/templates",
            """
            {"id": "push-words", "title": "おはなし会", "sensitive": false, "variants": {"ja":
              {"subject": "冬のおはなし会", "text": "{{greeting}}、おはなし会にお越しください。\\n{{portalUrl}}\\n"}}}
            """)
        .send()
        .expect(201);
  }

  private static String campaign(String greeting) {
    return String.format(
        Locale.ROOT,
        """
    {"title": "おはなし会のご案内", "templateId": "push-words", "templateVersion": 1,
     "segmentId": "push-kita", "segmentVersion": 1, "routes": ["portal", "mail"],
     "values": {"greeting": "%s"}}
    """,
        greeting);
  }

  private static String approval(JsonNode dryRun) {
    return String.format(
        Locale.ROOT, "{\"contentHash\": \"%s\"}", dryRun.path("contentHash").asText());
  }

  private static String path(Door.Answer created) {
    return "/v1/staff/campaigns/" + created.json().path("id").asText();
  }

  @Test
  void fromDraftOverDryRunAndApprovalToAReportThatBalances() {
    Door.Answer created = editor.post("/v1/staff/campaigns", campaign("こんにちは")).send().expect(201);
    String path = path(created);
    assertThat(created.json().path("status").asText()).isEqualTo("draft");

    JsonNode dryRun = editor.post(path + "/dry-run", "{}").send().expect(200).json();
    assertThat(dryRun.path("selected").asLong()).isEqualTo(PEOPLE);
    assertThat(dryRun.path("routes"))
        .hasSize(2)
        .allMatch(route -> route.path("reachable").asLong() == AGREED);
    assertThat(dryRun.path("samples").toString()).contains("こんにちは、おはなし会にお越しください。");

    approver.post(path + "/approval", approval(dryRun)).send().refused(409, "conflict-state");
    editor.post(path + "/submission", "{}").of(created).send().expect(200);
    editor.post(path + "/approval", approval(dryRun)).send().refused(403, "forbidden");
    both.post(path + "/approval", approval(dryRun)).send().refused(403, "forbidden-own-work");
    approver
        .post(path + "/approval", "{\"contentHash\": \"0000\"}")
        .send()
        .refused(409, "conflict-content-changed");
    assertThat(door.citizen("push-0").all("/v1/me/inbox", 50)).isEmpty();

    approver.post(path + "/approval", approval(dryRun)).send().expect(200);
    JsonNode report =
        editor.until(path + "/report", it -> it.path("status").asText().equals("sent"));
    assertThat(report.path("balances").asBoolean()).isTrue();
    assertThat(report.path("routes"))
        .hasSize(2)
        .allSatisfy(
            route -> {
              assertThat(route.path("selected").asLong()).isEqualTo(PEOPLE);
              assertThat(route.path("sent").asLong()).isEqualTo(AGREED);
              assertThat(route.path("pending").asLong()).isZero();
              assertThat(sum(route.path("suppressed"))).isEqualTo(PEOPLE - AGREED);
            });

    JsonNode inbox = door.citizen("push-0").get("/v1/me/inbox").send().expect(200).json();
    assertThat(inbox.path("unread").asLong()).isEqualTo(1);
    assertThat(inbox.path("items"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.path("title").asText()).isEqualTo("冬のおはなし会");
              assertThat(item.path("body").asText()).contains("こんにちは、おはなし会");
            });
    assertThat(door.citizen("push-" + AGREED).all("/v1/me/inbox", 50)).isEmpty();
    approver.post(path + "/approval", approval(dryRun)).send().refused(409, "conflict-state");
  }

  private static long sum(JsonNode reasons) {
    long sum = 0;
    for (JsonNode count : reasons) {
      sum += count.asLong();
    }
    return sum;
  }

  @Test
  void anEditVoidsTheSubmissionAndWhatWasReadBefore() {
    Door.Answer created = editor.post("/v1/staff/campaigns", campaign("おはよう")).send().expect(201);
    String path = path(created);
    Door.Answer submitted = editor.post(path + "/submission", "{}").of(created).send().expect(200);
    String read = approval(submitted.json());
    assertThat(submitted.json().path("status").asText()).isEqualTo("submitted");

    editor.put(path, campaign("こんばんは")).of(created).send().refused(412, "conflict-version");
    Door.Answer edited = editor.put(path, campaign("こんばんは")).of(submitted).send().expect(200);
    assertThat(edited.json().path("status").asText()).isEqualTo("draft");
    assertThat(edited.json().hasNonNull("submitted")).isFalse();
    approver.post(path + "/approval", read).send().refused(409, "conflict-state");

    editor.post(path + "/submission", "{}").of(edited).send().expect(200);
    approver.post(path + "/approval", read).send().refused(409, "conflict-content-changed");
    assertThat(editor.get(path).send().json().path("status").asText()).isEqualTo("submitted");
  }

  @Test
  void askedTwiceWithTheSameKeyACampaignIsDraftedOnce() {
    List<Door.Answer> answers =
        IntStream.range(0, 2)
            .mapToObj(
                turn ->
                    editor
                        .post("/v1/staff/campaigns", campaign("こんにちは"))
                        .header("Idempotency-Key", "push-key-1")
                        .send()
                        .expect(201))
            .toList();
    assertThat(answers.get(1).json()).isEqualTo(answers.get(0).json());
    assertThat(answers.get(1).header("ETag")).isEqualTo(answers.get(0).header("ETag"));
    assertThat(answers.get(1).header("Location")).isEqualTo(answers.get(0).header("Location"));
    assertThat(answers.get(1).header("Idempotency-Replayed")).isEqualTo("true");
    editor
        .post("/v1/staff/campaigns", campaign("おやすみ"))
        .header("Idempotency-Key", "push-key-1")
        .send()
        .refused(422, "invalid-idempotency-key-reused");
  }
}
