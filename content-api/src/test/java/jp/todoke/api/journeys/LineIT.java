package jp.todoke.api.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.Role;
import jp.todoke.channels.simulator.LineWebhook;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The city's LINE account: a friend, a question, a link by nonce, a block. */
@ExtendWith(RunningServer.class)
class LineIT {

  private static final String SECRET = "journey-channel-secret";
  private static final Pattern LINK_TOKEN = Pattern.compile("linkToken=([0-9a-f]+)");

  private final Door door;
  private final Door.Visitor staff;

  LineIT(Door door) {
    this.door = door;
    this.staff = door.as("sender-mori", Role.SENDER);
  }

  @BeforeAll
  static void anAnswerAndPeople(Door door) {
    door.as("faq-system", Role.SYSTEM)
        .rows(
            "/v1/staff/faq/entries",
            """
            {"id": "line-faq-1", "question": "竹馬の貸し出しはありますか。", "answer": "区民センターで無料で借りられます。"}
            """);
    door.as("crm", Role.SYSTEM)
        .rows(
            "/v1/exchange/profiles",
            """
            {"commonId": "line-hanako", "attributes": {}, "consents": {"personalization": {"granted": true, "textVersion": "1", "at": "2026-10-01T00:00:00Z"}}}
            {"commonId": "line-taro", "attributes": {}}
            """);
  }

  private static String user(int n) {
    return String.format(Locale.ROOT, "Uabc%029x", n);
  }

  private Door.Answer told(LineWebhook call) {
    return door.anybody()
        .request("POST", "/v1/line/webhook")
        .json(call.body())
        .header("x-line-signature", call.signature())
        .send();
  }

  private void tell(LineWebhook.Event... events) {
    told(LineWebhook.of(SECRET, events)).expect(200);
  }

  private String said(Predicate<String> what) {
    return latest(staff.until("/v1/staff/simulators", seen -> what.test(latest(seen))));
  }

  private long count() {
    return line(staff.get("/v1/staff/simulators").send().expect(200).json()).path("count").asLong();
  }

  private static String latest(JsonNode simulators) {
    return line(simulators).path("latest").asText();
  }

  private static JsonNode line(JsonNode simulators) {
    for (JsonNode simulator : simulators.path("items")) {
      if (simulator.path("route").asText().equals("line")) {
        return simulator;
      }
    }
    throw new IllegalStateException("no LINE simulator");
  }

  private static JsonNode browse(String address) throws IOException, InterruptedException {
    try (HttpClient browser = HttpClient.newHttpClient()) {
      HttpResponse<String> page =
          browser.send(
              HttpRequest.newBuilder(URI.create(address)).build(),
              HttpResponse.BodyHandlers.ofString());
      assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
      return Json.mapper().readTree(page.body());
    }
  }

  /** The token in the invitation, as the person would come to the portal with it. */
  private String invited(String userId) {
    String before = latest(staff.get("/v1/staff/simulators").send().json());
    tell(LineWebhook.text(userId, "ask-" + System.nanoTime(), "連携", Clock.systemUTC().instant()));
    Matcher token =
        LINK_TOKEN.matcher(said(text -> !text.equals(before) && text.contains("linkToken=")));
    assertThat(token.find()).isTrue();
    return token.group(1);
  }

  private void link(Door.Visitor citizen, String userId) throws Exception {
    JsonNode redirect =
        citizen
            .post("/v1/me/line/link", "{\"linkToken\": \"" + invited(userId) + "\"}")
            .send()
            .expect(200)
            .json();
    JsonNode known = browse(redirect.path("redirectUrl").asText());
    assertThat(known.path("userId").asText()).isEqualTo(userId);
    tell(
        LineWebhook.accountLink(
            userId, known.path("nonce").asText(), true, Clock.systemUTC().instant()));
    citizen.until("/v1/me/line/link", seen -> seen.path("linked").asBoolean());
  }

