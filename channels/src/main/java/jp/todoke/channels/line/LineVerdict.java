package jp.todoke.channels.line;

import com.linecorp.bot.client.base.exception.AbstractLineClientException;
import com.linecorp.bot.messaging.client.MessagingApiClientException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.SendResult;

/**
 * Reads what LINE answered. LINE gives no machine code and no Retry-After, so 429 is told apart by
 * its message; unknown words count as the rate limit.
 */
final class LineVerdict {

  private static final Duration RATE_REST = Duration.ofSeconds(1);

  private LineVerdict() {}

  static SendResult of(Throwable failed) {
    return switch (failed) {
      case AbstractLineClientException answered -> answer(answered);
      case ConnectException unreachable ->
          SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE);
      case NoRouteToHostException unreachable ->
          SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE);
      case UnknownHostException unreachable ->
          SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE);
      default -> new SendResult.Unknown("no answer from LINE");
    };
  }

  private static SendResult answer(AbstractLineClientException answered) {
    int status = answered.getCode();
    String words =
        answered instanceof MessagingApiClientException error && error.getError() != null
            ? error.getError()
            : "";
    return switch (status) {
      case 409 -> new SendResult.Accepted(acceptedId(answered));
      case 429 -> tooMany(words);
      case 401, 403 -> refused(RefusalReason.CONFIGURATION, status, answered);
      case 400 ->
          words.startsWith("Failed to send messages")
              ? refused(RefusalReason.UNREACHABLE, status, answered)
              : refused(RefusalReason.MESSAGE_REJECTED, status, answered);
      case 404 -> refused(RefusalReason.UNREACHABLE, status, answered);
      default ->
          status >= 500
              ? new SendResult.Unknown("status " + status + request(answered))
              : refused(RefusalReason.MESSAGE_REJECTED, status, answered);
    };
  }

  private static SendResult tooMany(String words) {
    return words.toLowerCase(Locale.ROOT).contains("monthly limit")
        ? new SendResult.Refused(RefusalReason.QUOTA, "status 429, monthly limit")
        : new SendResult.Deferred(DeferralReason.THROTTLED, Optional.of(RATE_REST));
  }

  private static SendResult refused(
      RefusalReason reason, int status, AbstractLineClientException answered) {
    return new SendResult.Refused(reason, "status " + status + request(answered));
  }

  private static String acceptedId(AbstractLineClientException answered) {
    String id = answered.getHeader("x-line-accepted-request-id");
    return id == null ? "" : id;
  }

  private static String request(AbstractLineClientException answered) {
    String id = answered.getRequestId();
    return id == null ? "" : " request " + id;
  }
}
