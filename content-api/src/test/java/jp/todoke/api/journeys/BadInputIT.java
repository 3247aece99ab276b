package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import jp.todoke.api.security.DevelopmentIssuer;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever is sent to the door, the answer is a problem document with a stable code; nothing is
 * half-written, and what was sent appears neither in the answer nor in the log.
 */
@ExtendWith(RunningServer.class)
class BadInputIT {

  /** Sent wherever a text can be sent. */
  private static final String SECRET = "秘密-4711";

  private static final String PROGRAMS = "/v1/staff/programs";
  private static final String PROGRAM = PROGRAMS + "/bad-program";
  private static final String GOOD = "{\"id\": \"bad-program\", \"title\": \"ごみの収集\"}";

  @TempDir static Path elsewhere;

  private static List<String> before = List.of();

  private final Door door;

  BadInputIT(Door door) {
    this.door = door;
  }

  private record Case(
      String what, int status, String code, Function<Door, Door.Visitor.Request> request) {

    @Override
    public String toString() {
      return what + " -> " + status + " " + code;
    }
  }

  private static Case of(
      String what, int status, String code, Function<Door, Door.Visitor.Request> request) {
    return new Case(what, status, code, request);
  }

  private static Door.Visitor editor(Door door) {
    return door.as("editor-yamada", Role.EDITOR);
  }

  private static Door.Visitor hanako(Door door) {
    return door.citizen("bad-hanako");
  }

  private static String segment(String condition) {
    return "{\"id\": \"bad-segment\", \"name\": \"区\", \"condition\": " + condition + "}";
  }

  static Stream<Case> bodies() {
    return Stream.of(
        of(
            "an unknown attribute",
            400,
            "invalid-attribute-unknown",
            door ->
                hanako(door)
                    .put("/v1/me/attributes", "{\"unheardOf\": \"" + SECRET + "\"}")
                    .header("If-Match", "\"0\"")),
        of(
            "a value of the wrong type",
            400,
            "invalid-attribute-type",
            door ->
                hanako(door)
                    .put("/v1/me/attributes", "{\"badAge\": \"" + SECRET + "\"}")
                    .header("If-Match", "\"0\"")),
        of(
            "an object where a list is asked",
            400,
            "invalid-body",
            door ->
                hanako(door)
                    .put(
                        "/v1/me/preferences",
                        "{\"routesOff\": {\"a\": \"" + SECRET + "\"}, \"language\": \"ja\"}")
                    .header("If-Match", "\"0\"")),
        of(
            "a condition on an unknown attribute",
            400,
            "invalid-condition-attribute",
            door ->
                editor(door)
                    .post(
                        "/v1/staff/segments",
                        segment("{\"attribute\": \"unheardOf\", \"is\": \"" + SECRET + "\"}"))),
        of(
            "a condition with a value that is not allowed",
            400,
            "invalid-condition-value",
            door ->
                editor(door)
                    .post(
                        "/v1/staff/segments",
                        segment("{\"attribute\": \"badWard\", \"is\": \"" + SECRET + "\"}"))),
        of(
            "malformed JSON",
            400,
            "invalid-json",
            door -> editor(door).post(PROGRAMS, "{\"id\": \"bad-1\", \"title\": \"" + SECRET)),
        of(
            "two values of one name",
            400,
            "invalid-json",
            door ->
                editor(door)
                    .post(
                        PROGRAMS,
                        "{\"id\": \"bad-1\", \"title\": \"a\", \"title\": \"" + SECRET + "\"}")),
        of(
            "an unknown part",
            400,
            "invalid-body",
            door ->
                editor(door)
                    .post(
                        PROGRAMS,
                        "{\"id\": \"bad-1\", \"title\": \"a\", \"surplus\": \"" + SECRET + "\"}")),
        of(
            "a missing part",
            400,
            "invalid-body",
            door -> editor(door).post(PROGRAMS, "{\"id\": \"bad-1\"}")),
        of("no body", 400, "invalid-json", door -> editor(door).post(PROGRAMS, "")),
        of(
            "an address that is none",
            400,
            "invalid-program",
            door ->
                editor(door)
                    .post(
                        PROGRAMS,
                        "{\"id\": \"bad-1\", \"title\": \"a\", \"url\": \"javascript:"
                            + SECRET
                            + "\"}")),
        of(
            "a template that is none",
            400,
            "invalid-template",
            door ->
                editor(door)
                    .post(
                        "/v1/staff/templates",
                        "{\"id\": \"bad-1\", \"title\": \"a\", \"variants\": {\"ja\": {\"subject\": \"a\", \"text\": \"{{#"
                            + SECRET
                            + "}}\"}}}")),
        of(
            "a body of more than a mebibyte",
            413,
            "invalid-body-size",
            door ->
                editor(door)
                    .post(
                        PROGRAMS,
                        "{\"id\": \"bad-1\", \"title\": \"" + SECRET.repeat(100_000) + "\"}")),
        of(
            "a table that is no event table",
            400,
            "invalid-event-columns",
            door ->
                editor(door)
                    .put("/v1/staff/events", "")
                    .body("text/csv", SECRET + "\n\"" + SECRET)),
        of(
            "an id that is taken",
            409,
            "conflict-exists",
            door ->
                editor(door)
                    .post(PROGRAMS, "{\"id\": \"bad-program\", \"title\": \"" + SECRET + "\"}")));
  }