  @Test
  void withoutLinesSignatureNothingIsTaken() {
    LineWebhook call =
        LineWebhook.of(SECRET, LineWebhook.follow(user(1), Clock.systemUTC().instant()));
    told(new LineWebhook(call.body() + " ", call.signature())).refused(401, "unauthenticated");
    told(LineWebhook.of("another-secret")).refused(401, "unauthenticated");
    told(new LineWebhook(call.body(), "")).refused(401, "unauthenticated");
    told(new LineWebhook(call.body(), "%%%")).refused(401, "unauthenticated");
    door.anybody()
        .request("POST", "/v1/line/webhook")
        .json(call.body())
        .send()
        .refused(401, "unauthenticated");
    told(LineWebhook.of(SECRET)).expect(200);
    tell(LineWebhook.unheardOf(user(1), Clock.systemUTC().instant()));
  }

  @Test
  void aQuestionIsAnsweredOnceHoweverOftenItIsTold() {
    LineWebhook.Event question =
        LineWebhook.text(user(2), "m-1", "竹馬の貸し出しはありますか", Clock.systemUTC().instant());
    tell(question);
    assertThat(said(text -> text.contains("区民センター"))).contains("竹馬の貸し出しはありますか。");
    long answered = count();
    tell(question.again());
    tell(LineWebhook.text(user(2), "m-2", "ぬるぽぬるぽ", Clock.systemUTC().instant()));
    assertThat(said(text -> text.contains("お答えが見つかりませんでした"))).contains("06-4301-7285");
    assertThat(count()).isEqualTo(answered + 1);
    assertThat(door.log()).doesNotContain("ぬるぽ", "竹馬", user(2));
  }

  @Test
  void aFriendLinksTheirAccountByANonceAndUnlinksIt() throws Exception {
    Door.Visitor hanako = door.citizen("line-hanako");
    tell(LineWebhook.follow(user(3), Clock.systemUTC().instant()));
    assertThat(said(text -> text.contains("linkToken="))).contains("解除できます");
    assertThat(hanako.get("/v1/me/line/link").send().json().path("linked").asBoolean()).isFalse();

    link(hanako, user(3));
    said(text -> text.startsWith("連携しました"));

    // Another account of hers: the first one hears of it.
    link(hanako, user(4));
    // The same account on somebody else: one account stands for one person.
    Door.Visitor taro = door.citizen("line-taro");
    link(taro, user(4));
    hanako.until("/v1/me/line/link", seen -> !seen.path("linked").asBoolean());

    taro.request("DELETE", "/v1/me/line/link").send().expect(204);
    assertThat(taro.get("/v1/me/line/link").send().json().path("linked").asBoolean()).isFalse();
  }

  @Test
  void anInventedOrUsedNonceLinksNobody() throws Exception {
    Door.Visitor taro = door.citizen("line-taro");
    JsonNode redirect =
        taro.post("/v1/me/line/link", "{\"linkToken\": \"" + invited(user(5)) + "\"}")
            .send()
            .expect(200)
            .json();
    String nonce = browse(redirect.path("redirectUrl").asText()).path("nonce").asText();
    tell(LineWebhook.accountLink(user(6), "invented-nonce", true, Clock.systemUTC().instant()));
    tell(LineWebhook.accountLink(user(5), nonce, true, Clock.systemUTC().instant()));
    taro.until("/v1/me/line/link", seen -> seen.path("linked").asBoolean());
    taro.request("DELETE", "/v1/me/line/link").send().expect(204);
    tell(LineWebhook.accountLink(user(6), nonce, true, Clock.systemUTC().instant()));
    tell(LineWebhook.text(user(6), "m-9", "竹馬の貸し出しはありますか", Clock.systemUTC().instant()));
    said(text -> text.contains("区民センター"));
    assertThat(taro.get("/v1/me/line/link").send().json().path("linked").asBoolean()).isFalse();
    taro.post("/v1/me/line/link", "{\"linkToken\": \"a b\"}")
        .send()
        .refused(400, "invalid-link-token");
    door.anybody()
        .post("/v1/me/line/link", "{\"linkToken\": \"a\"}")
        .send()
        .refused(401, "unauthenticated");
  }
}
