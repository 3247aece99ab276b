package jp.todoke.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {

  private final AtomicLong now = new AtomicLong(1_000);
  private final Pace twoHundred = new Pace(200, now::get, now::addAndGet);

  @Test
  void aThousandRequestsAtTwoHundredASecondTakeNearlyFiveSeconds() {
    for (int request = 0; request < 1_000; request++) {
      assertThat(twoHundred.take(Duration.ofSeconds(5))).isEmpty();
    }
    assertThat(Duration.ofNanos(now.get())).isBetween(ms(4_850), ms(5_000));
  }

  @Test
  void noSecondSeesMoreThanTheLimitAndATenth() {
    long[] at = new long[2_000];
    for (int request = 0; request < at.length; request++) {
      assertThat(twoHundred.take(Duration.ofSeconds(30))).isEmpty();
      at[request] = now.get();
    }
    for (int request = 220; request < at.length; request++) {
      assertThat(at[request] - at[request - 220]).isGreaterThanOrEqualTo(1_000_000_000L);
    }
  }

  @Test
  void whoWouldWaitTooLongTakesNoPlaceAndHearsHowLong() {
    Pace one = new Pace(1, now::get, now::addAndGet);
    assertThat(one.take(Duration.ZERO)).isEmpty();
    assertThat(one.take(ms(500))).contains(Duration.ofSeconds(1));
    assertThat(one.take(ms(500))).contains(Duration.ofSeconds(1));
    now.addAndGet(Duration.ofMillis(600).toNanos());
    assertThat(one.take(ms(500))).isEmpty();
    assertThat(now.get()).isEqualTo(1_000 + 1_000_000_000L);
  }

  @Test
  void aRestSavesUpATenthOfASecondAndNoMore() {
    now.addAndGet(Duration.ofHours(1).toNanos());
    long before = now.get();
    int atOnce = 0;
    while (twoHundred.take(Duration.ZERO).isEmpty()) {
      atOnce++;
    }
    assertThat(atOnce).isEqualTo(20);
    assertThat(now.get()).isEqualTo(before);
  }

  @Test
  void aPaceOfNothingIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Pace(0));
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }
}
