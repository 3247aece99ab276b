package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jp.todoke.api.security.Role;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.reports.ClosedReports;
import jp.todoke.delivery.reports.Reports;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a person wants, what two approvers decide and what begins by itself, over the real server.
 */
@ExtendWith(RunningServer.class)
class DeliveryRulesIT {

  /** More than the test server's limit for one approver. */
  private static final int PEOPLE = 30;

  private static final String NOTHING_OFF = "{\"everythingOff\": false, \"topicsOff\": {}}";

  private final Door door;
  private final Door.Visitor editor;
  private final Door.Visitor first;
  private final Door.Visitor second;
  private final Door.Visitor anybody;

  DeliveryRulesIT(Door door) {
    this.door = door;
    this.editor = door.as("editor-yamada", Role.EDITOR);
    this.first = door.as("approver-suzuki", Role.APPROVER, Role.SENDER);
    this.second = door.as("approver-tanaka", Role.APPROVER, Role.SENDER);
    this.anybody = door.anybody();
  }

  @BeforeAll
  static void aGroupAndItsWords(Door door) {
    door.as("admin-sato", Role.ADMIN)
        .rows(
            "/v1/staff/attributes",
            "{\"name\": \"ruleWard\", \"label\": \"お住まいの区\", \"type\": \"enum\", \"allowed\": [\"港区\"]}");
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            IntStream.range(0, PEOPLE)
                .mapToObj(
                    person ->
                        String.format(
                            Locale.ROOT,
                            """
                        {"commonId": "rule-%1$02d", "attributes": {"ruleWard": "港区"},\
                         "contactPoints": {"mail": {"address": "rule-%1$d@example.jp", "verified": true}},\
                         "consents": {"push": {"granted": true, "textVersion": "1", "at": "2026-10-01T00:00:00Z"}}}
                        """,
                            person))
                .collect(Collectors.joining()));
    door.segment("rule-minato", "{\"attribute\": \"ruleWard\", \"is\": \"港区\"}");
    door.as("editor-yamada", Role.EDITOR)
        .post(
            "/v1/staff/templates",
            """
            {"id": "rule-words", "title": "子育て", "sensitive": false, "variants": {"ja":
              {"subject": "子育て講座", "text": "{{greeting}}、子育て講座のご案内です。\\n"}}}
            """)
        .send()
        .expect(201);
  }

  private static String campaign(String greeting, boolean emergency) {
    return String.format(
        Locale.ROOT,
        """
    {"title": "子育て講座のご案内", "templateId": "rule-words", "templateVersion": 1,
     "segmentId": "rule-minato", "segmentVersion": 1, "routes": ["portal", "mail"],
     "values": {"greeting": "%s"}, "topic": "rule-kosodate", "emergency": %s}
    """,
        greeting,
        emergency);
  }

  /** Drafts and submits; answers with the path. */
  private String submitted(String greeting, boolean emergency) {
    Door.Answer created =
        editor.post("/v1/staff/campaigns", campaign(greeting, emergency)).send().expect(201);
    String path = "/v1/staff/campaigns/" + created.json().path("id").asText();
    editor.post(path + "/submission", "{}").of(created).send().expect(200);
    return path;
  }

  private Door.Answer approve(Door.Visitor approver, String path) {
    String hash = approver.get(path).send().expect(200).json().path("contentHash").asText();
    return approver
        .post(path + "/approval", String.format(Locale.ROOT, "{\"contentHash\": \"%s\"}", hash))
        .send();
  }

  private JsonNode mail(String path, int sent) {
    return editor
        .until(
            path + "/report",
            report -> {
              JsonNode mail = report.path("routes").path(1);
              return mail.path("sent").asLong() == sent
                  && report.path("routes").path(0).path("pending").asLong() == 0;
            })
        .path("routes")
        .path(1);
  }

  private static String hours(LocalTime from, LocalTime to) {
    return String.format(
        Locale.ROOT,
        "{\"everythingOff\": false, \"topicsOff\": {}, \"quietHours\": {\"from\": \"%s\", \"to\": \"%s\"}}",
        from,
        to);
  }

  private static String token(String text, String before) {
    Matcher found = Pattern.compile(before + "([A-Za-z0-9~_-]+)").matcher(text);
    assertThat(found.find()).as(text).isTrue();
    return found.group(1);
  }

  @Test
  void preferencesQuietHoursTwoApproversAndOneClick() {
    Door.Visitor resident = door.citizen("rule-00");
    Door.Answer none = resident.get("/v1/me/preferences/delivery").send().expect(200);
    assertThat(none.json().path("topicsOff")).isEmpty();
    LocalTime now = LocalTime.now(ZoneId.of("Asia/Tokyo")).withSecond(0).withNano(0);
    String quiet = hours(now.minusHours(1), now.plusHours(2));
    resident.put("/v1/me/preferences/delivery", quiet).send().refused(428, "precondition-required");
    resident.put("/v1/me/preferences/delivery", quiet).of(none).send().expect(200);
    resident
        .put("/v1/me/preferences/delivery", quiet)
        .of(none)
        .send()
        .refused(412, "conflict-version");

    String path = submitted("こんにちは", false);
    Door.Answer once = approve(first, path).expect(200);
    assertThat(once.json().path("status").asText()).isEqualTo("submitted");
    assertThat(once.json().path("firstApproved").path("by").asText()).contains("approver-suzuki");
    approve(first, path).refused(403, "forbidden-own-work");
    assertThat(approve(second, path).expect(200).json().path("status").asText())
        .isEqualTo("approved");
    JsonNode mail = mail(path, PEOPLE - 1);
    assertThat(mail.path("pending").asLong()).as("who sleeps").isEqualTo(1);
    assertThat(mail.path("balances").asBoolean()).isTrue();

    String text = first.get("/v1/staff/simulators").send().expect(200).json().toString();
    assertThat(text).contains("子育て講座");
    String stop = token(text, "/v1/u/");
    String settings = "/v1/preferences/" + token(text, "/v1/preferences/");
    assertThat(stop).doesNotContain("rule-0");
    Door.Answer before = anybody.get(settings).send().expect(200);
    assertThat(before.json().path("topicsOff")).isEmpty();
    Door.Answer page = anybody.get("/v1/u/" + stop).send().expect(200);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(anybody.get(settings).send().json())
        .as("a GET changes nothing")
        .isEqualTo(before.json());

    List<String> answers = new ArrayList<>();
    for (String token : List.of(stop, stop, stop + "A", "x")) {
      answers.add(
          anybody
              .request("POST", "/v1/u/" + token)
              .body("application/x-www-form-urlencoded", "List-Unsubscribe=One-Click")
              .send()
              .expect(200)
              .body());
    }
    assertThat(answers).containsOnly(answers.getFirst());
    Door.Answer after = anybody.get(settings).send().expect(200);
    assertThat(after.json().path("topicsOff").path("rule-kosodate").toString())
        .isEqualTo("[\"mail\"]");
    anybody.get("/v1/preferences/x").send().refused(404, "not-found");
    anybody.get("/v1/preferences/" + stop).send().refused(404, "not-found");
    anybody.put(settings, NOTHING_OFF).of(before).send().refused(412, "conflict-version");

    String next = submitted("こんばんは", false);
    approve(first, next).expect(200);
    approve(second, next).expect(200);
    JsonNode without = mail(next, PEOPLE - 2);
    assertThat(without.path("suppressed").path("topic-off").asLong()).isEqualTo(1);
    assertThat(without.path("pending").asLong()).isEqualTo(1);
    anybody.put(settings, NOTHING_OFF).of(after).send().expect(200);
    assertThat(
            editor
                .get(next + "/report/wards")
                .send()
                .expect(200)
                .json()
                .path("items")
                .findValuesAsText("sent"))
        .containsExactlyInAnyOrder(String.valueOf(PEOPLE), String.valueOf(PEOPLE - 2));
    assertThat(editor.get(next + "/report.csv").send().expect(200).body())
        .contains(",mail,suppressed,topic-off,1\r\n");
    for (String sending : List.of(path, next)) {
      first.post(sending + "/stop", "{}").send().expect(200);
      editor.until(
          sending + "/report",
          report -> report.path("routes").path(1).path("pending").asLong() == 0);
    }
  }

  @Test
  void anEmergencyWaitsForNobodyAndIsReviewedAfterwards() {
    String path = submitted("避難してください", true);
    assertThat(
            editor
                .post(path + "/test", "{}")
                .send()
                .expect(200)
                .json()
                .path("routes")
                .path("mail")
                .asLong())
        .as("staff named in the settings")
        .isEqualTo(1);
    assertThat(approve(first, path).expect(200).json().path("status").asText())
        .isEqualTo("approved");
    mail(path, PEOPLE);
    assertThat(first.get("/v1/staff/campaigns?review=due").send().expect(200).json().path("items"))
        .anyMatch(due -> path.endsWith(due.path("id").asText()));
    first.post(path + "/review", "{}").send().refused(403, "forbidden-own-work");
    assertThat(
            second
                .post(path + "/review", "{}")
                .send()
                .expect(200)
                .json()
                .path("reviewDue")
                .asBoolean())
        .isFalse();
  }

  /** A month and more go by only in the room's own classes, on the server's own database. */
  @Test
  void aClosedCampaignSaysItsSumsAndThatItsWardsAreGone() {
    String path = submitted("終わった避難", true);
    approve(first, path).expect(200);
    JsonNode before =
        editor.until(path + "/report", report -> report.path("status").asText().equals("sent"));
    String table = editor.get(path + "/report.csv").send().expect(200).body();
    editor.get(path + "/report/wards").send().expect(200);

    String id = path.substring(path.lastIndexOf('/') + 1);
    try (MongoClient client = door.database()) {
      MongoDatabase database = client.getDatabase("todoke");
      Clock clock = Clock.systemUTC();
      Ledger ledger = new Ledger(database, clock, Duration.ofMinutes(5));
      PortalInbox inbox = new PortalInbox(database, (set, person) -> false, clock);
      Reports reports = new Reports(ledger, new ClosedReports(database), inbox, clock);
      assertThat(reports.close(id, Optional.empty())).isTrue();
      ledger.forget(id, () -> true);
      assertThat(ledger.holds(id)).isFalse();
    }
    editor.get(path + "/report/wards").send().refused(410, "gone-ward-report");
    JsonNode after = editor.get(path + "/report").send().expect(200).json();
    assertThat(after.path("routes")).isEqualTo(before.path("routes")).hasSize(2);
    assertThat(after.path("balances").asBoolean()).isTrue();
    assertThat(editor.get(path + "/report.csv").send().expect(200).body()).isEqualTo(table);
  }

  @Test
  void anEventSetsATriggerOffOnce() {
    String trigger =
        """
        {"id": "rule-card", "title": "カードの受取り", "when": {"kind": "event", "type": "jp.example.card.ready"},
         "segmentId": "rule-minato", "segmentVersion": 1, "templateId": "rule-words",
         "templateVersion": 1, "routes": ["portal"], "values": {"greeting": "カードができました"}}
        """;
    JsonNode created = editor.post("/v1/staff/triggers", trigger).send().expect(201).json();
    String approval =
        String.format(
            Locale.ROOT, "{\"contentHash\": \"%s\"}", created.path("contentHash").asText());
    JsonNode dry =
        editor.post("/v1/staff/triggers/rule-card/dry-run", "{}").send().expect(200).json();
    assertThat(dry.path("members").asLong()).isPositive();
    assertThat(dry.path("estimated").asBoolean()).isFalse();
    assertThat(dry.path("contentHash")).isEqualTo(created.path("contentHash"));
    assertThat(dry.path("samples").findValuesAsText("text").toString()).contains("カードができました");
    editor.post("/v1/staff/triggers/none/dry-run", "{}").send().refused(404, "not-found");
    door.as("editor-yamada", Role.APPROVER)
        .post("/v1/staff/triggers/rule-card/approval", approval)
        .send()
        .refused(403, "forbidden-own-work");
    first.post("/v1/staff/triggers/rule-card/approval", approval).send().expect(200);

    Door.Visitor office = door.as("card-office", Role.SYSTEM);
    String event =
        """
        {"specversion": "1.0", "source": "/card", "id": "4711", "type": "jp.example.card.ready",
         "subject": "rule-07", "time": "2026-11-20T00:00:00Z"}
        """;
    editor.post("/v1/exchange/events", event).send().refused(403, "forbidden");
    office.post("/v1/exchange/events", "{}").send().refused(400, "invalid-event");
    assertThat(
            office
                .post("/v1/exchange/events", event)
                .send()
                .expect(202)
                .json()
                .path("fired")
                .asInt())
        .isEqualTo(1);
    assertThat(
            office
                .post("/v1/exchange/events", event)
                .send()
                .expect(202)
                .json()
                .path("fired")
                .asInt())
        .isZero();
    JsonNode inbox =
        door.citizen("rule-07")
            .until("/v1/me/inbox", it -> it.path("items").toString().contains("カードができました"));
    assertThat(inbox.path("items").findValuesAsText("body"))
        .filteredOn(body -> body.contains("カードができました"))
        .hasSize(1);
    JsonNode detail = editor.get("/v1/staff/triggers/rule-card").send().expect(200).json();
    assertThat(detail.path("fired").asLong()).isEqualTo(1);
    assertThat(detail.path("outcomes").findValuesAsText("people")).containsExactly("1");
    first.post("/v1/staff/triggers/rule-card/stop", "{}").send().expect(200);
  }

  @Test
  void staffPauseAndResumeEverything() {
    first.post("/v1/staff/deliveries/pause", "{}").send().expect(200);
    try {
      assertThat(
              editor.get("/v1/staff/deliveries").send().expect(200).json().path("reason").asText())
          .isEqualTo("staff");
      assertThat(
              editor
                  .get("/v1/staff/deliveries/alarms")
                  .send()
                  .expect(200)
                  .json()
                  .path("items")
                  .findValuesAsText("code"))
          .contains("deliveries-paused");
      assertThat(anybody.get("/health/ready").send().expect(200).body()).contains("\"deliveries\"");
    } finally {
      first.post("/v1/staff/deliveries/resume", "{}").send().expect(200);
    }
    assertThat(editor.get("/v1/staff/deliveries").send().json().path("paused").asBoolean())
        .isFalse();
    editor.get("/v1/staff/deliveries/facts").send().expect(200);
  }
}
