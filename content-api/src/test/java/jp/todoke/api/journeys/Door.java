package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.DevelopmentIssuer;
import jp.todoke.api.security.Role;
import org.bson.UuidRepresentation;

/** The front door from outside: HTTP, tokens, nothing else. */
final class Door {

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

  private static final Pattern STORE = Pattern.compile("mongodb://127\\.0\\.0\\.1:\\d+");

  private final URI base;
  private final DevelopmentIssuer issuer;
  private final Path log;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Door(URI base, DevelopmentIssuer issuer, Path log) {
    this.base = base;
    this.issuer = issuer;
    this.log = log;
  }

  /** The same door by connections of its own, for what makes the server end one. */
  Door byItself() {
    return new Door(base, issuer, log);
  }

  /** What came back. */
  record Answer(int status, String body, HttpResponse<String> response) {

    JsonNode json() {
      try {
        return Json.mapper().readTree(body);
      } catch (IOException broken) {
        throw new UncheckedIOException(body, broken);
      }
    }

    String code() {
      return json().path("code").asText();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    Answer expect(int expected) {
      assertThat(status).as(response.request() + " answered " + body).isEqualTo(expected);
      return this;
    }

    Answer refused(int expected, String code) {
      expect(expected);
      assertThat(code()).as(body).isEqualTo(code);
      assertThat(header("Content-Type")).startsWith("application/problem+json");
      return this;
    }
  }

  /** Somebody at the door. */
  final class Visitor {

    private final Optional<String> token;

    private Visitor(Optional<String> token) {
      this.token = token;
    }

    Request get(String path) {
      return new Request("GET", path);
    }

    Request post(String path, String json) {
      return new Request("POST", path)
          .json(json)
          .header("Idempotency-Key", UUID.randomUUID().toString());
    }

    Request put(String path, String json) {
      return new Request("PUT", path).json(json);
    }

    /** A request of that method without a body or a header of its own. */
    Request request(String method, String path) {
      return new Request(method, path);
    }

    /** Sends rows and asks that all of them are taken. */
    void rows(String path, String rows) {
      Answer answer =
          new Request("PUT", path).body("application/x-ndjson", rows).send().expect(200);
      assertThat(answer.body().lines()).isNotEmpty().allMatch(line -> line.contains("\"ok\""));
    }

    /** All items of a list, page after page. */
    List<JsonNode> all(String path, int limit) {
      List<JsonNode> items = new ArrayList<>();
      String separator = path.contains("?") ? "&" : "?";
      String cursor = "";
      do {
        JsonNode page =
            get(path + separator + "limit=" + limit + (cursor.isEmpty() ? "" : "&cursor=" + cursor))
                .send()
                .expect(200)
                .json();
        assertThat(page.path("items").size()).isLessThanOrEqualTo(limit);
        page.path("items").forEach(items::add);
        cursor = page.path("nextCursor").asText("");
      } while (!cursor.isEmpty() && !cursor.equals("null"));
      return items;
    }

    /** Looks again and again until what is there is as it should become. */
    JsonNode until(String path, Predicate<JsonNode> become) {
      return untilText(path, answer -> become.test(answer.json())).json();
    }

    /** The same of what is no JSON. */
    Answer untilText(String path, Predicate<Answer> become) {
      long deadline = System.nanoTime() + LONGEST_WAIT.toNanos();
      Answer seen = get(path).send().expect(200);
      while (!become.test(seen)) {
        assertThat(System.nanoTime()).as("last seen: " + seen.body()).isLessThan(deadline);
        LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        seen = get(path).send().expect(200);
      }
      return seen;
    }

    /** One request on its way. */
    final class Request {

      private final HttpRequest.Builder builder;
      private final String method;
      private HttpRequest.BodyPublisher body = HttpRequest.BodyPublishers.noBody();

      private Request(String method, String path) {
        this.method = method;
        this.builder = HttpRequest.newBuilder(base.resolve(path)).timeout(Duration.ofSeconds(60));
        token.ifPresent(bearer -> builder.header("Authorization", "Bearer " + bearer));
      }

      Request json(String json) {
        return body("application/json", json);
      }

      Request body(String type, String text) {
        body = HttpRequest.BodyPublishers.ofString(text);
        builder.setHeader("Content-Type", type);
        return this;
      }

      Request body(String type, byte[] bytes) {
        body = HttpRequest.BodyPublishers.ofByteArray(bytes);
        builder.setHeader("Content-Type", type);
        return this;
      }

      Request header(String name, String value) {
        builder.setHeader(name, value);
        return this;
      }

      /** With the tag that was read. */
      Request of(Answer read) {
        return header("If-Match", read.header("ETag"));
      }

      Answer send() {
        try {
          HttpResponse<String> response =
              http.send(
                  builder.method(method, body).build(),
                  HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
          return new Answer(response.statusCode(), response.body(), response);
        } catch (IOException broken) {
          throw new UncheckedIOException(broken);
        } catch (InterruptedException hurried) {
          Thread.currentThread().interrupt();
          throw new IllegalStateException(hurried);
        }
      }
    }
  }

  Visitor as(String subject, Role... roles) {
    return withToken(issuer.token(subject, Set.of(roles)));
  }

  Visitor citizen(String commonId) {
    return as(commonId, Role.CITIZEN);
  }

  /** A citizen who signed in by a password only. */
  Visitor citizenByPassword(String commonId) {
    return withToken(issuer.token(commonId, java.util.Set.of(Role.CITIZEN), "password"));
  }

  Visitor anybody() {
    return new Visitor(Optional.empty());
  }

  Visitor withToken(String token) {
    return new Visitor(Optional.of(token));
  }

  /** Writes a segment and has it published by somebody else. */
  void segment(String id, String condition) {
    Answer drafted =
        as("editor-yamada", Role.EDITOR)
            .post(
                "/v1/staff/segments",
                String.format(
                    Locale.ROOT,
                    "{\"id\": \"%s\", \"name\": \"%s\", \"condition\": %s}",
                    id,
                    id,
                    condition))
            .send()
            .expect(201);
    Answer submitted =
        as("editor-yamada", Role.EDITOR)
            .post("/v1/staff/segments/" + id + "/submission", "{}")
            .of(drafted)
            .send()
            .expect(200);
    as("approver-suzuki", Role.APPROVER)
        .post("/v1/staff/segments/" + id + "/publication", "{}")
        .of(submitted)
        .send()
        .expect(201);
  }

  /**
   * The server's own database, for what time alone would do to it: the embedded store says where it
   * is, unless another one is named to both.
   */
  MongoClient database() {
    String named = System.getenv("TODOKE_MONGODB_URI");
    String uri = named == null ? "" : named;
    if (uri.isBlank()) {
      Matcher said = STORE.matcher(log());
      assertThat(said.find()).as("where the store is").isTrue();
      uri = said.group();
    }
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(uri))
            .uuidRepresentation(UuidRepresentation.STANDARD)
            .build());
  }

  /** What the server wrote to its log until now. */
  String log() {
    Path folder = log.toAbsolutePath().getParent();
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file :
          files.filter(it -> it.getFileName().toString().startsWith("server.log")).toList()) {
        all.append(Files.readString(file));
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return all.toString();
  }

  static String query(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
