package jp.todoke.channels.line;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import jp.todoke.channels.Citizens;
import jp.todoke.channels.simulator.LineFault;
import jp.todoke.channels.simulator.LineSimulator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What really goes over the wire, both ways, held against LINE's own OpenAPI document. */
class LineContractTest {

  private static final Path OPENAPI = Path.of("../../shared/data/line-openapi/messaging-api.yml");
  private static final String TOKEN = "simulated-token";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static JsonNode openapi = JSON.createObjectNode();

  private record Captured(
      String method, String path, Optional<String> retryKey, String authorization, String body) {}

  @BeforeAll
  static void readOpenApi() throws IOException {
    assumeTrue(
        Files.exists(OPENAPI), "LINE's OpenAPI document is not at hand: contract not checked");
    openapi = new YAMLMapper().readTree(OPENAPI.toFile());
  }

  private static Set<ValidationMessage> errors(String reference, JsonNode body) {
    ObjectNode schema = JSON.createObjectNode().put("$ref", reference);
    schema.set("components", openapi.get("components"));
    return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7)
        .getSchema(schema)
        .validate(body);
  }

  private static String requestSchema(String path) {
    return openapi
        .path("paths")
        .path(path)
        .path("post")
        .at("/requestBody/content/application~1json/schema/$ref")
        .asText();
  }

  private static void assertFits(String reference, JsonNode body) {
    assertThat(reference).startsWith("#/components/schemas/");
    assertThat(errors(reference, body)).isEmpty();
    JsonNode properties = openapi.at(reference.substring(1)).path("properties");
    Set<String> unknown = new TreeSet<>();
    body.fieldNames().forEachRemaining(unknown::add);
    properties.fieldNames().forEachRemaining(unknown::remove);
    assertThat(unknown).as("properties LINE does not know").isEmpty();
  }

  @Test
  void everyRequestFitsLinesOwnDescription() throws Exception {
    List<Captured> captured = new CopyOnWriteArrayList<>();
    HttpServer wire =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    wire.createContext(
        "/",
        exchange -> {
          captured.add(
              new Captured(
                  exchange.getRequestMethod(),
                  exchange.getRequestURI().getPath(),
                  Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Line-Retry-Key")),
                  exchange.getRequestHeaders().getFirst("Authorization"),
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)));
          byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    wire.start();
    try {
      LineChannel channel =
          new LineChannel(
              LineSettings.of(URI.create("http://127.0.0.1:" + wire.getAddress().getPort()), TOKEN)
                  .aggregating(true));
      UUID key = UUID.randomUUID();
      channel.multicast(key, List.of(Citizens.HANAKO_LINE, Citizens.TARO_LINE), "お知らせ𠮷");
      channel.push(key, Citizens.HANAKO_LINE, "お知らせ\n二行目");
      channel.reply("reply-token", "はい");
      channel.validate("お知らせ");
      channel.linkRichMenu(List.of(Citizens.HANAKO_LINE), "richmenu-kosodate");
      channel.send(
          Citizens.campaign(key, Citizens.toAll("お知らせ", Citizens.HANAKO_LINE, Citizens.TARO_LINE)));

      assertThat(captured)
          .extracting(Captured::path)
          .containsExactly(
              "/v2/bot/message/multicast",
              "/v2/bot/message/push",
              "/v2/bot/message/reply",
              "/v2/bot/message/validate/multicast",
              "/v2/bot/richmenu/bulk/link",
              "/v2/bot/message/multicast");
      assertThat(captured.getLast().body()).contains("\"customAggregationUnits\":[\"campaign_7\"]");
      assertThat(captured.getFirst().body()).doesNotContain("customAggregationUnits");
      assertThat(captured)
          .extracting(Captured::retryKey)
          .startsWith(
              Optional.of(key.toString()),
              Optional.of(key.toString()),
              Optional.empty(),
              Optional.empty(),
              Optional.empty());
      for (Captured request : captured) {
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.authorization()).isEqualTo("Bearer " + TOKEN);
        JsonNode body = JSON.readTree(request.body());
        assertFits(requestSchema(request.path()), body);
        for (JsonNode message : body.path("messages")) {
          assertThat(errors("#/components/schemas/TextMessage", message)).isEmpty();
          assertThat(message.path("type").asText()).isEqualTo("text");
        }
      }
    } finally {
      wire.stop(0);
    }
  }

  @Test
  void theCheckItselfSeesAWrongRequest() throws Exception {
    assertThat(
            errors(
                requestSchema("/v2/bot/message/multicast"),
                JSON.readTree("{\"to\":[],\"messages\":[{\"type\":\"text\"}]}")))
        .isNotEmpty();
    assertThat(errors("#/components/schemas/TextMessage", JSON.readTree("{\"type\":\"text\"}")))
        .isNotEmpty();
  }

  @Test
  void theSimulatorAnswersAsLineDescribesIt() throws Exception {
    try (LineSimulator line =
            LineSimulator.start(TOKEN, 0, Clock.fixed(Citizens.NOON, ZoneOffset.UTC));
        HttpClient client = HttpClient.newHttpClient()) {
      line.monthlyLimit(OptionalLong.of(10));
      String push =
          "{\"to\":\""
              + Citizens.HANAKO_LINE
              + "\",\"messages\":[{\"type\":\"text\",\"text\":\"あ\"}]}";
      HttpRequest quota = request(line, "/v2/bot/message/quota").GET().build();
      HttpRequest used = request(line, "/v2/bot/message/quota/consumption").GET().build();
      HttpRequest link =
          request(line, "/v2/bot/user/" + Citizens.HANAKO_LINE + "/linkToken")
              .POST(HttpRequest.BodyPublishers.noBody())
              .build();
      HttpRequest sent = request(line, "/v2/bot/message/push").POST(json(push)).build();
      HttpRequest wrong = request(line, "/v2/bot/message/multicast").POST(json(push)).build();

      assertAnswer(client, quota, 200, "MessageQuotaResponse");
      assertAnswer(client, used, 200, "QuotaConsumptionResponse");
      assertAnswer(client, link, 200, "IssueLinkTokenResponse");
      assertAnswer(client, sent, 200, "PushMessageResponse");
      assertAnswer(client, wrong, 400, "ErrorResponse");
      line.failNext(1, LineFault.RATE);
      assertAnswer(client, sent, 429, "ErrorResponse");
    }
  }

  private static HttpRequest.Builder request(LineSimulator line, String path) {
    return HttpRequest.newBuilder(line.endpoint().resolve(path))
        .header("Authorization", "Bearer " + TOKEN)
        .header("Content-Type", "application/json");
  }

  private static HttpRequest.BodyPublisher json(String body) {
    return HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8);
  }

  private static void assertAnswer(
      HttpClient client, HttpRequest request, int status, String schema) throws Exception {
    HttpResponse<String> answer =
        client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("x-line-request-id")).isPresent();
    assertFits("#/components/schemas/" + schema, JSON.readTree(answer.body()));
  }
}
