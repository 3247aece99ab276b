package jp.todoke.channels.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Category;
import jp.todoke.channels.Citizens;
import jp.todoke.channels.Importance;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.simulator.ProviderSimulator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpChannelTest {

  private static final Clock NOON = Clock.fixed(Citizens.NOON, ZoneOffset.UTC);
  private static final UUID KEY = UUID.fromString("123e4567-e89b-12d3-a456-426614174000");

  private final ProviderSimulator provider = ProviderSimulator.start("shared-secret");

  @AfterEach
  void close() {
    provider.close();
  }

  private static HttpChannel channel(URI address, String secret, boolean internal) {
    return new HttpChannel(
        Optional.of(new HttpChannel.Provider(address, secret, Duration.ofMillis(400), internal)),
        NOON);
  }

  private SendResult send() {
    return send(channel(provider.address(), "shared-secret", true));
  }

  private static SendResult send(HttpChannel channel) {
    try (channel) {
      return channel
          .send(
              new Batch(
                  "n-tax-1",
                  KEY,
                  Category.NOTICE,
                  Importance.IMPORTANT,
                  Optional.empty(),
                  List.of(Parcel.plain("n-tax-1-h0-0", "hanako", "決定通知書", "税額は123円です。"))))
          .getFirst();
    }
  }

  private static String meaning(SendResult result) {
    return switch (result) {
      case SendResult.Accepted accepted -> "Accepted";
      case SendResult.Refused refused -> "Refused " + refused.reason();
      case SendResult.Deferred deferred -> "Deferred " + deferred.reason();
      case SendResult.Unknown unknown -> "Unknown";
    };
  }

  @ParameterizedTest(name = "{0}: {1}, then {2}, delivered {3} time(s)")
  @CsvSource({
    "200, Accepted,                 Accepted, 1",
    "202, Accepted,                 Accepted, 1",
    "400, Refused MESSAGE_REJECTED, Accepted, 1",
    "401, Refused CONFIGURATION,    Accepted, 1",
    "404, Refused UNREACHABLE,      Accepted, 1",
    "409, Accepted,                 Accepted, 1",
    "422, Refused MESSAGE_REJECTED, Accepted, 1",
    "302, Refused CONFIGURATION,    Accepted, 1",
    "429, Deferred THROTTLED,       Accepted, 1",
    "500, Unknown,                  Accepted, 1",
    "503, Unknown,                  Accepted, 1",
    "0,   Unknown,                  Accepted, 1",
  })
  void whatTheProviderSaysIsWhatTheCityIsTold(int status, String first, String then, int times) {
    provider.failNext(status);
    assertThat(meaning(send())).isEqualTo(first);
    assertThat(meaning(send())).isEqualTo(then);
    assertThat(provider.taken()).hasSize(times);
  }

  @Test
  void theLetterGoesWholeAndIsSigned() {
    assertThat(send()).isEqualTo(new SendResult.Accepted("receipt-1"));
    assertThat(provider.taken().getFirst().toString())
        .isEqualTo(
            "{\"ref\":\"n-tax-1-h0-0\",\"delivery\":\"n-tax-1\",\"recipient\":\"hanako\","
                + "\"language\":\"ja\",\"subject\":\"決定通知書\",\"text\":\"税額は123円です。\"}");
    assertThat(meaning(send(channel(provider.address(), "another", true))))
        .isEqualTo("Refused CONFIGURATION");
    assertThat(SignedPost.signature("shared-secret", "1763607600", "{}"))
        .isEqualTo("v1=" + SignedPost.signature("shared-secret", "1763607600", "{}").substring(3))
        .isNotEqualTo(SignedPost.signature("shared-secret", "1763607601", "{}"));
  }

  @Test
  void withoutAProviderOrWithNobodyThereNothingIsSent() {
    assertThat(meaning(send(new HttpChannel(Optional.empty(), NOON))))
        .isEqualTo("Refused CONFIGURATION");
    assertThat(meaning(send(channel(URI.create("http://127.0.0.1:1/"), "s", true))))
        .isEqualTo("Deferred ROUTE_UNAVAILABLE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://127.0.0.1:8080/",
        "http://localhost/",
        "http://[::1]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[fd00::1]/",
        "file:///etc/passwd",
        "ftp://example.jp/"
      })
  void noDoorIntoTheNetworkOfTheCity(String address) {
    assertThat(OutboundAddress.judge(URI.create(address), false))
        .isEqualTo(OutboundAddress.Verdict.FORBIDDEN);
    assertThat(meaning(send(channel(URI.create(address), "s", false))))
        .isEqualTo("Refused CONFIGURATION");
  }
}
