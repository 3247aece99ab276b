package jp.todoke.delivery.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import jp.todoke.channels.Route;
import org.junit.jupiter.api.Test;

class DueChunksTest {

  private static final Instant NOW = Instant.parse("2026-04-01T00:00:00Z");
  private static final Set<Route> MAIL = Set.of(Route.MAIL);

  private final DueChunks due = new DueChunks();

  @Test
  void oneLookServesManyClaimsInItsOrder() {
    assertThat(due.next(MAIL, NOW, 1, most -> List.of("a", "b", "c"))).containsExactly("a");
    assertThat(due.next(MAIL, NOW, 1, DueChunksTest::never)).containsExactly("b");
    assertThat(due.next(MAIL, NOW.plusMillis(999), 1, DueChunksTest::never)).containsExactly("c");
  }

  @Test
  void whatWasSeenIsForgottenAfterASecond() {
    assertThat(due.next(MAIL, NOW, 1, most -> List.of("a", "b"))).containsExactly("a");
    assertThat(due.next(MAIL, NOW.plus(DueChunks.FRESH), 1, most -> List.of("urgent", "b")))
        .containsExactly("urgent");
  }

  @Test
  void whoFindsNothingLooksAgainNextTime() {
    assertThat(due.next(MAIL, NOW, 1, most -> List.of())).isEmpty();
    assertThat(due.next(MAIL, NOW, 1, most -> List.of("a"))).containsExactly("a");
    assertThat(due.next(MAIL, NOW, 1, most -> List.of("b"))).containsExactly("b");
  }

  @Test
  void whereMuchIsDueEachNodeBeginsElsewhereAndLeavesNothingOut() {
    List<String> full = IntStream.range(0, DueChunks.LOOK).mapToObj(String::valueOf).toList();
    List<String> taken = new ArrayList<>();
    for (int claim = 0; claim < full.size(); claim++) {
      taken.add(due.next(MAIL, NOW, 1, most -> full.subList(0, most)).getFirst());
    }
    assertThat(taken).containsExactlyInAnyOrderElementsOf(full).isNotEqualTo(full);
  }

  @Test
  void severalAreOfOneDeliveryAndAtMostHalfOfWhatIsDue() {
    List<String> seen = List.of("a:LINE:0", "b:LINE:0", "a:LINE:1", "a:LINE:2", "b:LINE:1");
    assertThat(due.next(MAIL, NOW, 4, most -> seen)).containsExactly("a:LINE:0", "a:LINE:1");
    assertThat(due.next(MAIL, NOW, 4, DueChunksTest::never))
        .containsExactly("b:LINE:0", "b:LINE:1");
    assertThat(due.next(MAIL, NOW, 4, DueChunksTest::never)).containsExactly("a:LINE:2");
  }

  @Test
  void aSlowLookForOneRouteHoldsUpNoOther() throws InterruptedException {
    CountDownLatch looking = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    AtomicReference<List<String>> seen = new AtomicReference<>(List.of());
    Thread slow =
        Thread.ofPlatform()
            .start(
                () ->
                    seen.set(
                        due.next(
                            MAIL,
                            NOW,
                            1,
                            most -> {
                              looking.countDown();
                              return waited(answered) ? List.of("a") : List.of();
                            })));
    assertThat(waited(looking)).isTrue();
    assertThat(due.next(Set.of(Route.LINE), NOW, 1, most -> List.of("line")))
        .containsExactly("line");
    answered.countDown();
    slow.join();
    assertThat(seen.get())
        .as("was still looking when the other had its answer")
        .containsExactly("a");
  }

  private static boolean waited(CountDownLatch latch) {
    try {
      return latch.await(1, TimeUnit.MINUTES);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private static List<String> never(int most) {
    throw new AssertionError("looked again for " + most);
  }
}
