package jp.todoke.channels.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryReportTest {

  static final String REPORT =
      """
      Return-Path: <>
      To: <b+camp7-m0-1.0123456789abcdef0123@bounce.city.example.jp>
      From: MAILER-DAEMON@mx.example.jp
      Subject: Undelivered Mail Returned to Sender
      Auto-Submitted: auto-replied
      MIME-Version: 1.0
      Content-Type: multipart/report; report-type=delivery-status;
       boundary="b1"

      --b1
      Content-Type: text/plain; charset=utf-8

      宛先がありません。

      --b1
      Content-Type: message/delivery-status

      Reporting-MTA: dns; mx.example.jp
      Arrival-Date: Fri, 20 Nov 2026 12:00:00 +0900

      Final-Recipient: rfc822; hanako@example.jp
      Original-Recipient: rfc822;Hanako@example.jp
      Action: ACTION
      Status: STATUS
      Remote-MTA: dns; mx.example.jp
      Diagnostic-Code: smtp; 550 5.1.1 <hanako@example.jp>:
       Recipient address rejected: User unknown

      --b1
      Content-Type: text/rfc822-headers

      Subject: =?utf-8?B?44GK55+l44KJ44Gb?=
      --b1--
      """;

  static byte[] report(String action, String status) {
    return REPORT
        .replace("ACTION", action)
        .replace("STATUS", status)
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest(name = "{0} {1} is {2}")
  @CsvSource({
    "failed,    5.1.1,                 HARD",
    "FAILED,    5.1.10,                HARD",
    "failed,    5.0.0,                 HARD",
    "failed,    5.2.1,                 HARD",
    "failed,    5.4.4,                 HARD",
    "failed,    5.4.7,                 SOFT",
    "failed,    5.1.8,                 MESSAGE",
    "failed,    5.2.2,                 SOFT",
    "failed,    4.2.2,                 SOFT",
    "failed,    4.4.7 (timed out),     SOFT",
    "failed,    none,                  SOFT",
    "failed,    5.7.1,                 POLICY",
    "failed,    5.3.4,                 MESSAGE",
    "failed,    5.6.0,                 MESSAGE",
    "delayed,   4.4.1,                 NOTHING",
    "delivered, 2.0.0,                 NOTHING",
    "relayed,   5.1.1,                 NOTHING",
    "expanded,  2.0.0,                 NOTHING",
  })
  void theActionDecidesFirstAndTheCodeSaysWhoseFaultItIs(
      String action, String status, DeliveryReport.Meaning meaning) {
    DeliveryReport read = DeliveryReport.read(report(action, status)).orElseThrow();
    assertThat(read.fates())
        .singleElement()
        .satisfies(
            fate -> {
              assertThat(fate.meaning()).isEqualTo(meaning);
              assertThat(fate.recipients())
                  .containsExactly("hanako@example.jp", "Hanako@example.jp");
            });
    assertThat(read.addressedTo())
        .containsExactly("b+camp7-m0-1.0123456789abcdef0123@bounce.city.example.jp");
    assertThat(read.toString()).doesNotContain("hanako");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "From: hanako@example.jp\r\nSubject: Re: test\r\n\r\nありがとう\r\n",
        "From: a@example.jp\r\nAuto-Submitted: auto-replied\r\nSubject: out of office\r\n\r\nx\r\n",
        "Content-Type: multipart/report; report-type=disposition-notification;"
            + " boundary=b\r\n\r\n--b--\r\n",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b--\r\n",
        "Content-Type: multipart/report; report-type=delivery-status\r\n\r\nno parts\r\n",
        "Content-Type: ;;;\r\n\r\n",
        "\u0000\u0001\u0002"
      })
  void whatIsNoReportIsNone(String mail) {
    assertThat(
            DeliveryReport.read(mail.getBytes(StandardCharsets.UTF_8))
                .map(DeliveryReport::fates)
                .orElse(List.of()))
        .isEmpty();
  }

  @Test
  void aReportOfManyIsReadWithinBounds() {
    String many =
        REPORT
            .replace("ACTION", "failed")
            .replace(
                "STATUS",
                "5.1.1\n\nFinal-Recipient: rfc822;taro@example.jp\nAction: failed\nStatus: 4.2.2")
            .replace("\n", "\r\n");
    Optional<DeliveryReport> read = DeliveryReport.read(many.getBytes(StandardCharsets.UTF_8));
    assertThat(read.orElseThrow().fates())
        .extracting(DeliveryReport.Fate::meaning)
        .containsExactly(DeliveryReport.Meaning.HARD, DeliveryReport.Meaning.SOFT);
  }
}
