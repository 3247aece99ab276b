package jp.todoke.channels.mail;

import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.SendResult;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a relay answered: first digit decides (RFC 5321 section 4.2.1), enhanced code refines
 * (RFC 3463). The reply's text is never kept, it repeats the address.
 */
final class SmtpVerdict {

  private static final Pattern ENHANCED = Pattern.compile("^\\d{3}[ -](\\d\\.\\d{1,3}\\.\\d{1,3})");
  private static final Pattern CODE = Pattern.compile("\\b([245]\\d\\d)[ -]");

  private enum Stage {
    MAIL,
    RCPT,
    DATA
  }

  private SmtpVerdict() {}

  /** No connection came about. */
  static SendResult onConnect(MessagingException failed) {
    if (failed instanceof AuthenticationFailedException) {
      String said = failed.getMessage() == null ? "" : failed.getMessage();
      return said.startsWith("4")
          ? SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE)
          : new SendResult.Refused(RefusalReason.CONFIGURATION, "SMTP AUTH was refused");
    }
    return SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE);
  }

  /**
   * A transaction failed.
   *
   * @param handedOver whether the whole message was written, so that only the last reply is missing
   */
  static SendResult onSend(MessagingException failed, boolean handedOver) {
    for (@Nullable Exception cause = failed;
        cause != null;
        cause = cause instanceof MessagingException mail ? mail.getNextException() : null) {
      if (cause instanceof SMTPAddressFailedException refused && refused.getReturnCode() > 0) {
        return reply(refused.getReturnCode(), refused.getMessage(), Stage.RCPT);
      }
      if (cause instanceof SMTPSendFailedException refused && refused.getReturnCode() > 0) {
        String command = refused.getCommand() == null ? "" : refused.getCommand();
        return reply(
            refused.getReturnCode(),
            refused.getMessage(),
            command.startsWith("MAIL") ? Stage.MAIL : Stage.DATA);
      }
    }
    return handedOver
        ? new SendResult.Unknown("connection lost after the end of the message")
        : SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE);
  }

  private static SendResult reply(int code, @Nullable String line, Stage stage) {
    String enhanced = enhanced(line);
    if (code == 421) {
      return SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE);
    }
    if (enhanced.endsWith(".2.2") || (code == 552 && !enhanced.startsWith("5.3"))) {
      return SendResult.Deferred.because(DeferralReason.MAILBOX_FULL);
    }
    if (code < 500) {
      return SendResult.Deferred.because(DeferralReason.RECIPIENT_BUSY);
    }
    return new SendResult.Refused(
        reason(code, enhanced, stage), (code + " " + enhanced).strip() + " at " + stage);
  }

  private static RefusalReason reason(int code, String enhanced, Stage stage) {
    if (code == 530 || code == 534 || code == 535 || code == 538) {
      return RefusalReason.CONFIGURATION;
    }
    if (enhanced.startsWith("5.7.")) {
      return RefusalReason.POLICY;
    }
    return switch (stage) {
      case MAIL ->
          code == 550 || code == 553 ? RefusalReason.CONFIGURATION : RefusalReason.MESSAGE_REJECTED;
      case RCPT ->
          code == 550 || code == 551 || code == 553 || enhanced.startsWith("5.1.")
              ? RefusalReason.HARD_BOUNCE
              : RefusalReason.MESSAGE_REJECTED;
      case DATA -> RefusalReason.MESSAGE_REJECTED;
    };
  }

  private static String enhanced(@Nullable String line) {
    if (line == null) {
      return "";
    }
    Matcher found = ENHANCED.matcher(line);
    return found.find() ? found.group(1) : "";
  }

  /** The code of a positive reply with the relay's queue id, without anything else it may say. */
  static String receipt(@Nullable String reply) {
    if (reply == null) {
      return "";
    }
    Matcher code = CODE.matcher(reply);
    String line = code.find() ? reply.substring(code.start()) : reply;
    String one = line.lines().findFirst().orElse("").strip();
    return one.contains("@") ? one.substring(0, Math.min(3, one.length())) : clip(one);
  }

  private static String clip(String text) {
    return text.length() <= 100 ? text : text.substring(0, 100);
  }
}
