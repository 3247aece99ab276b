package jp.todoke.api.contents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jp.todoke.api.store.RepositoriesExtension;
import jp.todoke.testkit.HandClock;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContentStoreTest {

  @RegisterExtension static final RepositoriesExtension store = new RepositoriesExtension();

  private static final Instant PUBLISHED = Instant.parse("2026-11-01T00:00:00Z");

  private final HandClock clock = new HandClock(Instant.parse("2026-11-20T00:00:00Z"));
  private Contents contents;

  @BeforeEach
  void emptyStore() {
    store.database().getCollection("contents").deleteMany(new Document());
    store.database().getCollection("contentMarks").deleteMany(new Document());
    contents = ContentDoors.open(store, clock);
  }

  private static ContentItem item(String id, String title) {
    return new ContentItem(
        "hp:" + id,
        "hp",
        title,
        "",
        "<p>本文</p>",
        "https://example.jp/" + id,
        "ja",
        List.of("子育て"),
        PUBLISHED,
        PUBLISHED,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        false,
        1,
        PUBLISHED);
  }

  @Test
  void anItemComesBackAsItWasTaken() {
    contents.take(List.of(item("1", "保育所の申込み")));
    contents.refresh();
    ContentItem found = contents.find("hp:1").orElseThrow();
    assertThat(found)
        .isEqualTo(item("1", "保育所の申込み").copy(false, 1, Instant.parse("2026-11-20T00:00:00Z")));
    assertThat(contents.current()).containsOnlyKeys("hp:1").containsValue(found);
  }

  @Test
  void instantsAreStoredAsDatesAndAnEmptyListIsNotAnEmptyDocument() {
    ContentItem plain = item("1", "題");
    contents.take(
        List.of(
            new ContentItem(
                plain.id(),
                "hp",
                "題",
                "",
                "",
                "",
                "ja",
                List.of(),
                PUBLISHED,
                PUBLISHED,
                Optional.of(PUBLISHED),
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                1,
                PUBLISHED)));
    Document stored = store.database().getCollection("contents").find().first();
    assertThat(stored).isNotNull();
    assertThat(stored.get("fetchedAt")).isInstanceOf(Date.class);
    assertThat(stored.get("validFrom")).isEqualTo(Date.from(PUBLISHED));
    assertThat(stored.get("categories")).isNull();
    assertThat(contents.find("hp:1").orElseThrow().categories()).isEmpty();
  }

  @Test
  void whatIsSaidAlreadyIsNotWrittenAgain() {
    assertThat(contents.take(List.of(item("1", "題"), item("2", "題")))).isEqualTo(2);
    clock.pass(Duration.ofHours(1));
    assertThat(contents.take(List.of(item("1", "題"), item("2", "新しい題")))).isEqualTo(1);
    assertThat(contents.find("hp:1").orElseThrow().version()).isEqualTo(1);
    assertThat(contents.find("hp:2").orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void theSegmentOfStaffSurvivesEveryPull() {
    contents.take(List.of(item("1", "題")));
    contents.mark("hp:1", Optional.of("families"), true, 0);
    contents.take(List.of(item("1", "変わった題")));
    contents.refresh();
    assertThat(contents.find("hp:1").orElseThrow())
        .returns(Optional.of("families"), ContentItem::segmentId)
        .returns(true, ContentItem::pinned)
        .returns("変わった題", ContentItem::title)
        .returns(3, ContentItem::version);
    assertThat(contents.current().get("hp:1")).isEqualTo(contents.find("hp:1").orElseThrow());
  }

  @Test
  void ofTwoStaffMembersTheSecondIsToldToLookAgain() {
    contents.take(List.of(item("1", "題")));
    contents.mark("hp:1", Optional.of("families"), false, 0);
    assertThatThrownBy(() -> contents.mark("hp:1", Optional.of("elderly"), false, 0))
        .isInstanceOf(StaleContent.class);
    contents.mark("hp:1", Optional.empty(), false, 1);
    assertThatThrownBy(() -> contents.mark("hp:1", Optional.of("elderly"), false, 1))
        .isInstanceOf(StaleContent.class);
    assertThat(contents.mark("hp:1")).isEqualTo(new ContentMark(Optional.empty(), false, 2));
  }

  @Test
  void aWithdrawnItemIsGoneForReadersAndComesBackWhenItIsSaidAgain() {
    contents.take(List.of(item("1", "題"), item("2", "題")));
    assertThat(contents.withdraw(Set.of("hp:1", "hp:9"))).isEqualTo(1);
    assertThat(contents.withdraw(Set.of("hp:1"))).isZero();
    contents.refresh();
    assertThat(contents.find("hp:1")).isEmpty();
    assertThat(contents.current()).containsOnlyKeys("hp:2");
    assertThat(contents.modifiedOf("hp")).containsOnlyKeys("hp:2");
    assertThat(contents.take(List.of(item("1", "題")))).isEqualTo(1);
    contents.refresh();
    assertThat(contents.current()).containsOnlyKeys("hp:1", "hp:2");
  }

  @Test
  void anotherNodeSeesItAfterRefresh() {
    Contents other = ContentDoors.open(store, clock);
    contents.take(List.of(item("1", "題")));
    contents.mark("hp:1", Optional.of("families"), true, 0);
    assertThat(other.current()).isEmpty();
    other.refresh();
    assertThat(other.current().values())
        .singleElement()
        .returns(Optional.of("families"), ContentItem::segmentId);
    clock.pass(Duration.ofMinutes(30));
    contents.withdraw(Set.of("hp:1"));
    other.refresh();
    assertThat(other.current()).isEmpty();
  }

  @Test
  void aPageFollowsTheCursorAndLeavesOutWhatIsNotShownNow() {
    ContentItem over =
        new ContentItem(
            "hp:0",
            "hp",
            "終わった",
            "",
            "",
            "",
            "ja",
            List.of(),
            PUBLISHED,
            PUBLISHED,
            Optional.empty(),
            Optional.of(clock.instant()),
            Optional.empty(),
            false,
            false,
            1,
            PUBLISHED);
    contents.take(List.of(over, item("1", "a"), item("2", "b"), item("3", "c")));
    assertThat(contents.page(Filters.empty(), "", 2))
        .extracting(ContentItem::id)
        .containsExactly("hp:1", "hp:2");
    assertThat(contents.page(Filters.eq("title", "c"), "hp:1", 2))
        .extracting(ContentItem::id)
        .containsExactly("hp:3");
  }
}
