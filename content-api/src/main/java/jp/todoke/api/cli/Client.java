package jp.todoke.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.DevelopmentIssuer;
import jp.todoke.api.security.Role;

/** A caller of the API with development tokens. */
final class Client {

  private final String base;
  private final DevelopmentIssuer issuer;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  Client(String base, DevelopmentIssuer issuer) {
    this.base = base;
    this.issuer = issuer;
  }

  /** What came back. */
  record Answer(int status, String body, Optional<String> tag, Optional<String> location) {

    JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (IOException broken) {
        throw new UncheckedIOException(broken);
      }
    }
  }

  /** Somebody who calls. */
  final class As {
    private final String token;

    private As(String token) {
      this.token = token;
    }

    JsonNode get(String path) throws IOException, InterruptedException {
      return expect(request(path).GET().build(), path).json();
    }

    /** A member of what is there, empty while nothing is. */
    String known(String path, String member) throws IOException, InterruptedException {
      HttpResponse<String> response =
          connected(
              request(path).GET().build(),
              HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      return response.statusCode() == 200
          ? Json.mapper().readTree(response.body()).path(member).asText()
          : "";
    }

    /** All items of a list, page after page. */
    List<JsonNode> all(String path) throws IOException, InterruptedException {
      List<JsonNode> items = new ArrayList<>();
      String separator = path.contains("?") ? "&" : "?";
      String cursor = "";
      do {
        JsonNode page =
            get(path + separator + "limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
        page.path("items").forEach(items::add);
        cursor = page.path("nextCursor").asText("");
      } while (!cursor.isEmpty() && !cursor.equals("null"));
      return items;
    }

    Answer post(String path, Object body) throws IOException, InterruptedException {
      return send("POST", path, body, Optional.empty());
    }

    Answer put(String path, Object body) throws IOException, InterruptedException {
      return send("PUT", path, body, Optional.empty());
    }

    Answer send(String method, String path, Object body, Optional<String> ifMatch)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          request(path)
              .header("Content-Type", "application/json")
              .method(
                  method,
                  HttpRequest.BodyPublishers.ofByteArray(Json.mapper().writeValueAsBytes(body)));
      if (method.equals("POST")) {
        request.header("Idempotency-Key", UUID.randomUUID().toString());
      }
      ifMatch.ifPresent(tag -> request.header("If-Match", tag));
      return expect(request.build(), path);
    }

    /** Sends a stream and reads the answer line by line. */
    HttpResponse<InputStream> stream(String path, String contentType, Supplier<InputStream> body)
        throws IOException, InterruptedException {
      HttpRequest request =
          request(path)
              .header("Content-Type", contentType)
              .timeout(Duration.ofHours(6))
              .PUT(HttpRequest.BodyPublishers.ofInputStream(body))
              .build();
      return connected(request, HttpResponse.BodyHandlers.ofInputStream());
    }

    private HttpRequest.Builder request(String path) {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofMinutes(2));
      if (!token.isEmpty()) {
        request.header("Authorization", "Bearer " + token);
      }
      return request;
    }

    private Answer expect(HttpRequest request, String path)
        throws IOException, InterruptedException {
      HttpResponse<String> response =
          connected(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
      if (response.statusCode() >= 400) {
        throw new Failure(
            request.method()
                + " "
                + path
                + " answered "
                + response.statusCode()
                + ": "
                + response.body().lines().findFirst().orElse(""));
      }
      return new Answer(
          response.statusCode(),
          response.body(),
          response.headers().firstValue("ETag"),
          response.headers().firstValue("Location"));
    }

    private <T> HttpResponse<T> connected(HttpRequest request, HttpResponse.BodyHandler<T> handler)
        throws IOException, InterruptedException {
      try {
        return http.send(request, handler);
      } catch (ConnectException refused) {
        throw new Failure("no server answers at " + base + "; start one with ./todoke run");
      }
    }
  }

  As as(String subject, Role... roles) {
    return new As(issuer.token(subject, Set.of(roles)));
  }

  As editor() {
    return as("editor-yamada", Role.EDITOR, Role.SENDER);
  }

  As approver() {
    return as("approver-suzuki", Role.APPROVER, Role.SENDER);
  }

  As citizen(String commonId) {
    return as(commonId, Role.CITIZEN);
  }

  As anybody() {
    return new As("");
  }

  String base() {
    return base;
  }
}
