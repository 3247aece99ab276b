package jp.todoke.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

  private long now;
  private boolean asked = true;
  private final List<Long> rests = new ArrayList<>();
  private final Pace pace =
      new Pace(
          () -> asked,
          () -> now,
          nanos -> {
            rests.add(nanos);
            now += nanos;
          });

  private void work(long nanos) {
    now += nanos;
    pace.step();
  }

  @Test
  void whoBuildsWhileOthersAskTakesAQuarterOfACore() {
    for (int i = 0; i < 10_000; i++) {
      work(100_000);
    }
    assertThat(10_000 * 100_000.0 / now).isBetween(.24, .27);
    assertThat(rests).allMatch(rest -> rest <= 100_000_000);
  }

  @Test
  void whoBuildsAloneNeverRests() {
    asked = false;
    for (int i = 0; i < 1_000; i++) {
      work(1_000_000);
    }
    assertThat(rests).isEmpty();
  }

  @Test
  void oneLongPieceIsFollowedByABoundedRest() {
    work(10_000_000_000L);
    assertThat(rests).containsExactly(100_000_000L);
  }
}
