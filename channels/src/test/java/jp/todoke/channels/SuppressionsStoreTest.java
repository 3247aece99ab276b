package jp.todoke.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SuppressionsStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private final HandClock clock = new HandClock(Citizens.NOON);
  private final Suppressions suppressions = new Suppressions(store.database(), clock);

  @BeforeEach
  void empty() {
    store.database().getCollection("suppressions").deleteMany(new Document());
  }

  @Test
  void aSuppressedMailboxIsFoundWhateverItsCase() {
    suppressions.add(Route.MAIL, "Hanako@Example.jp", Suppression.Reason.HARD_BOUNCE);

    assertThat(suppressions.isSuppressed(Route.MAIL, " hanako@example.JP ")).isTrue();
    assertThat(suppressions.isSuppressed(Route.LINE, "hanako@example.jp")).isFalse();
    assertThat(suppressions.isSuppressed(Route.MAIL, "taro@example.jp")).isFalse();
  }

  @Test
  void theAddressItselfIsNotKept() {
    suppressions.add(Route.MAIL, "hanako@example.jp", Suppression.Reason.STAFF);

    assertThat(store.database().getCollection("suppressions").find().first().toJson())
        .doesNotContain("hanako");
  }

  @Test
  void aChunkIsAskedAboutAtOnce() {
    suppressions.add(Route.LINE, Citizens.TARO_LINE, Suppression.Reason.BLOCKED);

    assertThat(
            suppressions.suppressed(
                Route.LINE, List.of(Citizens.HANAKO_LINE, Citizens.TARO_LINE, Citizens.JIRO_LINE)))
        .containsExactly(Citizens.TARO_LINE);
  }

  @Test
  void aTemporarySuppressionRunsOut() {
    suppressions.add(
        Route.MAIL,
        "hanako@example.jp",
        Suppression.Reason.MAILBOX_FULL,
        Citizens.NOON.plus(Duration.ofDays(7)));

    assertThat(suppressions.isSuppressed(Route.MAIL, "hanako@example.jp")).isTrue();
    clock.pass(Duration.ofDays(7));
    assertThat(suppressions.isSuppressed(Route.MAIL, "hanako@example.jp")).isFalse();
  }

  @Test
  void theStrongerSuppressionStays() {
    suppressions.add(Route.MAIL, "hanako@example.jp", Suppression.Reason.HARD_BOUNCE);
    suppressions.add(
        Route.MAIL,
        "hanako@example.jp",
        Suppression.Reason.MAILBOX_FULL,
        Citizens.NOON.plusSeconds(60));
    suppressions.add(
        Route.MAIL,
        "taro@example.jp",
        Suppression.Reason.MAILBOX_FULL,
        Citizens.NOON.plusSeconds(60));
    suppressions.add(
        Route.MAIL,
        "taro@example.jp",
        Suppression.Reason.MAILBOX_FULL,
        Citizens.NOON.plusSeconds(30));

    clock.pass(Duration.ofSeconds(45));
    assertThat(suppressions.isSuppressed(Route.MAIL, "taro@example.jp")).isTrue();
    clock.pass(Duration.ofDays(9));
    assertThat(suppressions.isSuppressed(Route.MAIL, "hanako@example.jp")).isTrue();
    assertThat(suppressions.find(Route.MAIL, "hanako@example.jp").orElseThrow().reason())
        .isEqualTo(Suppression.Reason.HARD_BOUNCE);
  }

  @Test
  void aLiftedSuppressionIsGoneAndStaffSeeTheRest() {
    suppressions.add(Route.MAIL, "hanako@example.jp", Suppression.Reason.STAFF);
    suppressions.add(Route.MAIL, "taro@example.jp", Suppression.Reason.COMPLAINT);
    suppressions.lift(Route.MAIL, "hanako@example.jp");

    List<Suppression> page = suppressions.page("", 10);
    assertThat(page)
        .singleElement()
        .extracting(Suppression::reason)
        .isEqualTo(Suppression.Reason.COMPLAINT);
    assertThat(suppressions.page(page.getFirst().id(), 10)).isEmpty();
  }
}
