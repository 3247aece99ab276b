package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.locks.LockSupport;
import jp.todoke.api.security.Role;
import jp.todoke.channels.mail.ReturnPath;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Mails that come back after the relay had taken them. */
@ExtendWith(RunningServer.class)
class BounceIT {

  private static final ReturnPath PATH =
      new ReturnPath("bounce.city.example.jp", "0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final ReturnPath FORGER =
      new ReturnPath("bounce.city.example.jp", "fedcba9876543210".getBytes(StandardCharsets.UTF_8));

  private final Door.Visitor editor;
  private final Door.Visitor approver;
  private final Door.Visitor relay;

  BounceIT(Door door) {
    this.editor = door.as("editor-yamada", Role.EDITOR);
    this.approver = door.as("approver-suzuki", Role.APPROVER, Role.AUDITOR);
    this.relay = door.as("mail-relay", Role.SYSTEM);
  }

  @BeforeAll
  static void peopleAndALetter(Door door) {
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            """
            {"commonId": "gone-hanako", "contactPoints": {"mail": {"address": "gone-hanako@example.jp", "verified": true}}}
            {"commonId": "gone-taro", "contactPoints": {"mail": {"address": "gone-taro@example.jp", "verified": true}}}
            """);
    door.as("editor-yamada", Role.EDITOR)
        .post(
            "/v1/staff/templates",
            """
            {"id": "gone-letter", "title": "お知らせ", "variants": {"ja": {"subject": "お知らせ", "text": "内容"}}}
            """)
        .send()
        .expect(201);
  }

  private String mailOf(String id) {
    for (JsonNode route :
        approver
            .get("/v1/staff/notices/" + id + "/evidence")
            .send()
            .expect(200)
            .json()
            .path("routes")) {
      if (route.path("route").asText().equals("mail")) {
        return route.path("state").asText() + " " + route.path("reason").asText();
      }
    }
    return "";
  }

  private void sent(String id, String commonId, String expected) {
    JsonNode notice =
        editor
            .post(
                "/v1/staff/notices",
                String.format(
                    Locale.ROOT,
                    """
                    {"id": "%s", "commonId": "%s", "templateId": "gone-letter", "templateVersion": 1, "routes": ["portal", "mail"]}
                    """,
                    id,
                    commonId))
            .send()
            .expect(201)
            .json();
    approver
        .post(
            "/v1/staff/notices/" + id + "/approval",
            "{\"contentHash\": \"" + notice.path("contentHash").asText() + "\"}")
        .send()
        .expect(200);
    approver.until(
        "/v1/staff/notices/" + id + "/evidence",
        seen -> !seen.toString().contains("\"pending\"") && !seen.toString().contains("started"));
    assertThat(mailOf(id).strip()).isEqualTo(expected);
  }

  private static String report(String returnPath, String mailbox) {
    return String.format(
            Locale.ROOT,
            """
            To: <%s>
            From: MAILER-DAEMON@mx.example.jp
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

            --b1
            Content-Type: text/plain

            User unknown
            --b1
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.jp

            Final-Recipient: rfc822; %s
            Action: failed
            Status: 5.1.1
            --b1--
            """,
            returnPath,
            mailbox)
        .replace("\n", "\r\n");
  }

  private String told(String mail) {
    return relay
        .request("POST", "/v1/exchange/bounces")
        .body("message/rfc822", mail)
        .send()
        .expect(202)
        .json()
        .path("outcome")
        .asText();
  }

  @Test
  void twoLettersComeBackAndTheThirdIsNotMailed() {
    sent("n-gone-1", "gone-hanako", "sent");
    sent("n-gone-2", "gone-hanako", "sent");
    String mailbox = "gone-hanako@example.jp";
    assertThat(told(report(FORGER.of("n-gone-1-m0-0"), mailbox))).isEqualTo("ignored");
    assertThat(told("Subject: Re: お知らせ\r\n\r\nありがとう\r\n")).isEqualTo("ignored");
    assertThat(told(report(PATH.of("n-gone-1-m0-0"), mailbox))).isEqualTo("counted");
    assertThat(told(report(PATH.of("n-gone-1-m0-0"), mailbox))).isEqualTo("counted");
    assertThat(told(report(PATH.of("n-gone-2-m0-0"), mailbox))).isEqualTo("suppressed");

    sent("n-gone-3", "gone-hanako", "suppressed suppression-list");
    assertThat(mailOf("n-gone-1").strip()).as("what was handed over stays sent").isEqualTo("sent");
    assertThat(approver.get("/v1/staff/notices/n-gone-1/evidence.ndjson").send().expect(200).body())
        .contains("bounced hard 5.1.1");
  }

  @Test
  void onlyAnotherSystemMayTellOfBounces() {
    editor
        .request("POST", "/v1/exchange/bounces")
        .body("message/rfc822", "x")
        .send()
        .refused(403, "forbidden");
    relay
        .request("POST", "/v1/exchange/bounces")
        .body("text/plain", "x")
        .send()
        .refused(415, "invalid-content-type");
  }

  @Test
  void aMaildirIsEmptied() throws IOException {
    sent("n-gone-4", "gone-taro", "sent");
    Path box = Path.of("target/journeys/bounces");
    Files.createDirectories(box.resolve("cur"));
    Files.createDirectories(box.resolve("new"));
    Path tmp = Files.createDirectories(box.resolve("tmp")).resolve("1763607600.M1.mx");
    Files.writeString(tmp, report(PATH.of("n-gone-4-m0-0"), "gone-taro@example.jp"));
    Files.move(tmp, box.resolve("new/1763607600.M1.mx"));
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!Files.exists(box.resolve("cur/1763607600.M1.mx:2,S"))) {
      assertThat(System.nanoTime()).isLessThan(deadline);
      LockSupport.parkNanos(100_000_000L);
    }
    assertThat(approver.get("/v1/staff/notices/n-gone-4/evidence.ndjson").send().expect(200).body())
        .contains("bounced hard 5.1.1");
  }
}
