package jp.todoke.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import jp.todoke.delivery.dispatch.DispatchSettings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SettingsTest {

  private static final String WAITS = "todoke.delivery.waits";
  private static final List<Duration> USUAL = List.of(Duration.ofMinutes(1));

  private final Settings settings = Settings.ofProcess();

  @AfterEach
  void forget() {
    System.clearProperty(WAITS);
  }

  @Test
  void durationsAreReadInTheirOrderAndTheUsualOnesHoldWhereNoneIsSet() {
    assertThat(settings.durations(WAITS, USUAL)).isEqualTo(USUAL);
    System.setProperty(WAITS, "PT30S, PT2M,P1D");
    assertThat(settings.durations(WAITS, USUAL))
        .containsExactly(Duration.ofSeconds(30), Duration.ofMinutes(2), Duration.ofDays(1));
  }

  @Test
  void whatIsNoDurationIsNamedWithItsSetting() {
    System.setProperty(WAITS, "PT30S,5 minutes");
    assertThatIllegalStateException()
        .isThrownBy(() -> settings.durations(WAITS, USUAL))
        .withMessageContaining(WAITS)
        .withMessageContaining("5 minutes");
  }

  @Test
  void attemptsWithoutAnyWaitAreRefused() {
    DispatchSettings usual = DispatchSettings.of("node", URI.create("https://city.example.jp/"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> usual.withAttempts(List.of(Duration.ZERO), 3));
    assertThatIllegalArgumentException().isThrownBy(() -> usual.withAttempts(USUAL, 0));
    assertThat(usual.withAttempts(USUAL, 1).attempts()).isEqualTo(1);
  }
}
