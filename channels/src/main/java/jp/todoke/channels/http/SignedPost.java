package jp.todoke.channels.http;

import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * POSTs JSON that its receiver can trust: header {@value #SIGNATURE} is {@code v1=} and the
 * hexadecimal HMAC-SHA256 of {@code <timestamp>.<body>} under a shared secret, {@value #TIMESTAMP}
 * the seconds since 1970, {@value #KEY} the same on every attempt. Thread-safe.
 */
public final class SignedPost implements AutoCloseable {

  /** Header of the signature. */
  public static final String SIGNATURE = "Todoke-Signature";

  /** Header of the time it was signed at. */
  public static final String TIMESTAMP = "Todoke-Timestamp";

  /** Header by which a repetition is known. */
  public static final String KEY = "Idempotency-Key";

  private final HttpClient client;
  private final Duration timeout;
  private final boolean allowInternal;
  private final Clock clock;

  /**
   * A client; it opens no connection yet.
   *
   * @param timeout to connect, and again to answer
   * @param allowInternal see {@link OutboundAddress#judge}
   */
  public SignedPost(Duration timeout, boolean allowInternal, Clock clock) {
    this.client =
        HttpClient.newBuilder()
            .connectTimeout(timeout)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    this.timeout = timeout;
    this.allowInternal = allowInternal;
    this.clock = clock;
  }

  /** What came of it. */
  public sealed interface Answer {

    /**
     * The receiver answered.
     *
     * @param receipt its header {@code Receipt-Id}, at most 100 characters; may be empty
     * @param retryAfter its header {@code Retry-After} in seconds
     */
    record Status(int code, String receipt, Optional<Duration> retryAfter) implements Answer {}

    /** Nothing was sent: the address may not be called. */
    record NotAllowed() implements Answer {}

    /** Nothing was sent: there is no connection. */
    record Unreachable() implements Answer {}

    /** It was perhaps received, and no answer came. */
    record Silence() implements Answer {}
  }

  /** Sends one body, once. */
  public Answer post(URI to, String secret, String key, String body) {
    switch (OutboundAddress.judge(to, allowInternal)) {
      case FORBIDDEN -> {
        return new Answer.NotAllowed();
      }
      case UNKNOWN_HOST -> {
        return new Answer.Unreachable();
      }
      case ALLOWED -> {}
    }
    String at = Long.toString(clock.instant().getEpochSecond());
    HttpRequest request =
        HttpRequest.newBuilder(to)
            .timeout(timeout)
            .header("Content-Type", "application/json")
            .header("User-Agent", "Todoke/1")
            .header(KEY, key)
            .header(TIMESTAMP, at)
            .header(SIGNATURE, signature(secret, at, body))
            .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8))
            .build();
    CompletableFuture<HttpResponse<Void>> call =
        client.sendAsync(request, HttpResponse.BodyHandlers.discarding());
    try {
      HttpResponse<Void> response =
          call.get(timeout.multipliedBy(3).toMillis(), TimeUnit.MILLISECONDS);
      return new Answer.Status(
          response.statusCode(),
          response
              .headers()
              .firstValue("Receipt-Id")
              .filter(id -> id.length() <= 100 && id.chars().noneMatch(Character::isISOControl))
              .orElse(""),
          response
              .headers()
              .firstValue("Retry-After")
              .filter(seconds -> seconds.matches("\\d{1,5}"))
              .map(seconds -> Duration.ofSeconds(Long.parseLong(seconds))));
    } catch (ExecutionException failed) {
      boolean before =
          failed.getCause() instanceof ConnectException
              || failed.getCause() instanceof HttpConnectTimeoutException;
      return before ? new Answer.Unreachable() : new Answer.Silence();
    } catch (TimeoutException slow) {
      call.cancel(true);
      return new Answer.Silence();
    } catch (InterruptedException stopped) {
      call.cancel(true);
      Thread.currentThread().interrupt();
      return new Answer.Silence();
    }
  }

  /** What a receiver computes itself and compares in constant time. */
  public static String signature(String secret, String timestamp, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "v1="
          + HexFormat.of()
              .formatHex(mac.doFinal((timestamp + "." + body).getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
