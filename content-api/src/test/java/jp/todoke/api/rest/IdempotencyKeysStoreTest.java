package jp.todoke.api.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import jp.todoke.api.rest.IdempotencyKeys.Known;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class IdempotencyKeysStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private final HandClock clock = new HandClock(Instant.parse("2026-11-20T00:00:00Z"));
  private IdempotencyKeys keys;

  @BeforeEach
  void open() {
    store.database().getCollection("idempotencyKeys").drop();
    keys = new IdempotencyKeys(store.database(), clock);
  }

  private static Known.Answered created(String body) {
    return new Known.Answered(
        201,
        body.getBytes(StandardCharsets.UTF_8),
        Optional.of("/v1/staff/notices/n-1"),
        Optional.of("\"1\""));
  }

  @Test
  void aKeyIsFreshOnceAndThenUnderWay() {
    assertThat(keys.begin("k", "body")).isInstanceOf(Known.Fresh.class);
    assertThat(keys.begin("k", "body")).isInstanceOf(Known.Running.class);
  }

  @Test
  void theSameRequestIsAnsweredAsBefore() {
    keys.begin("k", "body");
    keys.answered("k", created("{\"id\":\"n-1\"}"));
    assertThat(keys.begin("k", "body"))
        .isInstanceOfSatisfying(
            Known.Answered.class,
            again -> {
              assertThat(again.status()).isEqualTo(201);
              assertThat(new String(again.body(), StandardCharsets.UTF_8))
                  .isEqualTo("{\"id\":\"n-1\"}");
              assertThat(again.location()).hasValue("/v1/staff/notices/n-1");
              assertThat(again.tag()).hasValue("\"1\"");
            });
  }

  @Test
  void anAnswerWithoutPlaceAndTagIsKeptToo() {
    keys.begin("k", "body");
    keys.answered("k", new Known.Answered(204, new byte[0], Optional.empty(), Optional.empty()));
    assertThat(keys.begin("k", "body"))
        .isInstanceOfSatisfying(
            Known.Answered.class,
            again -> {
              assertThat(again.body()).isEmpty();
              assertThat(again.location()).isEmpty();
              assertThat(again.tag()).isEmpty();
            });
  }

  @Test
  void anotherBodyIsToldApartWhetherAnsweredOrNot() {
    keys.begin("k", "body");
    assertThat(keys.begin("k", "other")).isInstanceOf(Known.OtherBody.class);
    keys.answered("k", created("{}"));
    assertThat(keys.begin("k", "other")).isInstanceOf(Known.OtherBody.class);
  }

  @Test
  void ofManyAtOnceOneBegins() {
    long fresh =
        IntStream.range(0, 16)
            .mapToObj(ask -> CompletableFuture.supplyAsync(() -> keys.begin("k", "body")))
            .toList()
            .stream()
            .map(CompletableFuture::join)
            .filter(Known.Fresh.class::isInstance)
            .count();
    assertThat(fresh).isEqualTo(1);
  }

  @Test
  void aRefusedRequestLeavesNoKey() {
    keys.begin("k", "body");
    keys.nothingDone("k");
    assertThat(keys.begin("k", "other")).isInstanceOf(Known.Fresh.class);
  }

  @Test
  void aRequestWhoseNodeDiedIsBegunAgainByOne() {
    keys.begin("k", "body");
    clock.pass(Duration.ofMinutes(2));
    assertThat(keys.begin("k", "body")).isInstanceOf(Known.Running.class);
    clock.pass(Duration.ofSeconds(1));
    assertThat(keys.begin("k", "body")).isInstanceOf(Known.Fresh.class);
    assertThat(keys.begin("k", "body")).isInstanceOf(Known.Running.class);
  }

  @Test
  void keysAreForgottenAfterADay() {
    keys.begin("old", "body");
    clock.pass(Duration.ofHours(24));
    keys.begin("young", "body");
    assertThat(keys.forgetOld()).isZero();
    clock.pass(Duration.ofSeconds(1));
    assertThat(keys.forgetOld()).isEqualTo(1);
    assertThat(keys.begin("old", "other")).isInstanceOf(Known.Fresh.class);
    assertThat(keys.begin("young", "body")).isInstanceOf(Known.Running.class);
  }
}