  static Stream<Case> requests() {
    return Stream.of(
        of(
            "an unknown id",
            404,
            "not-found",
            door -> editor(door).get(PROGRAMS + "/" + Door.query(SECRET))),
        of(
            "an edit of an unknown id",
            404,
            "not-found",
            door -> editor(door).put(PROGRAMS + "/unheard-of", GOOD).header("If-Match", "\"1\"")),
        of(
            "an edit without If-Match",
            428,
            "precondition-required",
            door -> editor(door).put(PROGRAM, "{\"title\": \"" + SECRET + "\"}")),
        of(
            "an edit of an older version",
            412,
            "conflict-version",
            door ->
                editor(door)
                    .put(PROGRAM, "{\"title\": \"" + SECRET + "\"}")
                    .header("If-Match", "\"7\"")),
        of(
            "an If-Match that is not ours",
            412,
            "conflict-version",
            door -> editor(door).put(PROGRAM, GOOD).header("If-Match", "\"secret-4711\"")),
        of(
            "a removal without If-Match",
            428,
            "precondition-required",
            door -> editor(door).request("DELETE", PROGRAM)),
        of(
            "a removal of an older version",
            412,
            "conflict-version",
            door -> editor(door).request("DELETE", PROGRAM).header("If-Match", "\"7\"")),
        of(
            "an Idempotency-Key that is too long",
            400,
            "invalid-idempotency-key",
            door -> editor(door).post(PROGRAMS, GOOD).header("Idempotency-Key", "k".repeat(201))),
        of("no token", 401, "unauthenticated", door -> door.anybody().get("/v1/me/feed")),
        of(
            "a token that is none",
            401,
            "unauthenticated",
            door -> door.withToken("secret-4711").get("/v1/me/feed")),
        of(
            "a token on an open route that is none",
            401,
            "unauthenticated",
            door -> door.withToken("secret-4711").get("/v1/programs")),
        of(
            "no bearer",
            401,
            "unauthenticated",
            door ->
                door.anybody()
                    .get("/v1/me/feed")
                    .header("Authorization", "Basic c2VjcmV0LTQ3MTE=")),
        of(
            "a token of another key",
            401,
            "unauthenticated",
            door ->
                door.withToken(
                        DevelopmentIssuer.in(elsewhere, Clock.systemUTC())
                            .token("bad-hanako", Set.of(Role.CITIZEN)))
                    .get("/v1/me/feed")),
        of(
            "a token of yesterday",
            401,
            "unauthenticated",
            door ->
                door.withToken(
                        DevelopmentIssuer.in(
                                Path.of("target/journeys/issuer"),
                                Clock.offset(Clock.systemUTC(), Duration.ofDays(-1)))
                            .token("bad-hanako", Set.of(Role.CITIZEN)))
                    .get("/v1/me/feed")),
        of(
            "a token without its signature",
            401,
            "unauthenticated",
            door -> door.withToken(unsigned()).get("/v1/me/feed")),
        of("a citizen at a staff route", 403, "forbidden", door -> hanako(door).get(PROGRAMS)),
        of(
            "an editor at a citizen's route",
            403,
            "forbidden",
            door -> editor(door).get("/v1/me/feed")),
        of(
            "an editor at another system's route",
            403,
            "forbidden",
            door ->
                editor(door)
                    .put("/v1/exchange/profiles", "")
                    .body("application/x-ndjson", "{\"commonId\": \"bad-1\"}")),
        of(
            "a token without roles",
            403,
            "forbidden",
            door -> door.as("bad-hanako").get("/v1/me/feed")),
        of(
            "an unknown route",
            404,
            "not-found",
            door -> editor(door).get("/v1/" + Door.query(SECRET))),
        of(
            "a method the route does not have",
            405,
            "invalid-method",
            door -> editor(door).request("PATCH", PROGRAM)),
        of(
            "a body of another type",
            415,
            "invalid-content-type",
            door -> editor(door).post(PROGRAMS, "").body("text/plain", SECRET)),
        of(
            "an answer of another type",
            406,
            "invalid-accept",
            door -> editor(door).get(PROGRAM).header("Accept", "image/png")),
        of(
            "a cursor that is not ours",
            400,
            "invalid-cursor",
            door -> editor(door).get(PROGRAMS + "?cursor=" + Door.query(SECRET))),
        of(
            "a feed's cursor that is not ours",
            400,
            "invalid-cursor",
            door -> hanako(door).get("/v1/me/feed?cursor=c2VjcmV0LTQ3MTE")),
        of(
            "an inbox's cursor that is not ours",
            400,
            "invalid-cursor",
            door -> hanako(door).get("/v1/me/inbox?cursor=c2VjcmV0LTQ3MTE")),
        of(
            "a filter by an unknown field",
            400,
            "invalid-filter",
            door ->
                editor(door)
                    .get(PROGRAMS + "?filter=" + Door.query("{\"" + SECRET + "\": {\"_eq\": 1}}"))),
        of(
            "a filter that is no JSON",
            400,
            "invalid-filter",
            door -> editor(door).get(PROGRAMS + "?filter=" + Door.query(SECRET))),
        of(
            "a limit beyond the most",
            400,
            "invalid-limit",
            door -> editor(door).get(PROGRAMS + "?limit=101")),
        of(
            "a limit of nothing",
            400,
            "invalid-limit",
            door -> editor(door).get(PROGRAMS + "?limit=0")),
        of(
            "a limit that is no number",
            400,
            "invalid-parameter",
            door -> editor(door).get(PROGRAMS + "?limit=" + Door.query(SECRET))),
        of(
            "a result there is none of",
            400,
            "invalid-result",
            door -> hanako(door).get("/v1/me/programs?result=" + Door.query(SECRET))),
        of(
            "a locale that is none",
            400,
            "invalid-locale",
            door -> hanako(door).get("/v1/me/feed?locale=" + Door.query(SECRET))),
        of(
            "a purpose there is none of",
            404,
            "not-found",
            door -> hanako(door).get("/v1/me/consents/" + Door.query(SECRET))),
        of(
            "a question without words",
            400,
            "invalid-question",
            door -> door.anybody().get("/v1/answers?q=")),
        of(
            "a question without end",
            400,
            "invalid-question",
            door -> door.anybody().get("/v1/answers?q=" + "a".repeat(2_001))));
  }

