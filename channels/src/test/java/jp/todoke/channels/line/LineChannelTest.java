package jp.todoke.channels.line;

import static jp.todoke.channels.Citizens.HANAKO_LINE;
import static jp.todoke.channels.Citizens.JIRO_LINE;
import static jp.todoke.channels.Citizens.TARO_LINE;
import static jp.todoke.channels.Citizens.lineUser;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.stream.IntStream;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Citizens;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.simulator.LineFault;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.channels.simulator.ReceivedLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineChannelTest {

  private static final String TOKEN = "simulated-token";
  private static final UUID KEY = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");

  private final LineSimulator line =
      LineSimulator.start(TOKEN, 0, Clock.fixed(Citizens.NOON, ZoneOffset.UTC));
  private final LineChannel channel =
      new LineChannel(new LineSettings(line.endpoint(), TOKEN, Duration.ofMillis(500), 8));

  @AfterEach
  void close() {
    channel.close();
    line.close();
  }

  private static String meaning(SendResult result) {
    return switch (result) {
      case SendResult.Accepted accepted -> "Accepted";
      case SendResult.Refused refused -> "Refused " + refused.reason();
      case SendResult.Deferred deferred -> "Deferred " + deferred.reason();
      case SendResult.Unknown unknown -> "Unknown";
    };
  }

  @ParameterizedTest(name = "{0}: {1}, then with the same key {2}, shown {3} time(s)")
  @CsvSource({
    "RATE,          Deferred THROTTLED,    Accepted,            1",
    "CONCURRENT,    Deferred THROTTLED,    Accepted,            1",
    "QUOTA,         Refused QUOTA,         Accepted,            1",
    "SERVER_ERROR,  Unknown,               Accepted,            1",
    "REPLY_LOST,    Unknown,               Accepted,            1",
    "TIMEOUT,       Unknown,               Accepted,            1",
    "UNAUTHORIZED,  Refused CONFIGURATION, Accepted,            1",
    "FORBIDDEN,     Refused CONFIGURATION, Accepted,            1",
    "UNKNOWN_USER,  Refused UNREACHABLE,   Accepted,            1",
  })
  void whatLineDoesIsWhatTheCityIsTold(LineFault fault, String first, String second, int shown) {
    line.failNext(1, fault);

    assertThat(meaning(channel.push(KEY, HANAKO_LINE, "お知らせ"))).isEqualTo(first);
    assertThat(meaning(channel.push(KEY, HANAKO_LINE, "お知らせ"))).isEqualTo(second);

    assertThat(line.receivedBy(HANAKO_LINE)).hasSize(shown);
  }

  @Test
  void aSecondAttemptNamesTheRequestThatWasAccepted() {
    SendResult first = channel.multicast(KEY, List.of(HANAKO_LINE, TARO_LINE), "お知らせ");
    SendResult again = channel.multicast(KEY, List.of(HANAKO_LINE, TARO_LINE), "お知らせ");

    assertThat(first).isInstanceOf(SendResult.Accepted.class).isEqualTo(again);
    assertThat(line.received())
        .extracting(ReceivedLine::userId)
        .containsExactly(HANAKO_LINE, TARO_LINE);
  }

  @Test
  void noPlatformAtAllDefers() {
    LineChannel nowhere = new LineChannel(LineSettings.of(URI.create("http://127.0.0.1:1"), TOKEN));

    assertThat(meaning(nowhere.push(KEY, HANAKO_LINE, "お知らせ")))
        .isEqualTo("Deferred ROUTE_UNAVAILABLE");
  }

  @Test
  void aWrongTokenIsTheCitysOwnFault() {
    LineChannel stranger = new LineChannel(LineSettings.of(line.endpoint(), "wrong"));

    assertThat(meaning(stranger.push(KEY, HANAKO_LINE, "お知らせ"))).isEqualTo("Refused CONFIGURATION");
    assertThat(meaning(stranger.validate("お知らせ"))).isEqualTo("Refused CONFIGURATION");
    assertThatExceptionOfType(LineCallFailed.class)
        .isThrownBy(stranger::quota)
        .satisfies(failed -> assertThat(failed.status()).isEqualTo(401));
  }

  @Test
  void aTextIsCountedInUtf16UnitsBeforeAnyCall() {
    String surrogates = "𠮷".repeat(2_500);

    assertThat(meaning(channel.push(KEY, HANAKO_LINE, surrogates))).isEqualTo("Accepted");
    assertThat(line.received().getFirst().text()).isEqualTo(surrogates);
    long before = line.requests();
    assertThat(meaning(channel.push(KEY, HANAKO_LINE, surrogates + "。")))
        .isEqualTo("Refused MESSAGE_REJECTED");
    assertThat(meaning(channel.multicast(KEY, List.of(HANAKO_LINE), " ")))
        .isEqualTo("Refused MESSAGE_REJECTED");
    assertThat(meaning(channel.validate(surrogates + "。"))).isEqualTo("Refused MESSAGE_REJECTED");
    assertThat(line.requests()).isEqualTo(before);
  }

  @Test
  void aMulticastGoesToFiveHundredAndNotOneMore() {
    List<String> everybody =
        IntStream.range(0, 500).mapToObj(i -> String.format(Locale.ROOT, "U%032x", i)).toList();

    assertThat(meaning(channel.multicast(KEY, everybody, "お知らせ"))).isEqualTo("Accepted");
    assertThat(line.count()).isEqualTo(500);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel.multicast(KEY, Collections.nCopies(501, HANAKO_LINE), "お知らせ"));
  }

  @Test
  void theMonthsAllowanceIsKnownAndEnds() {
    assertThat(channel.quota().remaining()).isEmpty();
    line.monthlyLimit(OptionalLong.of(2));
    channel.push(KEY, HANAKO_LINE, "お知らせ");

    assertThat(channel.quota()).isEqualTo(new LineQuota(OptionalLong.of(2), 1));
    assertThat(channel.quota().remaining()).hasValue(1);
    assertThat(
            meaning(channel.multicast(UUID.randomUUID(), List.of(HANAKO_LINE, TARO_LINE), "お知らせ")))
        .isEqualTo("Refused QUOTA");
  }

  @Test
  void linkTokensRepliesAndChecksWork() {
    assertThat(channel.issueLinkToken(HANAKO_LINE)).isNotBlank();
    assertThatExceptionOfType(LineCallFailed.class)
        .isThrownBy(() -> channel.issueLinkToken("nobody"))
        .withMessageNotContaining("nobody");
    assertThat(meaning(channel.validate("お知らせ"))).isEqualTo("Accepted");
    assertThat(meaning(channel.reply("reply-token", "はい"))).isEqualTo("Accepted");
    assertThat(line.receivedBy("reply-token")).hasSize(1);
  }

  @Test
  void oneTextIsOneRequestAndPersonalTextsArePushes() {
    Batch batch =
        Citizens.campaign(
            KEY,
            Parcel.plain("a", HANAKO_LINE, "件名", "みなさまへ"),
            Parcel.plain("b", TARO_LINE, "件名", "太郎さんへ"),
            Parcel.plain("c", "not a user", "件名", "みなさまへ"),
            Parcel.plain("d", JIRO_LINE, "件名", "みなさまへ"));

    assertThat(channel.send(batch))
        .extracting(LineChannelTest::meaning)
        .containsExactly("Accepted", "Accepted", "Refused UNREACHABLE", "Accepted");
    assertThat(line.requests()).isEqualTo(2);
    assertThat(line.receivedBy(TARO_LINE).getFirst().text()).isEqualTo("太郎さんへ");
  }

  @Test
  void oneUnknownPersonDoesNotKeepTheOthersFromTheirMessage() {
    String[] people =
        IntStream.range(0, 100)
            .mapToObj(i -> String.format(Locale.ROOT, "U%032x", i))
            .toArray(String[]::new);
    people[37] = lineUser(LineFault.UNKNOWN_USER.suffix());
    Batch batch = Citizens.campaign(KEY, Citizens.toAll("お知らせ", people));

    List<SendResult> results = channel.send(batch);

    assertThat(meaning(results.get(37))).isEqualTo("Refused UNREACHABLE");
    assertThat(results).filteredOn(SendResult.Accepted.class::isInstance).hasSize(99);
    assertThat(line.requests()).isLessThan(20);
    assertThat(channel.send(batch))
        .filteredOn(SendResult.Accepted.class::isInstance)
        .containsExactlyElementsOf(
            results.stream().filter(SendResult.Accepted.class::isInstance).toList());
    assertThat(line.count()).isEqualTo(99);
  }

  @Test
  void anUnknownHalfIsResolvedWithoutTellingAnybodyTwice() {
    String[] people = {
      HANAKO_LINE, TARO_LINE, JIRO_LINE, lineUser(LineFault.UNKNOWN_USER.suffix())
    };
    Parcel[] parcels = Citizens.toAll("お知らせ", people);
    // The whole is refused for the fourth person's sake; the first half is taken, its answer lost.
    line.failNext(1, LineFault.UNKNOWN_USER);
    line.failNext(1, LineFault.REPLY_LOST);

    List<SendResult> results = channel.send(Citizens.campaign(KEY, parcels));
    assertThat(results)
        .extracting(LineChannelTest::meaning)
        .containsExactly("Unknown", "Unknown", "Accepted", "Refused UNREACHABLE");

    assertThat(channel.send(Citizens.campaign(KEY, parcels[0], parcels[1])))
        .extracting(LineChannelTest::meaning)
        .containsExactly("Accepted", "Accepted");
    assertThat(line.receivedBy(HANAKO_LINE)).hasSize(1);
    assertThat(line.receivedBy(TARO_LINE)).hasSize(1);
  }

  @Test
  void severalUnknownRequestsAreToldApartAndResolvedOneByOne() {
    Parcel[] parcels =
        Citizens.toAll(
            "お知らせ", HANAKO_LINE, TARO_LINE, JIRO_LINE, lineUser(LineFault.UNKNOWN_USER.suffix()));
    line.failNext(1, LineFault.UNKNOWN_USER);
    line.failNext(1, LineFault.REPLY_LOST);
    line.failNext(1, LineFault.UNKNOWN_USER);
    line.failNext(1, LineFault.REPLY_LOST);

    List<UUID> requests =
        channel.send(Citizens.campaign(KEY, parcels)).stream()
            .filter(SendResult.Unknown.class::isInstance)
            .map(result -> ((SendResult.Unknown) result).request().orElseThrow())
            .toList();
    assertThat(requests).hasSize(3);
    assertThat(requests.get(0)).isEqualTo(requests.get(1)).isNotEqualTo(requests.get(2));

    channel.send(Citizens.campaign(KEY, parcels[0], parcels[1]));
    channel.send(Citizens.campaign(KEY, parcels[2]));
    for (String person : List.of(HANAKO_LINE, TARO_LINE, JIRO_LINE)) {
      assertThat(line.receivedBy(person)).hasSize(1);
    }
  }

  @Test
  void whatStopsTheRouteIsNotTriedForEverybody() {
    line.failNext(1, LineFault.QUOTA);

    assertThat(
            channel.send(
                Citizens.campaign(
                    KEY,
                    Parcel.plain("a", HANAKO_LINE, "件名", "花子さんへ"),
                    Parcel.plain("b", TARO_LINE, "件名", "太郎さんへ"))))
        .extracting(LineChannelTest::meaning)
        .containsExactly("Refused QUOTA", "Refused QUOTA");
    assertThat(line.requests()).isEqualTo(1);
  }

  @Test
  void aTextLineWillNotTakeIsNotTriedOnHalves() {
    line.failNext(1, LineFault.FORBIDDEN);
    Batch batch = Citizens.campaign(KEY, Citizens.toAll("お知らせ", HANAKO_LINE, TARO_LINE));

    assertThat(channel.send(batch))
        .extracting(LineChannelTest::meaning)
        .containsExactly("Refused CONFIGURATION", "Refused CONFIGURATION");
    assertThat(
            channel.send(
                Citizens.campaign(KEY, Citizens.toAll("あ".repeat(5_001), HANAKO_LINE, TARO_LINE))))
        .extracting(LineChannelTest::meaning)
        .containsExactly("Refused MESSAGE_REJECTED", "Refused MESSAGE_REJECTED");
    assertThat(line.requests()).isEqualTo(1);
  }

  @Test
  void aPersonWhoBlockedTheCityLooksAccepted() {
    String blocked = lineUser(LineFault.BLOCKED.suffix());

    assertThat(meaning(channel.push(KEY, blocked, "お知らせ"))).isEqualTo("Accepted");
    assertThat(line.receivedBy(blocked)).isEmpty();
  }

  @Test
  void aRichMenuIsLinkedToOneOrManyAndTakenAway() {
    channel.linkRichMenu(HANAKO_LINE, "richmenu-kosodate");
    channel.linkRichMenu(List.of(TARO_LINE, JIRO_LINE), "richmenu-60");
    assertThat(line.menuOf(HANAKO_LINE)).contains("richmenu-kosodate");
    assertThat(line.menuOf(JIRO_LINE)).contains("richmenu-60");
    channel.unlinkRichMenu(HANAKO_LINE);
    assertThat(line.menuOf(HANAKO_LINE)).isEmpty();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel.linkRichMenu(List.of(), "richmenu-60"));
    assertThatExceptionOfType(LineCallFailed.class)
        .isThrownBy(() -> channel.linkRichMenu("nobody", "richmenu-60"));
  }

  @Test
  void requestsKeepWithinTheRateThatIsSet() {
    LineChannel slow =
        new LineChannel(
            new LineSettings(line.endpoint(), TOKEN, Duration.ofMillis(500), 8)
                .at(new LineSettings.Rates(20, 1_000)));
    long began = System.nanoTime();
    for (int n = 0; n < 11; n++) {
      assertThat(meaning(slow.multicast(new UUID(0, n), List.of(HANAKO_LINE), "お知らせ")))
          .isEqualTo("Accepted");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began))
        .isGreaterThanOrEqualTo(Duration.ofMillis(450));
    began = System.nanoTime();
    for (int n = 0; n < 11; n++) {
      assertThat(meaning(slow.push(new UUID(1, n), HANAKO_LINE, "お知らせ"))).isEqualTo("Accepted");
    }
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(450));
    slow.close();
  }

  @Test
  void noWordOfAMessageReachesTheLog() {
    StringBuilder log = new StringBuilder();
    java.util.logging.Handler ear =
        new java.util.logging.Handler() {
          @Override
          public void publish(java.util.logging.LogRecord record) {
            synchronized (log) {
              log.append(record.getLoggerName()).append(' ').append(record.getMessage());
            }
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    java.util.logging.Logger root = java.util.logging.Logger.getLogger("");
    java.util.logging.Level before = root.getLevel();
    ear.setLevel(java.util.logging.Level.ALL);
    root.setLevel(java.util.logging.Level.ALL);
    root.addHandler(ear);
    try {
      System.getLogger("ear").log(System.Logger.Level.DEBUG, "聞こえる");
      assertThat(meaning(channel.push(KEY, HANAKO_LINE, "秘密の決定"))).isEqualTo("Accepted");
      line.failNext(1, LineFault.SERVER_ERROR);
      assertThat(meaning(channel.reply("reply-token-4711", "秘密の返事"))).isEqualTo("Unknown");
    } finally {
      root.removeHandler(ear);
      root.setLevel(before);
    }
    synchronized (log) {
      assertThat(log.toString())
          .contains("聞こえる")
          .doesNotContain("秘密", TOKEN, HANAKO_LINE, "reply-token-4711");
    }
  }
}
