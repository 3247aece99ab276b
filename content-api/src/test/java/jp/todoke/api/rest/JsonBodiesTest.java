package jp.todoke.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.problems.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonBodiesTest {

  /** A body of every shape a resource takes. */
  record Letter(
      String title,
      int copies,
      List<String> routes,
      Optional<LocalDate> on,
      Optional<Instant> at,
      Optional<Duration> every,
      Optional<JsonNode> values) {}

  private static final JsonBodies BODIES = new JsonBodies();
  private static final String GOOD =
      """
      {"title": "おはなし会", "copies": 2, "routes": ["mail"], "on": "2026-11-20",
       "at": "2026-11-20T00:00:00Z", "every": "PT10M", "values": {}}
      """;

  private static Letter read(byte[] body) throws IOException {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Class<Object> type = (Class) Letter.class;
    return (Letter)
        BODIES.readFrom(
            type,
            Letter.class,
            new Annotation[0],
            MediaType.APPLICATION_JSON_TYPE,
            new MultivaluedHashMap<>(),
            new ByteArrayInputStream(body));
  }

  private static Letter read(String body) throws IOException {
    return read(body.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(String body, int status, String code, String... pointers) {
    assertThatThrownBy(() -> read(body))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.problem().status()).isEqualTo(status);
              assertThat(refusal.problem().code()).isEqualTo(code);
              assertThat(refusal.problem().errors())
                  .extracting(fault -> fault.pointer())
                  .containsExactly(pointers);
              assertThat(refusal.problem().toString()).doesNotContain("秘密-4711");
            });
  }

  @Test
  void daysInstantsAndDurationsAreReadAsIsoTexts() throws IOException {
    assertThat(read(GOOD))
        .isEqualTo(
            new Letter(
                "おはなし会",
                2,
                List.of("mail"),
                Optional.of(LocalDate.of(2026, 11, 20)),
                Optional.of(Instant.parse("2026-11-20T00:00:00Z")),
                Optional.of(Duration.ofMinutes(10)),
                Optional.of(Json.mapper().createObjectNode())));
  }

  @Test
  void whatMayBeMissingMayAlsoBeNull() throws IOException {
    assertThat(read("{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"on\": null}").on())
        .isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"copies\": 1, \"routes\": []} | /title",
        "{\"title\": null, \"copies\": 1, \"routes\": []} | /title",
        "{\"title\": \"t\", \"routes\": []} | /copies",
        "{\"title\": 4711, \"copies\": 1, \"routes\": []} | /title",
        "{\"title\": true, \"copies\": 1, \"routes\": []} | /title",
        "{\"title\": \"t\", \"copies\": \"秘密-4711\", \"routes\": []} | /copies",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [[]]} | /routes/0",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"on\": \"秘密-4711\"} | /on",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"surplus\": 1} | /surplus",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [null]} | /routes/0",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"on\": 20000} | /on",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"on\": [2026, 11, 20]} | /on",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"on\": \"+999999999-12-31\"} | /on",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"at\": 1} | /at",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"at\": \"-0001-01-01T00:00:00Z\"} | /at",
        "[] | ''"
      })
  void aPartThatIsMissingUnknownOrOfTheWrongTypeIsNamedByItsPlace(String body, String pointer) {
    refused(body, 400, "invalid-body", pointer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "   ",
        "{",
        "秘密-4711",
        "{\"title\": \"秘密-4711",
        "{\"title\": \"t\", \"title\": \"u\", \"copies\": 1, \"routes\": []}",
        "{\"title\": \"t\", \"copies\": 1, \"routes\": []} trailing",
        "null"
      })
  void whatIsNoJsonIsRefusedAsSuch(String body) {
    refused(body, 400, "invalid-json");
  }

  @Test
  void nestingWithoutEndIsRefused() {
    String deep = "[".repeat(10_000) + "]".repeat(10_000);
    refused(
        "{\"title\": \"t\", \"copies\": 1, \"routes\": [], \"values\": " + deep + "}",
        400,
        "invalid-body",
        "/values");
  }

  @Test
  void bytesThatAreNoUtf8AreRefused() {
    byte[] latin = {'{', '"', 't', (byte) 0xE9, '"', ':', '1', '}'};
    assertThatThrownBy(() -> read(latin))
        .isInstanceOfSatisfying(
            Refusal.class, it -> assertThat(it.problem().code()).isEqualTo("invalid-json"));
  }

  @Test
  void aBodyHasAtMostOneMebibyte() throws IOException {
    String padding = " ".repeat(JsonBodies.LARGEST - GOOD.getBytes(StandardCharsets.UTF_8).length);
    assertThat(read(GOOD + padding).copies()).isEqualTo(2);
    refused(GOOD + padding + " ", 413, "invalid-body-size");
  }

  @Test
  void streamsAndTextsAreNotTakenForJson() {
    Annotation[] none = {};
    MediaType json = MediaType.APPLICATION_JSON_TYPE;
    assertThat(BODIES.isReadable(InputStream.class, InputStream.class, none, json)).isFalse();
    assertThat(BODIES.isReadable(Letter.class, Letter.class, none, json)).isTrue();
    assertThat(BODIES.isWriteable(String.class, String.class, none, json)).isFalse();
  }

  @Test
  void daysAndInstantsAreWrittenAsIsoTextsAndAnEmptyOptionAsNull() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BODIES.writeTo(
        new Letter(
            "おはなし会",
            2,
            List.of(),
            Optional.of(LocalDate.of(2026, 11, 20)),
            Optional.of(Instant.parse("2026-11-20T00:00:00.5Z")),
            Optional.empty(),
            Optional.empty()),
        Letter.class,
        Letter.class,
        new Annotation[0],
        MediaType.APPLICATION_JSON_TYPE,
        new MultivaluedHashMap<>(),
        out);
    assertThat(out.toString(StandardCharsets.UTF_8))
        .isEqualTo(
            "{\"title\":\"おはなし会\",\"copies\":2,\"routes\":[],\"on\":\"2026-11-20\","
                + "\"at\":\"2026-11-20T00:00:00.500Z\",\"every\":null,\"values\":null}");
  }
}
