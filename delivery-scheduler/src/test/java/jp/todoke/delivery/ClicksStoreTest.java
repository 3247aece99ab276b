package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.channels.Route;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.clicks.ClickLinks;
import jp.todoke.delivery.clicks.Clicks;
import jp.todoke.delivery.dispatch.DispatchSettings;
import jp.todoke.delivery.dispatch.SignedUnsubscribeLinks;
import jp.todoke.delivery.preferences.SignedLinks;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.templates.Rendering;
import jp.todoke.templates.TemplateDraft;
import jp.todoke.templates.Variant;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ClicksStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final String BEFORE = "https://todoke.city.example.jp/v1/r/";
  private static final Pattern LINK = Pattern.compile(Pattern.quote(BEFORE) + "([A-Za-z0-9._~-]+)");
  private static final String PAGE = "https://www.city.example.jp/flu?lang=ja&a=1";

  private static City city;
  private static SignedLinks signed;
  private static ClickLinks links;

  private final Clicks clicks =
      new Clicks(
          store.database(),
          links,
          city.ledger,
          city.closed,
          city.campaigns,
          city.profiles,
          city.clock);

  @BeforeAll
  static void city() {
    city = new City(store.database());
    signed = new SignedLinks("0123456789abcdef".getBytes(StandardCharsets.UTF_8), city.clock);
    links = new ClickLinks(signed, BEFORE, List.of("www.city.example.jp"), city.clock);
    city.templates.create(
        "linked",
        new TemplateDraft(
            "予防接種",
            false,
            Map.of(
                "ja",
                new Variant(
                    "予防接種のお知らせ",
                    "くわしくは " + PAGE + "。別の市は https://other.example.jp/ です。",
                    Optional.of(
                        "<p><a href=\"https://www.city.example.jp/flu?lang=ja&amp;a=1\">予約</a>"
                            + "<a href=\"https://other.example.jp/\">別の市</a></p>")))));
  }

  @BeforeEach
  void empty() {
    for (String name :
        List.of("profiles", "campaigns", "chunks", "clicks", "contactBudgets", "interactions")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
    city.settle(0, 2);
    city.profiles.consent(City.id(0), Purpose.BEHAVIOUR, true, "1");
  }

  private static String token(String words) {
    Matcher found = LINK.matcher(words);
    assertThat(found.find()).as(words).isTrue();
    return found.group(1);
  }

  private static Rendering.Rendered words(String text) {
    return new Rendering.Rendered("題", text, Optional.empty(), "ja", false);
  }

  private static String through(String text) {
    return links.through(words(text), "flu-m0-0").text();
  }

  @Test
  void onlyTheMailOfWhoAgreedIsCounted() {
    try (MailSimulator relay = MailSimulator.start(0, city.clock);
        MailChannel mail =
            new MailChannel(
                MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市"), city.clock)) {
      CampaignDraft flu = City.flu(Set.of(Route.MAIL));
      city.approved(
          "linked-1",
          new CampaignDraft(
              flu.title(),
              "linked",
              1,
              flu.segmentId(),
              flu.segmentVersion(),
              flu.routes(),
              Map.of(),
              Optional.empty(),
              Optional.empty()));
      city.campaigns.startDue();
      SignedUnsubscribeLinks inMail =
          new SignedUnsubscribeLinks(
              signed,
              "https://todoke.city.example.jp/v1/u/",
              "https://todoke.city.example.jp/v1/preferences/",
              Duration.ofDays(30),
              links,
              city.clock);
      assertThat(
              city.dispatcher(List.of(mail), DispatchSettings.of("node", City.PORTAL), inMail)
                  .workOnce())
          .isTrue();

      String agreed = relay.receivedBy(City.mail(0)).getFirst().text();
      assertThat(agreed).contains("https://other.example.jp/", "/v1/u/").doesNotContain(PAGE);
      assertThat(relay.receivedBy(City.mail(0)).getFirst().html().orElseThrow())
          .contains("href=\"" + BEFORE, "href=\"https://other.example.jp/\"")
          .doesNotContain("www.city.example.jp");
      assertThat(relay.receivedBy(City.mail(1)).getFirst().text())
          .contains(PAGE)
          .doesNotContain(BEFORE);

      assertThat(clicks.open(token(agreed))).contains(URI.create(PAGE));
      assertThat(clicks.open(token(agreed))).contains(URI.create(PAGE));
      assertThat(clicks.of("linked-1")).containsExactly(Map.entry(PAGE, 2L));
      assertThat(clicks.people("linked-1")).isEqualTo(1);
      assertThat(store.database().getCollection("clickers").find().first().toJson())
          .doesNotContain(City.id(0), City.mail(0), "linked-1-m0-0");
      assertThat(store.database().getCollection("interactions").countDocuments()).isEqualTo(1);
      assertThat(store.database().getCollection("clicks").find().first().toJson())
          .doesNotContain(City.id(0), City.mail(0));

      city.profiles.consent(City.id(0), Purpose.BEHAVIOUR, false, "1");
      assertThat(clicks.open(token(agreed))).as("taken back").contains(URI.create(PAGE));
      assertThat(store.database().getCollection("interactions").countDocuments()).isZero();
    }
  }

  @Test
  void aSentenceKeepsItsFullStopAndOtherHostsTheirAddress() {
    assertThat(through("見る: " + PAGE + "."))
        .startsWith("見る: " + BEFORE)
        .endsWith(".")
        .doesNotContain("www.city");
    assertThat(links.read(token(through(PAGE + ")."))).orElseThrow().target().toString())
        .isEqualTo(PAGE);
    for (String other :
        List.of(
            "https://evil.example/",
            "https://www.city.example.jp.evil.example/",
            "https://evil.example/?https://www.city.example.jp/",
            "https://www.city.example.jp@evil.example/",
            "javascript:alert(1)",
            "ftp://www.city.example.jp/")) {
      assertThat(through(other)).isEqualTo(other);
    }
  }

  @Test
  void anAlteredTokenLeadsNowhere() {
    String token = token(through(PAGE));
    assertThat(links.read(token)).isPresent();
    List<String> forged = new ArrayList<>();
    for (int at = 0; at < token.length(); at++) {
      char other = token.charAt(at) == 'A' ? 'B' : 'A';
      forged.add(token.substring(0, at) + other + token.substring(at + 1));
    }
    // The last character of Base64 has bits that mean nothing.
    forged.removeLast();
    assertThat(forged).allSatisfy(one -> assertThat(links.read(one)).isEmpty());
    assertThat(links.read("")).isEmpty();
    assertThat(links.read("a~b~c")).isEmpty();
    assertThat(links.read(signed.sign(SignedLinks.Purpose.UNSUBSCRIBE, "flu-m0-0"))).isEmpty();
  }

  @Test
  void evenASignedTokenLeadsToNoHostThatIsNotNamed() {
    String elsewhere =
        signed.sign(
            SignedLinks.Purpose.CLICK,
            "flu-m0-0."
                + Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString("https://evil.example/".getBytes(StandardCharsets.UTF_8)));
    assertThat(clicks.open(elsewhere)).isEmpty();
  }

  @Test
  void aTokenLapses() {
    String token = token(through(PAGE));
    city.clock.pass(ClickLinks.HOLDS.minusSeconds(1));
    assertThat(links.read(token)).isPresent();
    city.clock.pass(Duration.ofSeconds(1));
    assertThat(links.read(token)).isEmpty();
  }

  @Test
  void withoutHostsNoLinkIsChanged() {
    ClickLinks off = new ClickLinks(signed, BEFORE, List.of(), city.clock);
    assertThat(off.through(words(PAGE), "flu-m0-0").text()).isEqualTo(PAGE);
  }
}