  private static String unsigned() {
    try {
      String signed =
          DevelopmentIssuer.in(Path.of("target/journeys/issuer"), Clock.systemUTC())
              .token("bad-hanako", Set.of(Role.CITIZEN));
      SignedJWT token = SignedJWT.parse(signed);
      return token.getHeader().toBase64URL() + "." + token.getPayload().toBase64URL() + ".";
    } catch (ParseException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  @BeforeAll
  static void whatIsThereBefore(Door door) {
    door.as("admin-sato", Role.ADMIN)
        .rows(
            "/v1/staff/attributes",
            """
            {"name": "badWard", "label": "お住まいの区", "type": "enum", "allowed": ["北区", "中央区"]}
            {"name": "badAge", "label": "年齢", "type": "number", "source": "self-declared"}
            """);
    editor(door).rows(PROGRAMS, GOOD);
    before = everything(door);
  }

  @AfterAll
  static void whatIsThereAfterIsTheSame(Door door) {
    assertThat(everything(door)).isEqualTo(before);
  }

  /** Everything staff and the citizen can list. */
  private static List<String> everything(Door door) {
    Door.Visitor staff =
        door.as("auditor-ito", Role.AUDITOR, Role.EDITOR, Role.APPROVER, Role.ADMIN);
    List<String> all = new ArrayList<>();
    for (String list :
        List.of(
            "attributes",
            "segments",
            "programs",
            "templates",
            "campaigns",
            "notices",
            "events",
            "faq/entries")) {
      staff.all("/v1/staff/" + list, 50).forEach(item -> all.add(list + " " + item));
    }
    for (String mine : List.of("attributes", "preferences", "consents/push")) {
      all.add(hanako(door).get("/v1/me/" + mine).send().expect(200).body());
    }
    return all;
  }

  @ParameterizedTest
  @MethodSource({"bodies", "requests"})
  void isRefusedUnderItsCodeAndNothingElseHappens(Case given) {
    Door.Answer answer = given.request().apply(door).send().refused(given.status(), given.code());
    assertThat(answer.json().path("status").asInt()).isEqualTo(given.status());
    assertThat(answer.json().path("type").asText()).isEqualTo("urn:todoke:problem:" + given.code());
    assertThat(answer.json().path("title").asText()).isNotBlank();
    assertThat(answer.json().path("detail").asText()).isNotBlank();
    assertThat(answer.body()).doesNotContain(SECRET, "secret-4711");
    if (given.status() == 401) {
      assertThat(answer.header("WWW-Authenticate")).isEqualTo("Bearer");
    }
  }

  @Test
  void nothingThatWasSentIsInTheLog() {
    Stream.concat(bodies(), requests()).forEach(given -> given.request().apply(door).send());
    assertThat(door.log())
        .contains("Payara Micro")
        .doesNotContain(SECRET, "secret-4711", "request failed, incident");
  }
}
