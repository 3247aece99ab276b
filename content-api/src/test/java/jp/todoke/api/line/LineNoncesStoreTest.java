package jp.todoke.api.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LineNoncesStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Instant NOON = Instant.parse("2026-11-20T03:00:00Z");

  private final HandClock clock = new HandClock(NOON);
  private final LineNonces nonces = new LineNonces(store.database(), clock);

  @BeforeEach
  void empty() {
    store.database().getCollection("lineNonces").deleteMany(new Document());
  }

  @Test
  void aNonceIsLongAndNeverTheSame() {
    Set<String> all = new HashSet<>();
    for (int n = 0; n < 100; n++) {
      String nonce = nonces.issue("hanako");
      assertThat(nonce).hasSize(43).matches("[A-Za-z0-9_-]+").doesNotContain("hanako");
      all.add(nonce);
    }
    assertThat(all).hasSize(100);
  }

  @Test
  void itStandsForItsPersonOnce() {
    String nonce = nonces.issue("hanako");
    assertThat(nonces.redeem(nonce, "event-1", NOON)).contains("hanako");
    assertThat(nonces.redeem(nonce, "event-2", NOON)).isEmpty();
    assertThat(nonces.redeem(nonce, "event-1", NOON)).as("worked on again").contains("hanako");
    assertThat(nonces.redeem("invented", "event-1", NOON)).isEmpty();
  }

  @Test
  void itEndsAfterTenMinutesByTheTimeOfTheEvent() {
    String nonce = nonces.issue("hanako");
    assertThat(nonces.redeem(nonce, "late", NOON.plus(Duration.ofMinutes(10)))).isEmpty();
    clock.pass(Duration.ofHours(1));
    assertThat(nonces.redeem(nonce, "told-late", NOON.plus(Duration.ofMinutes(9))))
        .contains("hanako");
    assertThat(nonces.forgetOld()).isZero();
    clock.pass(Duration.ofDays(1));
    assertThat(nonces.forgetOld()).isEqualTo(1);
  }

  @Test
  void theNonceItselfIsNotKept() {
    String nonce = nonces.issue("hanako");
    assertThat(store.database().getCollection("lineNonces").find().first().toJson())
        .doesNotContain(nonce);
  }
}
