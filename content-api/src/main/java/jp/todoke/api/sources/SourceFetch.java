package jp.todoke.api.sources;

import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import jp.todoke.channels.http.OutboundAddress;

/**
 * Asks a source over HTTP, carefully: only http and https, redirects only within the host, no
 * address of a private network, at most 10 MB and 60 seconds.
 */
final class SourceFetch {

  private static final int MOST_REDIRECTS = 5;
  private static final int LARGEST = 10 * 1024 * 1024;
  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(10);
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);
  private static final Duration ALL_WITHIN = Duration.ofSeconds(60);

  private static final JsonMapper JSON =
      JsonMapper.builder(
              com.fasterxml.jackson.core.JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(100)
                          .maxStringLength(LARGEST)
                          .build())
                  .build())
          .build();

  private final HttpClient client =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT_WITHIN)
          .followRedirects(HttpClient.Redirect.NEVER)
          .build();
  private final boolean allowInternal;

  /**
   * Makes a client.
   *
   * @param allowInternal whether loopback and private networks may be asked (setting {@code
   *     todoke.sources.allow-loopback})
   */
  SourceFetch(boolean allowInternal) {
    this.allowInternal = allowInternal;
  }

  /** What a source answered. */
  sealed interface Answer {

    /** Nothing changed since the validator was given. */
    record Unchanged() implements Answer {}

    /**
     * A document.
     *
     * @param pages {@code X-WP-TotalPages}
     */
    record Json(JsonNode body, Optional<Source.Validator> validator, OptionalInt pages)
        implements Answer {}
  }

  /**
   * Asks for an address.
   *
   * @param known what was said of that very address before; ignored when it is of another
   * @throws SourceFailed when there is no usable answer
   */
  Answer get(URI address, Optional<Source.Validator> known) {
    URI asked = address;
    for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
      check(asked);
      HttpRequest.Builder request =
          HttpRequest.newBuilder(asked)
              .timeout(ANSWER_WITHIN)
              .header("Accept", "application/json, application/feed+json")
              .header("User-Agent", "Todoke/1");
      known
          .filter(validator -> validator.url().equals(address.toString()))
          .ifPresent(
              validator -> {
                if (!validator.etag().isEmpty()) {
                  request.header("If-None-Match", validator.etag());
                }
                if (!validator.lastModified().isEmpty()) {
                  request.header("If-Modified-Since", validator.lastModified());
                }
              });
      HttpResponse<byte[]> response = send(request.build());
      int status = response.statusCode();
      if (status == 304) {
        return new Answer.Unchanged();
      }
      if (status == 200) {
        return new Answer.Json(
            parse(response.body()), validator(address, response), pages(response));
      }
      Optional<String> location = response.headers().firstValue("Location");
      if (status < 300 || status >= 400 || location.isEmpty()) {
        throw new SourceFailed("http-" + status);
      }
      asked = redirected(asked, location.get());
    }
    throw new SourceFailed("too-many-redirects");
  }

  private HttpResponse<byte[]> send(HttpRequest request) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        client.sendAsync(request, info -> new Limited(LARGEST));
    try {
      return answer.get(ALL_WITHIN.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException slow) {
      answer.cancel(true);
      throw new SourceFailed("timeout");
    } catch (InterruptedException stopped) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new SourceFailed("interrupted");
    } catch (ExecutionException failed) {
      for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
        if (cause instanceof SourceFailed known) {
          throw known;
        }
        if (cause instanceof HttpTimeoutException) {
          throw new SourceFailed("timeout");
        }
      }
      throw new SourceFailed("connection");
    }
  }

  private static URI redirected(URI from, String location) {
    URI to;
    try {
      to = from.resolve(location);
    } catch (IllegalArgumentException malformed) {
      throw new SourceFailed("redirect-malformed");
    }
    boolean upgraded = "http".equals(from.getScheme()) && "https".equals(to.getScheme());
    boolean samePort = from.getPort() == to.getPort() && from.getScheme().equals(to.getScheme());
    if (!from.getHost().equalsIgnoreCase(to.getHost())
        || !(samePort || upgraded && to.getPort() == -1)) {
      throw new SourceFailed("redirect-elsewhere");
    }
    return to;
  }

  private void check(URI address) {
    switch (OutboundAddress.judge(address, allowInternal)) {
      case ALLOWED -> {}
      case FORBIDDEN -> throw new SourceFailed("address-not-allowed");
      case UNKNOWN_HOST -> throw new SourceFailed("unknown-host");
    }
  }

  private static JsonNode parse(byte[] body) {
    try {
      return JSON.readTree(body);
    } catch (IOException malformed) {
      throw new SourceFailed("not-json");
    }
  }

  private static Optional<Source.Validator> validator(URI asked, HttpResponse<?> response) {
    String etag = response.headers().firstValue("ETag").orElse("");
    String modified = response.headers().firstValue("Last-Modified").orElse("");
    return etag.isEmpty() && modified.isEmpty()
        ? Optional.empty()
        : Optional.of(new Source.Validator(asked.toString(), etag, modified));
  }

  private static OptionalInt pages(HttpResponse<?> response) {
    try {
      return response.headers().firstValue("X-WP-TotalPages").stream()
          .mapToInt(Integer::parseInt)
          .findFirst();
    } catch (NumberFormatException malformed) {
      return OptionalInt.empty();
    }
  }

  /** Gives up as soon as a body grows too large, whatever its announced length. */
  private static final class Limited implements HttpResponse.BodySubscriber<byte[]> {

    private final HttpResponse.BodySubscriber<byte[]> body =
        HttpResponse.BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> tooLarge = new CompletableFuture<>();
    private final long most;
    private long seen;
    private Flow.Subscription subscription = NOTHING;

    private static final Flow.Subscription NOTHING =
        new Flow.Subscription() {
          @Override
          public void request(long many) {}

          @Override
          public void cancel() {}
        };

    Limited(long most) {
      this.most = most;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return tooLarge.applyToEither(body.getBody(), bytes -> bytes);
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      body.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      for (ByteBuffer buffer : buffers) {
        seen += buffer.remaining();
      }
      if (seen > most) {
        subscription.cancel();
        tooLarge.completeExceptionally(new SourceFailed("too-large"));
      } else {
        body.onNext(buffers);
      }
    }

    @Override
    public void onError(Throwable failed) {
      body.onError(failed);
    }

    @Override
    public void onComplete() {
      body.onComplete();
    }
  }
}
