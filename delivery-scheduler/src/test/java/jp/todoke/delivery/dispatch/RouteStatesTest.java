package jp.todoke.delivery.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import org.junit.jupiter.api.Test;

class RouteStatesTest {

  private static final Instant NOON = Instant.parse("2026-11-26T03:00:00Z");
  private static final SendResult REFUSES =
      new SendResult.Refused(RefusalReason.CONFIGURATION, "535");

  private final RouteStates states = new RouteStates();

  @Test
  void aRoadThatRefusesTheCityIsTriedByOneChunkAMinuteUntilItTakesSomething() {
    assertThat(states.holds(Route.MAIL, NOON)).isFalse();
    states.saw(Route.MAIL, REFUSES, NOON);
    assertThat(states.holds(Route.MAIL, NOON.plusSeconds(59))).isTrue();
    assertThat(states.holds(Route.LINE, NOON)).as("another road").isFalse();

    Instant minute = NOON.plus(Duration.ofMinutes(1));
    assertThat(states.holds(Route.MAIL, minute)).as("the first to ask tries it").isFalse();
    assertThat(states.holds(Route.MAIL, minute)).as("the second waits").isTrue();
    states.saw(Route.MAIL, REFUSES, minute);
    assertThat(states.resting().get(Route.MAIL))
        .isEqualTo(new RouteStates.Rest(NOON, "configuration"));

    states.saw(Route.MAIL, new SendResult.Accepted("250 ok"), minute);
    assertThat(states.holds(Route.MAIL, minute)).isFalse();
    assertThat(states.resting()).isEmpty();
  }

  @Test
  void aRelayThatIsAwayIsTriedByEveryChunkInItsTurn() {
    states.saw(Route.MAIL, SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE), NOON);
    assertThat(states.holds(Route.MAIL, NOON)).isFalse();
    assertThat(states.resting()).containsKey(Route.MAIL);
  }

  @Test
  void oneRecipientsTroubleIsNoneOfTheRoad() {
    states.saw(Route.MAIL, new SendResult.Refused(RefusalReason.HARD_BOUNCE, "550"), NOON);
    assertThat(states.resting()).isEmpty();
  }
}
