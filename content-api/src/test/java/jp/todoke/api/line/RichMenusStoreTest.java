package jp.todoke.api.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.segments.Segments;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RichMenusStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private final HandClock clock = new HandClock(Instant.parse("2026-11-20T03:00:00Z"));
  private final Attributes attributes = new Attributes(store.database());
  private final Decisions decisions = new Decisions(attributes, clock);
  private final Profiles profiles = new Profiles(store.database(), attributes, clock);
  private final LineSimulator platform = LineSimulator.start("token", 0, clock);
  private final LineChannel line = new LineChannel(LineSettings.of(platform.endpoint(), "token"));
  private final RichMenus menus = menus(Map.of("no-such-segment", "x", "everybody", "richmenu-1"));

  private RichMenus menus(Map<String, String> bySegment) {
    return new RichMenus(
        store.database(), new LinkedHashMap<>(bySegment), line, profiles, decisions, clock);
  }

  private static String user(int n) {
    return String.format(Locale.ROOT, "U%032x", n);
  }

  @BeforeEach
  void people() throws IOException {
    for (String name : List.of("profiles", "lineMenus", "lineMenuRounds")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
    Segments segments = new Segments(store.database(), attributes, profiles, decisions, clock);
    if (segments.find("everybody", 1).isEmpty()) {
      segments.create("everybody", "みなさま", new Condition.All(List.of()), "yamada");
      segments.submit("everybody", 1);
      segments.publish("everybody", 2, "suzuki");
    }
    segments.refreshIfChanged();
    StringBuilder rows = new StringBuilder();
    for (int n = 0; n < 3; n++) {
      rows.append(
          String.format(
              Locale.ROOT,
              "{\"commonId\":\"c%d\",\"contactPoints\":{\"line\":{\"userId\":\"%s\"}},"
                  + "\"consents\":{\"personalization\":{\"granted\":%s,"
                  + "\"at\":\"2026-04-01T00:00:00Z\"}}}%n",
              n,
              user(n),
              n != 2));
    }
    assertThat(profiles.intake(result -> {}).readFrom(new StringReader(rows.toString()))).isZero();
  }

  @AfterEach
  void close() {
    line.close();
    platform.close();
  }

  @Test
  void whoIsLinkedSeesTheMenuOfTheirSegmentUntilTheyUnlink() {
    menus.show("c0", user(0));
    assertThat(platform.menuOf(user(0))).contains("richmenu-1");
    menus.hide(user(0));
    assertThat(platform.menuOf(user(0))).isEmpty();
    menus.show("c2", user(2));
    assertThat(platform.menuOf(user(2))).as("lets nothing be used").isEmpty();
  }

  @Test
  void onceADayMenusFollowThePeopleAndOnlyChangesAreTold() {
    menus.daily();
    assertThat(platform.menuOf(user(0))).contains("richmenu-1");
    assertThat(platform.menuOf(user(1))).contains("richmenu-1");
    assertThat(platform.menuOf(user(2))).isEmpty();
    long told = platform.requests();
    assertThat(told).as("one request for both").isEqualTo(1);

    profiles.consent("c0", Purpose.PERSONALIZATION, false, "1");
    menus.daily();
    assertThat(platform.requests()).as("once a day").isEqualTo(told);
    clock.pass(Duration.ofDays(1));
    menus.daily();
    assertThat(platform.menuOf(user(0))).isEmpty();
    assertThat(platform.menuOf(user(1))).contains("richmenu-1");
    assertThat(platform.requests()).isEqualTo(told + 1);
  }

  @Test
  void withoutMenusNothingIsDone() {
    menus(Map.of()).daily();
    assertThat(platform.requests()).isZero();
  }
}
