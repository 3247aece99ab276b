package jp.todoke.channels.mail;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.net.SocketTimeoutException;
import jp.todoke.channels.SendResult;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SmtpVerdictTest {

  @ParameterizedTest(name = "{0} at {1} means {2}")
  @CsvSource({
    "421 4.3.2 closing, RCPT, ROUTE_UNAVAILABLE",
    "450 4.2.0 greylisted, RCPT, RECIPIENT_BUSY",
    "451 try later, RCPT, RECIPIENT_BUSY",
    "452 4.2.2 over quota, RCPT, MAILBOX_FULL",
    "499 strange, RCPT, RECIPIENT_BUSY",
    "550 5.1.1 no such user, RCPT, HARD_BOUNCE",
    "550 no such user, RCPT, HARD_BOUNCE",
    "551 not local, RCPT, HARD_BOUNCE",
    "553 5.1.3 bad name, RCPT, HARD_BOUNCE",
    "554 5.1.2 no such domain, RCPT, HARD_BOUNCE",
    "552 5.2.2 full, RCPT, MAILBOX_FULL",
    "550 5.2.2 full, RCPT, MAILBOX_FULL",
    "552 exceeded, RCPT, MAILBOX_FULL",
    "550 5.7.1 spam policy, RCPT, POLICY",
    "554 5.7.1 spam policy, ., POLICY",
    "530 5.7.0 authenticate first, MAIL, CONFIGURATION",
    "553 sender not allowed, MAIL, CONFIGURATION",
    "550 5.7.26 unauthenticated mail, ., POLICY",
    "552 5.3.4 too big, ., MESSAGE_REJECTED",
    "554 transaction failed, ., MESSAGE_REJECTED",
    "550 spam, ., MESSAGE_REJECTED",
    "451 4.3.0 disk, ., RECIPIENT_BUSY",
    "500 what, DATA, MESSAGE_REJECTED",
  })
  void aReplyIsReadByItsFirstDigitAndRefinedByItsEnhancedCode(
      String reply, String command, String meaning) throws Exception {
    int code = Integer.parseInt(reply.substring(0, 3));
    InternetAddress hanako = new InternetAddress("hanako@example.jp");
    MessagingException failed =
        command.equals("RCPT")
            ? new SendFailedException(
                "Invalid Addresses", new SMTPAddressFailedException(hanako, "RCPT", code, reply))
            : new SMTPSendFailedException(command, code, reply, null, null, null, null);

    SendResult result = SmtpVerdict.onSend(failed, command.equals("."));

    assertThat(
            switch (result) {
              case SendResult.Refused refused -> refused.reason().name();
              case SendResult.Deferred deferred -> deferred.reason().name();
              case SendResult.Accepted accepted -> "ACCEPTED";
              case SendResult.Unknown unknown -> "UNKNOWN";
            })
        .isEqualTo(meaning);
    assertThat(result.toString()).doesNotContain("hanako").doesNotContain("such user");
  }

  @Test
  void aLostConnectionIsUnknownOnlyAfterTheWholeMessage() {
    MessagingException lost =
        new MessagingException("Exception reading response", new SocketTimeoutException());

    assertThat(SmtpVerdict.onSend(lost, true)).isInstanceOf(SendResult.Unknown.class);
    assertThat(SmtpVerdict.onSend(lost, false)).isInstanceOf(SendResult.Deferred.class);
    assertThat(
            SmtpVerdict.onSend(
                new SMTPSendFailedException(".", -1, "[EOF]", null, null, null, null), true))
        .isInstanceOf(SendResult.Unknown.class);
  }

  @Test
  void aRefusedLoginIsTheCitysOwnFaultUnlessItIsForNow() {
    assertThat(SmtpVerdict.onConnect(new AuthenticationFailedException("535 5.7.8 bad")))
        .isInstanceOf(SendResult.Refused.class);
    assertThat(SmtpVerdict.onConnect(new AuthenticationFailedException("454 4.7.0 later")))
        .isInstanceOf(SendResult.Deferred.class);
    assertThat(SmtpVerdict.onConnect(new MessagingException("no", new IOException())))
        .isInstanceOf(SendResult.Deferred.class);
  }

  @Test
  void aReceiptIsTheQueueIdAndNeverAnAddress() {
    assertThat(SmtpVerdict.receipt("250 2.0.0 Ok: queued as 4F2A\n"))
        .isEqualTo("250 2.0.0 Ok: queued as 4F2A");
    assertThat(SmtpVerdict.receipt("250 accepted for hanako@example.jp")).isEqualTo("250");
    assertThat(SmtpVerdict.receipt(null)).isEmpty();
  }
}
