package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What other applications say, one tap on what came, addresses nothing is sent to, protection. */
@ExtendWith(RunningServer.class)
class OneInboxIT {

  private final Door door;

  OneInboxIT(Door door) {
    this.door = door;
  }

  @BeforeAll
  static void people(Door door) {
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            """
            {"commonId": "one-hanako", "contactPoints": {"line": {"userId": "U00000000000000000000000000000aaa"}}}
            {"commonId": "one-taro"}
            """);
  }

  @Test
  void anotherApplicationsMessageIsInTheSameInboxOnceAndNobodyElses() {
    Door.Visitor library = door.as("library", Role.SYSTEM);
    String rows =
        """
        {"id": "loan-1", "commonId": "one-hanako", "title": "予約の本が届きました", "body": "北図書館でお受け取りください。", "action": "https://library.example.jp/loans/1"}
        {"id": "loan-2", "commonId": "nobody-there", "title": "予約の本", "body": "届きました"}
        {"id": "loan-3", "commonId": "one-hanako", "title": "", "body": "x"}
        {"id": "loan-4", "commonId": "one-hanako", "title": "t", "body": "b", "action": "javascript:alert(1)"}
        not json
        """;
    for (int turn = 0; turn < 2; turn++) {
      String answered =
          library
              .request("POST", "/v1/exchange/messages")
              .body("application/x-ndjson", rows)
              .send()
              .expect(200)
              .body();
      assertThat(answered.lines())
          .satisfiesExactly(
              line -> assertThat(line).contains("\"ok\""),
              line -> assertThat(line).as("whether it exists is not told").contains("\"ok\""),
              line -> assertThat(line).contains("invalid-message"),
              line -> assertThat(line).contains("invalid-action"),
              line -> assertThat(line).contains("invalid-json"));
    }
    JsonNode inbox = door.citizen("one-hanako").get("/v1/me/inbox").send().expect(200).json();
    assertThat(inbox.path("items"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.path("category").asText()).isEqualTo("other-app");
              assertThat(item.path("title").asText()).isEqualTo("予約の本が届きました");
              assertThat(item.path("action").asText()).startsWith("https://library.example.jp/");
            });
    String id = inbox.path("items").get(0).path("id").asText();
    Door.Visitor hanako = door.citizen("one-hanako");
    hanako.post("/v1/me/inbox/" + id + "/acknowledgement", "{}").send().expect(200);
    hanako.put("/v1/me/inbox/" + id + "/usefulness", "{\"useful\": true}").send().expect(204);
    Door.Visitor taro = door.citizen("one-taro");
    taro.post("/v1/me/inbox/" + id + "/acknowledgement", "{}").send().refused(404, "not-found");
    taro.put("/v1/me/inbox/" + id + "/usefulness", "{\"useful\": true}")
        .send()
        .refused(404, "not-found");
  }

  @Test
  void aReportIsExportedBesideTheRequestAndIsItsOwnersAlone() {
    Door.Visitor auditor = door.as("auditor-ono", Role.AUDITOR);
    Door.Answer asked =
        auditor
            .post(
                "/v1/staff/reports/exports",
                "{\"kind\": \"campaigns\", \"fromOn\": \"2026-01-01\", \"toOn\": \"2026-12-31\"}")
            .send()
            .expect(202);
    String id = asked.json().path("id").asText();
    assertThat(asked.header("Location")).endsWith("/v1/jobs/" + id);
    auditor.until("/v1/jobs/" + id, job -> job.path("state").asText().equals("done"));
    assertThat(auditor.get("/v1/jobs/" + id + "/result.csv").send().expect(200).body())
        .startsWith("campaign,title,status,createdOn,route,selected,sent");
    door.as("auditor-else", Role.AUDITOR).get("/v1/jobs/" + id).send().refused(404, "not-found");
    auditor
        .post(
            "/v1/staff/reports/exports",
            "{\"kind\": \"secrets\", \"fromOn\": \"2026-01-01\", \"toOn\": \"2026-12-31\"}")
        .send()
        .refused(400, "invalid-export");
  }

  @Test
  void staffSuppressAnAddressAndLiftIt() {
    Door.Visitor sender = door.as("sender-mori", Role.SENDER);
    String address = "{\"route\": \"mail\", \"address\": \"Quiet@example.jp\"}";
    sender.post("/v1/staff/suppressions", address).send().expect(204);
    JsonNode found =
        sender
            .post("/v1/staff/suppressions/search", address.replace("Quiet", "quiet"))
            .send()
            .expect(200)
            .json();
    assertThat(found.path("suppressed").asBoolean()).isTrue();
    assertThat(found.path("suppression").path("reason").asText()).isEqualTo("staff");
    assertThat(sender.get("/v1/staff/suppressions?limit=50").send().expect(200).body())
        .contains("staff")
        .doesNotContainIgnoringCase("quiet@example.jp");
    sender.post("/v1/staff/suppressions/lift", address).send().expect(204);
    assertThat(
            sender
                .post("/v1/staff/suppressions/search", address)
                .send()
                .json()
                .path("suppressed")
                .asBoolean())
        .isFalse();
    sender
        .post("/v1/staff/suppressions", address.replace("mail", "pigeon"))
        .send()
        .refused(400, "invalid-suppression");
    assertThat(door.log()).doesNotContainIgnoringCase("quiet@example.jp");
  }

  @Test
  void protectionIsTheOfficersAlone() {
    Door.Visitor officer = door.as("officer-kita", Role.PROTECTION);
    String person = "{\"commonId\": \"one-hanako\"}";
    String until =
        java.time.LocalDate.now(java.time.ZoneId.of("Asia/Tokyo")).plusDays(20).toString();
    JsonNode entered =
        officer
            .post(
                "/v1/staff/protections",
                "{\"commonId\": \"one-hanako\", \"untilOn\": \"" + until + "\"}")
            .send()
            .expect(200)
            .json();
    assertThat(entered.path("lapsed").asBoolean()).isFalse();
    assertThat(officer.get("/v1/staff/protections").send().expect(200).body())
        .contains("one-hanako");
    door.as("everything-else", Role.EDITOR, Role.APPROVER, Role.SENDER, Role.AUDITOR, Role.ADMIN)
        .post("/v1/staff/protections/search", person)
        .send()
        .refused(403, "forbidden");
    officer
        .post(
            "/v1/staff/protections", "{\"commonId\": \"one-hanako\", \"untilOn\": \"2020-01-01\"}")
        .send()
        .refused(400, "invalid-protection");
    officer.post("/v1/staff/protections/lift", person).send().expect(204);
    assertThat(
            officer
                .post("/v1/staff/protections/search", person)
                .send()
                .expect(200)
                .json()
                .path("protection")
                .isNull())
        .isTrue();
  }

  @Test
  void whoeverIsErasedLeavesNothingInTheInboxForWhoeverComesAfterThem() {
    Door.Visitor crm = door.as("crm", Role.SYSTEM);
    crm.rows("/v1/exchange/profiles", "{\"commonId\": \"one-gone\"}\n");
    door.as("library", Role.SYSTEM)
        .request("POST", "/v1/exchange/messages")
        .body(
            "application/x-ndjson",
            "{\"id\": \"gone-1\", \"commonId\": \"one-gone\", \"title\": \"本\", \"body\": \"届きました\"}\n")
        .send()
        .expect(200);
    Door.Visitor gone = door.citizen("one-gone");
    assertThat(gone.get("/v1/me/inbox").send().expect(200).json().path("items")).hasSize(1);
    gone.request("PUT", "/v1/me/preferences/delivery")
        .header("If-Match", "\"0\"")
        .json("{\"everythingOff\": true, \"topicsOff\": {}}")
        .send()
        .expect(200);

    crm.request("DELETE", "/v1/exchange/profiles/one-gone").send().expect(204);
    crm.request("DELETE", "/v1/exchange/profiles/one-gone").send().refused(404, "not-found");
    crm.rows("/v1/exchange/profiles", "{\"commonId\": \"one-gone\"}\n");
    assertThat(gone.get("/v1/me/inbox").send().expect(200).json().path("items")).isEmpty();
    assertThat(
            gone.get("/v1/me/preferences/delivery")
                .send()
                .expect(200)
                .json()
                .path("everythingOff")
                .asBoolean())
        .isFalse();
  }
}
