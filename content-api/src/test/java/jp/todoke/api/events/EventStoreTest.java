package jp.todoke.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.Filters;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.store.RepositoriesExtension;
import jp.todoke.testkit.HandClock;
import org.bson.Document;
import org.eclipse.jnosql.mapping.semistructured.EntityConverter;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EventStoreTest {

  @RegisterExtension static final RepositoriesExtension store = new RepositoriesExtension();

  private final HandClock clock = new HandClock(Instant.parse("2026-12-04T16:00:00Z"));
  private Events events;

  @BeforeEach
  void emptyStore() {
    store.database().getCollection("events").deleteMany(new Document());
    events = open();
  }

  private Events open() {
    return new Events(
        store.database(),
        () -> store.the(EventRepository.class),
        store.the(EntityConverter.class),
        clock);
  }

  private CityEvent event(String id, String title, String startOn, String endOn) {
    return new CityEvent(
        id,
        title,
        "",
        "",
        "",
        "子育て",
        LocalDate.parse(startOn),
        LocalDate.parse(endOn),
        Optional.of(LocalTime.of(9, 30)),
        Optional.empty(),
        "図書館",
        "",
        Optional.of(34.7),
        Optional.of(135.5),
        "",
        "",
        "",
        Optional.of(LocalDate.parse("2026-12-01")),
        "",
        "",
        Optional.empty(),
        1,
        clock.instant());
  }

  private List<Long> load(CityEvent... rows) {
    List<Long> stored = new ArrayList<>();
    try (Events.Import taking = events.begin(stored::add)) {
      for (int row = 0; row < rows.length; row++) {
        taking.add(row + 1, rows[row]);
      }
    }
    return stored;
  }

  @Test
  void anEventComesBackAsItWasTakenWithItsDaysAsDates() {
    CityEvent storyTime = event("e-1", "おはなし会", "2026-12-05", "2026-12-06");
    assertThat(load(storyTime)).containsExactly(1L);
    assertThat(events.find("e-1")).contains(storyTime);
    Document stored = store.database().getCollection("events").find().first();
    assertThat(stored).isNotNull();
    assertThat(stored.get("startOn"))
        .isEqualTo(Date.from(java.time.Instant.parse("2026-12-05T00:00:00Z")));
    assertThat(stored.get("changedAt")).isInstanceOf(Date.class);
  }

  @Test
  void theSameTableAgainChangesNothingAndAChangedRowIsTheNextVersion() {
    load(
        event("e-1", "a", "2026-12-05", "2026-12-05"),
        event("e-2", "b", "2026-12-05", "2026-12-05"));
    clock.pass(Duration.ofMinutes(1));
    load(
        event("e-1", "a", "2026-12-05", "2026-12-05"),
        event("e-2", "c", "2026-12-05", "2026-12-05"));
    assertThat(events.find("e-1").orElseThrow().version()).isEqualTo(1);
    assertThat(events.find("e-2").orElseThrow())
        .returns(2, CityEvent::version)
        .returns(clock.instant(), CityEvent::changedAt);
  }

  @Test
  void theSegmentOfStaffSurvivesAnImport() {
    load(event("e-1", "a", "2026-12-05", "2026-12-05"));
    CityEvent meant =
        events.find("e-1").orElseThrow().at(1, clock.instant(), Optional.of("families"));
    assertThat(events.put(meant, 1).version()).isEqualTo(2);
    load(event("e-1", "b", "2026-12-05", "2026-12-05"));
    assertThat(events.find("e-1").orElseThrow())
        .returns("b", CityEvent::title)
        .returns(Optional.of("families"), CityEvent::segmentId)
        .returns(3, CityEvent::version);
  }

  @Test
  void ofTwoStaffMembersTheSecondIsToldToLookAgain() {
    CityEvent event = event("e-1", "a", "2026-12-05", "2026-12-05");
    events.put(event, 0);
    assertThatThrownBy(() -> events.put(event, 0)).isInstanceOf(StaleEvent.class);
    events.put(event, 1);
    assertThatThrownBy(() -> events.put(event, 1)).isInstanceOf(StaleEvent.class);
    assertThatThrownBy(() -> events.delete("e-1", 1)).isInstanceOf(StaleEvent.class);
    events.delete("e-1", 2);
    assertThat(events.find("e-1")).isEmpty();
    assertThat(events.upcoming(LocalDate.parse("2026-12-05"))).isEmpty();
  }

  @Test
  void upcomingAreThoseNotOverInTokyoTheFirstToStartFirst() {
    load(
        event("e-1", "昨日まで", "2026-12-01", "2026-12-04"),
        event("e-2", "来週", "2026-12-12", "2026-12-12"),
        event("e-3", "今日まで", "2026-12-01", "2026-12-05"));
    assertThat(events.upcoming(LocalDate.parse("2026-12-05")))
        .extracting(CityEvent::id)
        .containsExactly("e-3", "e-2");
    assertThat(events.upcoming(LocalDate.parse("2026-12-06")))
        .extracting(CityEvent::id)
        .containsExactly("e-2");
  }

  @Test
  void anotherNodeSeesItAfterRefresh() {
    Events other = open();
    load(event("e-1", "a", "2026-12-05", "2026-12-05"));
    assertThat(other.upcoming(LocalDate.parse("2026-12-05"))).isEmpty();
    other.refresh();
    assertThat(other.upcoming(LocalDate.parse("2026-12-05"))).hasSize(1);
  }

  @Test
  void aPageFollowsTheCursorAndTheFilter() {
    load(
        event("e-1", "a", "2026-12-05", "2026-12-05"),
        event("e-2", "b", "2026-12-05", "2026-12-05"),
        event("e-3", "b", "2026-12-05", "2026-12-05"));
    assertThat(events.page(Filters.empty(), "e-1", 5))
        .extracting(CityEvent::id)
        .containsExactly("e-2", "e-3");
    assertThat(events.page(Filters.eq("title", "b"), "", 1))
        .extracting(CityEvent::id)
        .containsExactly("e-2");
  }

  @Test
  void aLaterRowOfTheSameIdWinsAndBothAreAnswered() {
    assertThat(
            load(
                event("e-1", "a", "2026-12-05", "2026-12-05"),
                event("e-1", "b", "2026-12-05", "2026-12-05")))
        .containsExactly(1L, 2L);
    assertThat(events.find("e-1").orElseThrow().title()).isEqualTo("b");
  }
}
