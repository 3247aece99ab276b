package jp.todoke.channels.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.Route;
import jp.todoke.channels.RouteWatch;
import jp.todoke.channels.SendResult;

/**
 * Another provider of official notices behind one address: one signed request per letter, with the
 * same idempotency key on every attempt, so that a repetition can never deliver twice. Thread-safe.
 */
public final class HttpChannel implements Channel {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final SendResult NOT_SET =
      new SendResult.Refused(RefusalReason.CONFIGURATION, "no provider may be called there");

  private final Optional<Provider> provider;
  private final SignedPost post;

  /**
   * The provider.
   *
   * @param address that takes the letters
   * @param secret shared with it; never printed
   * @param timeout to connect, and again to answer
   * @param allowInternal whether it may stand in a private network
   */
  public record Provider(URI address, String secret, Duration timeout, boolean allowInternal) {
    @Override
    public String toString() {
      return "Provider[" + address.getHost() + "]";
    }
  }

  /** Opens no connection yet; without a provider everything is refused. */
  public HttpChannel(Optional<Provider> provider, Clock clock) {
    this.provider = provider;
    this.post =
        new SignedPost(
            provider.map(Provider::timeout).orElse(Duration.ofSeconds(10)),
            provider.map(Provider::allowInternal).orElse(false),
            clock);
  }

  @Override
  public Route route() {
    return Route.HTTP;
  }

  /** Whether there is a provider. */
  public boolean attached() {
    return provider.isPresent();
  }

  @Override
  public List<SendResult> send(Batch batch) {
    List<SendResult> results = new ArrayList<>();
    RouteWatch watch = new RouteWatch();
    for (Parcel parcel : batch.parcels()) {
      results.add(
          watch
              .rest()
              .orElseGet(
                  () -> watch.saw(provider.map(to -> send(to, batch, parcel)).orElse(NOT_SET))));
    }
    return results;
  }

  private SendResult send(Provider to, Batch batch, Parcel parcel) {
    ObjectNode letter =
        JSON.createObjectNode()
            .put("ref", parcel.ref())
            .put("delivery", batch.delivery())
            .put("recipient", parcel.address())
            .put("language", parcel.language())
            .put("subject", parcel.subject())
            .put("text", parcel.text());
    parcel.html().ifPresent(html -> letter.put("html", html));
    String key =
        UUID.nameUUIDFromBytes((batch.key() + " " + parcel.ref()).getBytes(StandardCharsets.UTF_8))
            .toString();
    return switch (post.post(to.address(), to.secret(), key, letter.toString())) {
      case SignedPost.Answer.Status status -> judge(status);
      case SignedPost.Answer.NotAllowed notAllowed -> NOT_SET;
      case SignedPost.Answer.Unreachable nobody ->
          SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE);
      case SignedPost.Answer.Silence silence ->
          new SendResult.Unknown("no answer from the provider");
    };
  }

  private static SendResult judge(SignedPost.Answer.Status status) {
    int code = status.code();
    if (code / 100 == 2 || code == 409) {
      return new SendResult.Accepted(status.receipt());
    }
    String detail = "status " + code;
    return switch (code) {
      case 401, 403 -> new SendResult.Refused(RefusalReason.CONFIGURATION, detail);
      case 404, 410 -> new SendResult.Refused(RefusalReason.UNREACHABLE, detail);
      case 408 -> new SendResult.Unknown(detail);
      case 429 -> new SendResult.Deferred(DeferralReason.THROTTLED, status.retryAfter());
      default -> {
        if (code >= 500) {
          yield new SendResult.Unknown(detail);
        }
        yield new SendResult.Refused(
            code / 100 == 4 ? RefusalReason.MESSAGE_REJECTED : RefusalReason.CONFIGURATION, detail);
      }
    };
  }

  @Override
  public void close() {
    post.close();
  }
}
