package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jp.todoke.api.security.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** From the city's systems to one person's feed: only what concerns her, and why. */
@ExtendWith(RunningServer.class)
class CitizenFeedIT {

  private static final String CONSENT =
      "{\"personalization\": {\"granted\": true, \"textVersion\": \"1\", \"at\": \"2026-10-01T00:00:00Z\"}}";
  private static HttpServer cms;

  private final Door door;

  CitizenFeedIT(Door door) {
    this.door = door;
  }

  @BeforeAll
  static void aSmallCity(Door door) throws IOException {
    door.as("admin-sato", Role.ADMIN)
        .rows(
            "/v1/staff/attributes",
            """
            {"name": "feedWard", "label": "お住まいの区", "type": "enum", "allowed": ["北区", "中央区"]}
            """);
    door.segment("feed-kita", "{\"attribute\": \"feedWard\", \"is\": \"北区\"}");
    door.as("editor-yamada", Role.EDITOR)
        .rows(
            "/v1/staff/programs",
            """
            {"id": "feed-kita-bonus", "title": "北区の子育て応援", "eligibility": {"attribute": "feedWard", "is": "北区"}}
            {"id": "feed-chuo-bus", "title": "中央区のバス券", "eligibility": {"attribute": "feedWard", "is": "中央区"}}
            """);
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            String.format(
                Locale.ROOT,
                """
            {"commonId": "feed-hanako", "attributes": {"feedWard": "北区"}, "consents": %1$s}
            {"commonId": "feed-taro", "attributes": {"feedWard": "中央区"}, "consents": %1$s}
            {"commonId": "feed-yuki", "attributes": {"feedWard": "北区"}}
            """,
                CONSENT));
    contents(door);
  }

  /** Twenty-five items of a content system; the first is meant for the ward alone. */
  private static void contents(Door door) throws IOException {
    String items =
        IntStream.rangeClosed(1, 25)
            .mapToObj(
                number ->
                    String.format(
                        Locale.ROOT,
                        """
                    {"id": "%1$d", "url": "https://www.city.minato-sample.example.jp/%1$d",
                     "title": "お知らせ%1$d", "content_text": "本文", "date_published": "2026-10-%1$02dT00:00:00Z"}
                    """,
                        number))
            .collect(Collectors.joining(","));
    byte[] feed =
        ("{\"version\": \"https://jsonfeed.org/version/1.1\", \"title\": \"市\", \"items\": ["
                + items
                + "]}")
            .getBytes(StandardCharsets.UTF_8);
    cms = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    cms.createContext(
        "/feed.json",
        exchange -> {
          try (exchange) {
            exchange.sendResponseHeaders(200, feed.length);
            exchange.getResponseBody().write(feed);
          }
        });
    cms.start();
    Door.Visitor admin = door.as("admin-sato", Role.ADMIN);
    admin
        .post(
            "/v1/staff/sources",
            String.format(
                Locale.ROOT,
                "{\"id\": \"feed-news\", \"type\": \"jsonfeed\", \"url\": \"http://127.0.0.1:%d/feed.json\"}",
                cms.getAddress().getPort()))
        .send()
        .expect(201);
    admin.post("/v1/staff/sources/feed-news/pull", "{}").send().expect(200);
    Door.Visitor editor = door.as("editor-yamada", Role.EDITOR);
    String mark = "/v1/staff/contents/feed-news:1/segment";
    Door.Answer undecided = editor.get(mark).send().expect(200);
    editor.put(mark, "{\"segmentId\": \"feed-kita\"}").of(undecided).send().expect(200);
  }

  @AfterAll
  static void stopTheContentSystem() {
    cms.stop(0);
  }

  private List<String> feedOf(String commonId) {
    return door.citizen(commonId).all("/v1/me/feed", 100).stream()
        .map(item -> item.path("kind").asText() + " " + item.path("id").asText())
        .toList();
  }

  @Test
  void whatIsMeantForAGroupIsSeenByItsMembersAlone() {
    assertThat(feedOf("feed-hanako"))
        .contains("content feed-news:1", "content feed-news:2", "program feed-kita-bonus")
        .doesNotContain("program feed-chuo-bus");
    assertThat(feedOf("feed-taro"))
        .contains("content feed-news:2", "program feed-chuo-bus")
        .doesNotContain("content feed-news:1", "program feed-kita-bonus");
    assertThat(feedOf("feed-somebody-new"))
        .contains("content feed-news:2")
        .doesNotContain("content feed-news:1", "program feed-kita-bonus", "program feed-chuo-bus");
  }

  @Test
  void consentGivenAndWithdrawnChangesTheFeedAtOnce() {
    Door.Visitor yuki = door.citizen("feed-yuki");
    String consent = "/v1/me/consents/personalization";
    assertThat(feedOf("feed-yuki"))
        .contains("content feed-news:2")
        .doesNotContain("content feed-news:1");
    yuki.put(consent, "{\"granted\": true, \"textVersion\": \"1\"}").send().expect(200);
    assertThat(feedOf("feed-yuki")).contains("content feed-news:1", "program feed-kita-bonus");
    yuki.put(consent, "{\"granted\": false, \"textVersion\": \"1\"}").send().expect(200);
    assertThat(feedOf("feed-yuki"))
        .contains("content feed-news:2")
        .noneMatch(item -> item.startsWith("program"))
        .doesNotContain("content feed-news:1");
  }

  @Test
  void everyItemSaysWhyItIsShown() {
    List<JsonNode> items = door.citizen("feed-hanako").all("/v1/me/feed", 100);
    assertThat(items)
        .isNotEmpty()
        .allSatisfy(
            item -> {
              assertThat(item.path("reasons")).as(item.toString()).isNotEmpty();
              assertThat(item.path("reasons"))
                  .allMatch(reason -> !reason.path("text").asText().isBlank());
            });
    assertThat(items)
        .filteredOn(item -> item.path("id").asText().equals("feed-kita-bonus"))
        .singleElement()
        .satisfies(
            item -> {
              assertThat(item.path("personal").asBoolean()).isTrue();
              assertThat(item.path("ruleVersion").asInt()).isPositive();
              assertThat(item.path("reasons").toString()).contains("北区");
            });
  }

  @Test
  void theCursorWalksEveryPageAndShowsNothingTwice() {
    List<String> whole = feedOf("feed-hanako");
    for (int limit : List.of(1, 7, 26)) {
      assertThat(door.citizen("feed-hanako").all("/v1/me/feed", limit))
          .extracting(item -> item.path("kind").asText() + " " + item.path("id").asText())
          .doesNotHaveDuplicates()
          .containsExactlyElementsOf(whole);
    }
  }

  @Test
  void aFeedIsForOnePersonAndNeverKeptOnTheWay() {
    Door.Answer feed = door.citizen("feed-hanako").get("/v1/me/feed").send().expect(200);
    assertThat(feed.header("Cache-Control")).isEqualTo("private, no-store");
    assertThat(feed.header("Content-Language")).isEqualTo("ja");
  }

  @Test
  void aRefusedRowOfTheExchangeLeavesTheOthersStanding() {
    Door.Answer answer =
        door.as("crm", Role.SYSTEM)
            .put("/v1/exchange/profiles", "")
            .body(
                "application/x-ndjson",
                String.format(
                    Locale.ROOT,
                    """
                {"commonId": "feed-good-1", "attributes": {"feedWard": "北区"}, "consents": %1$s}
                {"commonId": "feed-bad-1", "attributes": {"feedWard": "秘密-4711"}}
                {"commonId": "feed-bad-2", "attributes": {"feedUnheardOf": "秘密-4711"}}
                秘密-4711
                {"commonId": "feed-good-2", "attributes": {"feedWard": "中央区"}, "consents": %1$s}
                """,
                    CONSENT))
            .send()
            .expect(200);
    assertThat(answer.body()).doesNotContain("秘密-4711");
    assertThat(
            answer
                .body()
                .lines()
                .map(CitizenFeedIT::json)
                .map(line -> line.path("status").asText() + " " + line.path("code").asText("")))
        .containsExactly(
            "ok ",
            "refused invalid-attribute-value",
            "refused invalid-attribute-unknown",
            "refused invalid-json",
            "ok ");
    assertThat(feedOf("feed-good-1")).contains("content feed-news:1");
    assertThat(feedOf("feed-good-2")).contains("program feed-chuo-bus");
  }

  private static JsonNode json(String line) {
    try {
      return jp.todoke.api.rest.Json.mapper().readTree(line);
    } catch (IOException broken) {
      throw new java.io.UncheckedIOException(broken);
    }
  }
}
