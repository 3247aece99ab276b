package jp.todoke.channels.line;

import static jp.todoke.channels.Citizens.HANAKO_LINE;
import static jp.todoke.channels.Citizens.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppression;
import jp.todoke.channels.Suppressions;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LineFriendsStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private final Suppressions suppressions = new Suppressions(store.database(), new HandClock(NOON));
  private final LineFriends friends = new LineFriends(store.database(), suppressions);

  @BeforeEach
  void empty() {
    store.database().getCollection("lineFriends").deleteMany(new Document());
    store.database().getCollection("suppressions").deleteMany(new Document());
  }

  private boolean barred() {
    return suppressions.isSuppressed(Route.LINE, HANAKO_LINE);
  }

  private static Instant after(int seconds) {
    return NOON.plus(Duration.ofSeconds(seconds));
  }

  @Test
  void whoBlocksTheAccountIsNotWrittenToUntilTheyComeBack() {
    friends.followed(HANAKO_LINE, after(0));
    assertThat(barred()).isFalse();
    friends.unfollowed(HANAKO_LINE, after(1));
    assertThat(barred()).isTrue();
    friends.followed(HANAKO_LINE, after(2));
    assertThat(barred()).isFalse();
  }

  @Test
  void theLatestEventWinsInWhateverOrderTheyCome() {
    friends.followed(HANAKO_LINE, after(5));
    friends.unfollowed(HANAKO_LINE, after(4));
    assertThat(barred()).isFalse();
    friends.unfollowed(HANAKO_LINE, after(7));
    friends.followed(HANAKO_LINE, after(6));
    assertThat(barred()).isTrue();
    friends.unfollowed(HANAKO_LINE, after(7));
    assertThat(barred()).as("told again").isTrue();
  }

  @Test
  void whatStaffSuppressedStaysSuppressed() {
    suppressions.add(Route.LINE, HANAKO_LINE, Suppression.Reason.STAFF);
    friends.unfollowed(HANAKO_LINE, after(1));
    friends.followed(HANAKO_LINE, after(2));
    assertThat(barred()).isTrue();
    assertThat(suppressions.find(Route.LINE, HANAKO_LINE).orElseThrow().reason())
        .isEqualTo(Suppression.Reason.STAFF);
  }

  @Test
  void theUserIdItselfIsNotKept() {
    friends.unfollowed(HANAKO_LINE, after(1));
    assertThat(store.database().getCollection("lineFriends").find().first().toJson())
        .doesNotContain(HANAKO_LINE);
  }
}
