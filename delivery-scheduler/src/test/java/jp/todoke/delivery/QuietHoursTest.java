package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import jp.todoke.delivery.preferences.QuietHours;
import jp.todoke.delivery.preferences.SignedLinks;
import jp.todoke.delivery.preferences.SignedLinks.Purpose;
import jp.todoke.testkit.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuietHoursTest {

  @ParameterizedTest
  @CsvSource({
    "21:00-08:00, 2026-11-20T20:59:59+09:00, ''",
    "21:00-08:00, 2026-11-20T21:00:00+09:00, 2026-11-21T08:00:00+09:00",
    "21:00-08:00, 2026-12-31T23:59:59+09:00, 2027-01-01T08:00:00+09:00",
    "21:00-08:00, 2026-11-21T00:00:00+09:00, 2026-11-21T08:00:00+09:00",
    "21:00-08:00, 2026-11-21T07:59:59+09:00, 2026-11-21T08:00:00+09:00",
    "21:00-08:00, 2026-11-21T08:00:00+09:00, ''",
    "12:00-13:30, 2026-11-21T12:00:00+09:00, 2026-11-21T13:30:00+09:00",
    "12:00-13:30, 2026-11-21T13:30:00+09:00, ''",
    "00:00-06:00, 2028-02-29T00:00:00+09:00, 2028-02-29T06:00:00+09:00",
    "22:00-00:00, 2028-02-28T23:00:00+09:00, 2028-02-29T00:00:00+09:00"
  })
  void quietHoursMaySpanMidnight(String hours, OffsetDateTime now, String end) {
    assertThat(QuietHours.of(hours).endIfQuiet(now.toInstant()).map(Instant::toString).orElse(""))
        .isEqualTo(end.isEmpty() ? "" : OffsetDateTime.parse(end).toInstant().toString());
  }

  @Test
  void hoursWithoutALengthAndOtherWordsAreRefused() {
    for (String words : List.of("08:00-08:00", "", "-", "8-9", "21:00", "25:00-26:00")) {
      assertThatIllegalArgumentException().as(words).isThrownBy(() -> QuietHours.of(words));
    }
  }

  @Test
  void aTokenHoldsForItsPurposeItsTimeAndAsItIs() {
    HandClock clock = new HandClock(City.NOON);
    SignedLinks links = new SignedLinks(new byte[32], clock);
    String stop = links.sign(Purpose.UNSUBSCRIBE, "flu-m0-17");
    String settings = links.sign(Purpose.PREFERENCES, "flu-m0-17", City.NOON.plusSeconds(10));
    assertThat(stop).matches("[A-Za-z0-9~_-]+").hasSizeLessThan(80);
    assertThat(links.verify(Purpose.UNSUBSCRIBE, stop)).contains("flu-m0-17");
    assertThat(links.verify(Purpose.PREFERENCES, stop)).isEmpty();
    assertThat(links.verify(Purpose.PREFERENCES, settings)).contains("flu-m0-17");
    for (String other :
        List.of(
            new StringBuilder(stop).reverse().toString(),
            stop + "A",
            "",
            "~~",
            "a~b",
            stop.substring(1))) {
      assertThat(links.verify(Purpose.UNSUBSCRIBE, other)).as(other).isEmpty();
    }
    byte[] otherKey = new byte[32];
    otherKey[0] = 1;
    assertThat(new SignedLinks(otherKey, clock).verify(Purpose.UNSUBSCRIBE, stop)).isEmpty();
    clock.pass(Duration.ofSeconds(10));
    assertThat(links.verify(Purpose.PREFERENCES, settings)).isEmpty();
    assertThat(links.verify(Purpose.UNSUBSCRIBE, stop)).contains("flu-m0-17");
    assertThatIllegalArgumentException().isThrownBy(() -> new SignedLinks(new byte[8], clock));
  }
}
