package jp.todoke.channels.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Citizens;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.simulator.MailFault;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.channels.simulator.ReceivedMail;
import jp.todoke.testkit.HandClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MailFaultsTest {

  private static final MailSettings.Timeouts SHORT =
      new MailSettings.Timeouts(
          Duration.ofSeconds(5), Duration.ofMillis(300), Duration.ofSeconds(5));

  private final HandClock clock = new HandClock(Citizens.NOON);
  private final MailSimulator relay =
      MailSimulator.start(0, Clock.fixed(Citizens.NOON, ZoneOffset.UTC));
  private final MailSettings settings =
      MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市");

  @AfterEach
  void close() {
    relay.close();
  }

  private MailChannel channel(MailSettings.Pool pool) {
    return new MailChannel(settings.with(SHORT, pool), clock);
  }

  private static MailMessage to(String address) {
    return new MailMessage(
        address, "お知らせ", "本文", Optional.empty(), "camp7-1", Optional.empty(), Optional.empty());
  }

  private static String meaning(SendResult result) {
    return switch (result) {
      case SendResult.Accepted accepted -> "Accepted";
      case SendResult.Refused refused -> "Refused " + refused.reason();
      case SendResult.Deferred deferred -> "Deferred " + deferred.reason();
      case SendResult.Unknown unknown -> "Unknown";
    };
  }

  @ParameterizedTest(name = "{0}: {1}, taken {2}")
  @CsvSource({
    "hanako@example.jp,           Accepted,                    true",
    "bounce.a@example.jp,         Refused HARD_BOUNCE,         false",
    "policy.a@example.jp,         Refused POLICY,              false",
    "content.a@example.jp,        Refused MESSAGE_REJECTED,    false",
    "defer.a@example.jp,          Deferred RECIPIENT_BUSY,     false",
    "busy.a@example.jp,           Deferred RECIPIENT_BUSY,     false",
    "full.a@example.jp,           Deferred MAILBOX_FULL,       false",
    "closing.a@example.jp,        Deferred ROUTE_UNAVAILABLE,  false",
    "drop-before-data.a@example.jp, Deferred ROUTE_UNAVAILABLE, false",
    "drop-after-data.a@example.jp, Unknown,                    true",
    "hang.a@example.jp,           Unknown,                     true",
  })
  void whatTheRelayDoesIsWhatTheCityIsTold(String address, String meaning, boolean taken) {
    try (MailChannel channel = channel(MailSettings.Pool.USUAL)) {
      SendResult result = channel.send(to(address));

      assertThat(meaning(result)).isEqualTo(meaning);
      assertThat(relay.receivedBy(address)).hasSize(taken ? 1 : 0);
      assertThat(result.toString()).doesNotContain("@");
      // The next person is not harmed by it.
      assertThat(channel.send(to("taro@example.jp"))).isInstanceOf(SendResult.Accepted.class);
    }
  }

  @Test
  void noRelayAtAllDefersTheWholeBatchAfterOneTry() {
    relay.close();
    try (MailChannel channel = channel(MailSettings.Pool.USUAL)) {
      List<SendResult> results =
          channel.send(
              Citizens.campaign(
                  UUID.randomUUID(), Citizens.toAll("本文", "a@example.jp", "b@example.jp")));

      assertThat(results)
          .extracting(MailFaultsTest::meaning)
          .containsExactly("Deferred ROUTE_UNAVAILABLE", "Deferred UNTRIED");
    }
  }

  @Test
  void aBatchGoesOnAfterABadAddressAndStopsWhereTheCityIsRefusedTimeAfterTime() {
    try (MailChannel channel = channel(MailSettings.Pool.USUAL)) {
      List<SendResult> results =
          channel.send(
              Citizens.campaign(
                  UUID.randomUUID(),
                  Citizens.toAll(
                      "本文",
                      "a@example.jp",
                      "bounce.b@example.jp",
                      "no mailbox",
                      "c@example.jp",
                      "policy.d@example.jp",
                      "e@example.jp",
                      "policy.f@example.jp",
                      "policy.g@example.jp",
                      "policy.h@example.jp",
                      "i@example.jp")));

      assertThat(results)
          .extracting(MailFaultsTest::meaning)
          .containsExactly(
              "Accepted",
              "Refused HARD_BOUNCE",
              "Refused UNREACHABLE",
              "Accepted",
              "Refused POLICY",
              "Accepted",
              "Refused CONFIGURATION",
              "Refused CONFIGURATION",
              "Refused CONFIGURATION",
              "Deferred UNTRIED");
      assertThat(relay.received()).extracting(ReceivedMail::to).doesNotContain("i@example.jp");
    }
  }

  /** Each mail takes the relay 15 seconds; 40 is the most for a batch. */
  @Test
  void aSlowRelayHoldsABatchForFortySecondsAndTheRestIsNotTried() {
    AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1);
    try (MailChannel channel =
        new MailChannel(
            settings,
            DomainLimits.NONE,
            clock,
            () -> nanos.getAndAdd(Duration.ofSeconds(15).toNanos()))) {
      Batch batch =
          Citizens.campaign(
              UUID.randomUUID(),
              Citizens.toAll("本文", "a@example.jp", "b@example.jp", "c@example.jp", "no mailbox"));
      SendResult rest =
          new SendResult.Deferred(DeferralReason.UNTRIED, Optional.of(Duration.ofSeconds(1)));

      assertThat(channel.send(batch))
          .satisfiesExactly(
              a -> assertThat(a).isInstanceOf(SendResult.Accepted.class),
              b -> assertThat(b).isInstanceOf(SendResult.Accepted.class),
              c -> assertThat(c).isEqualTo(rest),
              none -> assertThat(none).isEqualTo(rest));
      assertThat(relay.received())
          .extracting(ReceivedMail::to)
          .containsExactly("a@example.jp", "b@example.jp");
      assertThat(channel.send(batch).getFirst())
          .as("the next batch has its own forty seconds")
          .isInstanceOf(SendResult.Accepted.class);
    }
  }

  @Test
  void aConnectionIsUsedAgainAndRecycledAfterItsMessages() {
    try (MailChannel channel = channel(new MailSettings.Pool(4, 10, Duration.ofSeconds(30)))) {
      for (int i = 0; i < 30; i++) {
        channel.send(to("p" + i + "@example.jp"));
      }

      assertThat(relay.count()).isEqualTo(30);
      assertThat(relay.connections()).isEqualTo(3);
    }
  }

  @Test
  void aBounceDoesNotCostAConnection() {
    try (MailChannel channel = channel(MailSettings.Pool.USUAL)) {
      for (int i = 0; i < 10; i++) {
        channel.send(to("bounce." + i + "@example.jp"));
      }

      assertThat(relay.connections()).isEqualTo(1);
      assertThat(relay.refused()).isEqualTo(10);
    }
  }

  @Test
  void aConnectionLongAtRestIsNotTrusted() {
    try (MailChannel channel = channel(MailSettings.Pool.USUAL)) {
      channel.send(to("a@example.jp"));
      clock.pass(Duration.ofSeconds(10));
      channel.send(to("b@example.jp"));
      assertThat(relay.connections()).isEqualTo(1);

      clock.pass(Duration.ofMinutes(5));
      channel.send(to("c@example.jp"));
      assertThat(relay.connections()).isEqualTo(2);
      assertThat(relay.count()).isEqualTo(3);
    }
  }

  @Test
  void aConnectionEndedBetweenTwoMailsIsOpenedAgain() {
    try (MailChannel channel = channel(MailSettings.Pool.USUAL)) {
      channel.send(to("a@example.jp"));
      relay.failNext(1, MailFault.DROP_BEFORE_DATA);
      assertThat(channel.send(to("b@example.jp"))).isInstanceOf(SendResult.Accepted.class);
      relay.failNext(1, MailFault.CLOSING);
      assertThat(channel.send(to("c@example.jp"))).isInstanceOf(SendResult.Accepted.class);

      assertThat(relay.received())
          .extracting(ReceivedMail::to)
          .containsExactly("a@example.jp", "b@example.jp", "c@example.jp");
      assertThat(relay.connections()).isEqualTo(3);
    }
  }

  @Test
  void aRelayThatFallsSilentIsLeftAloneAfterThree() {
    relay.failNext(9, MailFault.DROP_AFTER_DATA);
    try (MailChannel channel = channel(MailSettings.Pool.USUAL)) {
      List<SendResult> results =
          channel.send(
              Citizens.campaign(
                  UUID.randomUUID(),
                  Citizens.toAll(
                      "本文",
                      "a@example.jp",
                      "b@example.jp",
                      "c@example.jp",
                      "d@example.jp",
                      "e@example.jp")));

      assertThat(results)
          .extracting(MailFaultsTest::meaning)
          .containsExactly("Unknown", "Unknown", "Unknown", "Deferred UNTRIED", "Deferred UNTRIED");
      assertThat(relay.count()).isEqualTo(3);
    }
  }

  @Test
  void manyThreadsShareFewConnections() throws Exception {
    try (MailChannel channel = channel(new MailSettings.Pool(3, 100, Duration.ofSeconds(30)));
        ExecutorService workers =
            Executors.newFixedThreadPool(8, work -> new Thread(work, "worker"))) {
      List<Callable<SendResult>> mails =
          IntStream.range(0, 120)
              .<Callable<SendResult>>mapToObj(i -> () -> channel.send(to("p" + i + "@example.jp")))
              .toList();
      for (Future<SendResult> sent : workers.invokeAll(mails)) {
        assertThat(sent.get()).isInstanceOf(SendResult.Accepted.class);
      }

      assertThat(relay.received())
          .extracting(ReceivedMail::to)
          .doesNotHaveDuplicates()
          .hasSize(120);
      assertThat(relay.connections()).isBetween(1L, 5L);
    }
  }

  @Test
  void eachDeliveryHasItsOwnReturnPath() {
    ReturnPath path =
        new ReturnPath(
            "bounce.city.example.jp", "a key of the city 01".getBytes(StandardCharsets.US_ASCII));
    try (MailChannel channel = new MailChannel(settings.with(path), clock)) {
      channel.send(
          Citizens.campaign(
              UUID.randomUUID(), Citizens.toAll("本文", "a@example.jp", "b@example.jp")));

      assertThat(relay.received())
          .extracting(mail -> path.read(mail.envelopeFrom()))
          .containsExactly(Optional.of("ref-0"), Optional.of("ref-1"));
      assertThat(relay.received().getFirst().header("From").orElseThrow())
          .contains("info@city.example.jp");
    }
  }

  @Test
  void aFaultCanBeOrderedForAnybody() {
    relay.failNext(1, MailFault.DEFER);
    try (MailChannel channel = channel(MailSettings.Pool.USUAL)) {
      assertThat(meaning(channel.send(to("a@example.jp")))).isEqualTo("Deferred RECIPIENT_BUSY");
      assertThat(meaning(channel.send(to("a@example.jp")))).isEqualTo("Accepted");
      assertThat(relay.received().getFirst().subject()).isEqualTo("お知らせ");
      assertThat(relay.received().getFirst().text()).isEqualTo("本文");
    }
  }
}
