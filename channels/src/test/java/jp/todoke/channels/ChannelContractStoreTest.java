package jp.todoke.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToLongFunction;
import jp.todoke.channels.http.HttpChannel;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.channels.portal.PostAudiences;
import jp.todoke.channels.simulator.LineFault;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.channels.simulator.MailFault;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.channels.simulator.ProviderSimulator;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the scheduler may rely on, whichever road it takes. */
class ChannelContractStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Clock NOON = Clock.fixed(Citizens.NOON, ZoneOffset.UTC);

  private final MailSimulator relay = MailSimulator.start(0, NOON);
  private final LineSimulator line = LineSimulator.start("token", 0, NOON);
  private final ProviderSimulator provider = ProviderSimulator.start("shared-secret");
  private final PortalInbox inbox =
      new PortalInbox(store.database(), PostAudiences.EMPTY, new HandClock(Citizens.NOON));

  /** A channel, three addresses of it, and how often a message arrived there. */
  private record Road(Channel channel, String[] people, ToLongFunction<String> arrived) {}

  private Road road(Route route) {
    return switch (route) {
      case PORTAL -> {
        String run = UUID.randomUUID().toString();
        yield new Road(
            new PortalChannel(inbox, NOON),
            new String[] {"hanako-" + run, "taro-" + run, "jiro-" + run},
            person -> inbox.newest(person, "ja", 100).size());
      }
      case MAIL ->
          new Road(
              new MailChannel(
                  MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市"), NOON),
              new String[] {"hanako@example.jp", "taro@example.jp", "jiro@example.jp"},
              person -> relay.receivedBy(person).size());
      case LINE ->
          new Road(
              new LineChannel(LineSettings.of(line.endpoint(), "token")),
              new String[] {Citizens.HANAKO_LINE, Citizens.TARO_LINE, Citizens.JIRO_LINE},
              person -> line.receivedBy(person).size());
      case HTTP ->
          new Road(
              new HttpChannel(
                  Optional.of(
                      new HttpChannel.Provider(
                          provider.address(), "shared-secret", Duration.ofSeconds(5), true)),
                  NOON),
              new String[] {"hanako", "taro", "jiro"},
              person ->
                  provider.taken().stream()
                      .filter(letter -> letter.path("recipient").asText().equals(person))
                      .count());
    };
  }

  @AfterEach
  void close() {
    relay.close();
    line.close();
    provider.close();
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void everyPersonGetsTheMessageAndHasAResult(Route route) {
    Road road = road(route);
    try (Channel channel = road.channel()) {
      List<SendResult> results =
          channel.send(Citizens.campaign(UUID.randomUUID(), Citizens.toAll("お知らせ", road.people())));

      assertThat(channel.route()).isEqualTo(route);
      assertThat(results).hasSize(3).allMatch(SendResult.Accepted.class::isInstance);
      assertThat(road.people())
          .allSatisfy(person -> assertThat(road.arrived().applyAsLong(person)).isEqualTo(1));
    }
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void whereARouteIsRepeatableTheSameBatchArrivesOnce(Route route) {
    Road road = road(route);
    try (Channel channel = road.channel()) {
      Batch batch = Citizens.campaign(UUID.randomUUID(), Citizens.toAll("お知らせ", road.people()));
      channel.send(batch);
      List<SendResult> again = channel.send(batch);

      assertThat(again).hasSize(3).allMatch(SendResult.Accepted.class::isInstance);
      assertThat(road.arrived().applyAsLong(road.people()[0]))
          .isEqualTo(route.repeatable() ? 1 : 2);
    }
  }

  @ParameterizedTest
  @EnumSource(Route.class)
  void resultsNeverHoldTheAddress(Route route) {
    Road road = road(route);
    try (Channel channel = road.channel()) {
      relay.failNext(1, MailFault.BOUNCE);
      line.failNext(1, LineFault.FORBIDDEN);
      List<SendResult> results =
          channel.send(Citizens.campaign(UUID.randomUUID(), Citizens.toAll("お知らせ", road.people())));

      // The portal's receipt is the inbox id, which is the person's own.
      assertThat(route == Route.PORTAL ? "" : results.toString())
          .doesNotContain(List.of(road.people()));
    }
  }
}
