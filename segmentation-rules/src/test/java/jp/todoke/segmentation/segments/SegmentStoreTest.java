package jp.todoke.segmentation.segments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeExists;
import jp.todoke.segmentation.attributes.AttributeRefused;
import jp.todoke.segmentation.attributes.AttributeStale;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.ProfileRowRefused;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.SegmentCycle;
import jp.todoke.segmentation.rules.SegmentMissing;
import jp.todoke.testkit.StoreExtension;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SegmentStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-19T15:00:00Z"), ZoneOffset.UTC);

  private static Attributes attributes;
  private static Profiles profiles;
  private static Decisions decisions;
  private static Segments segments;

  @BeforeAll
  static void city() throws Exception {
    attributes = new Attributes(store.database());
    attributes.create(
        new Attribute(
            "ward", "区", AttributeType.ENUM, List.of("北区", "港区"), "", "service", "crm", 1));
    profiles = new Profiles(store.database(), attributes, CLOCK);
    decisions = new Decisions(attributes, CLOCK);
    segments = new Segments(store.database(), attributes, profiles, decisions, CLOCK);
    StringBuilder rows = new StringBuilder();
    for (int index = 0; index < 600; index++) {
      String ward = index % 3 == 0 ? "北区" : "港区";
      rows.append(
          String.format(
              java.util.Locale.ROOT,
              "{\"commonId\":\"c%03d\",\"attributes\":{\"ward\":\"%s\"}}\n",
              index,
              ward));
    }
    profiles.intake(result -> {}).readFrom(new StringReader(rows.toString()));
  }

  @Test
  void onlyAPublishedVersionDecidesAndItNeverChanges() {
    segments.create("kita", "北区の方", ward("北区"), "editor-1");
    assertThat(decisions.book().find(Rule.Key.segment("kita"))).isEmpty();

    SegmentVersion first = publish("kita", 1);
    assertThat(first.number()).isEqualTo(1);
    Profile person = profiles.find("c000").orElseThrow();
    assertThat(decisions.book().decide(person).of(Rule.Key.segment("kita"))).isEqualTo(Verdict.YES);

    segments.edit("kita", "北区と港区の方", ward("北区", "港区"), 3, "editor-1");
    assertThat(members("kita", 1)).hasSize(200);
    SegmentVersion second = publish("kita", 4);
    assertThat(second.number()).isEqualTo(2);
    assertThat(members("kita", 1)).hasSize(200).isSorted();
    assertThat(members("kita", 2)).hasSize(600);
    assertThat(segments.find("kita", 1).orElseThrow()).isEqualTo(first);
  }

  @Test
  void twoEditorsDoNotOverwriteEachOther() {
    segments.create("minato", "港区の方", ward("港区"), "editor-1");
    segments.edit("minato", "港区にお住まいの方", ward("港区"), 1, "editor-1");
    assertThatThrownBy(() -> segments.edit("minato", "別の名前", ward("港区"), 1, "editor-2"))
        .isInstanceOf(StaleSegment.class);
    assertThatThrownBy(() -> segments.publish("minato", 1, "approver-1"))
        .isInstanceOf(StaleSegment.class);
    assertThatThrownBy(() -> segments.create("minato", "また", ward("港区"), "editor-2"))
        .isInstanceOf(SegmentExists.class);
    assertThatThrownBy(() -> segments.edit("nowhere", "?", ward("港区"), 1, "editor-2"))
        .isInstanceOf(UnknownSegment.class);
  }

  @Test
  void aSegmentThatWouldLeadBackToItselfIsNotPublished() {
    segments.create("circle", "循環", new Condition.InSegment("circle"), "editor-1");
    assertThatThrownBy(() -> publish("circle", 1)).isInstanceOf(SegmentCycle.class);
    assertThat(segments.find("circle").orElseThrow().published()).isEmpty();
  }

  @Test
  void aSegmentWhoseExamplesAreAnsweredOtherwiseIsNotPublished() {
    segments.create("examined", "北区の方", ward("北区"), "editor-1");
    Example right =
        new Example(
            "北区の方",
            "{\"commonId\":\"x\",\"attributes\":{\"ward\":\"北区\"}}",
            Optional.empty(),
            Verdict.YES);
    Example wrong =
        new Example(
            "区が不明の方", "{\"commonId\":\"y\"}", Optional.of(LocalDate.of(2026, 4, 1)), Verdict.NO);
    segments.exemplify("examined", List.of(right, wrong), 1, "editor-1");
    assertThat(segments.examples("examined"))
        .extracting(Segments.Outcome::answered)
        .containsExactly(Verdict.YES, Verdict.UNKNOWN);
    assertThatThrownBy(() -> publish("examined", 2))
        .isInstanceOfSatisfying(
            ExamplesFailed.class, failed -> assertThat(failed.names()).containsExactly("区が不明の方"));
    assertThat(segments.find("examined").orElseThrow().published()).isEmpty();
    segments.exemplify("examined", List.of(right), 3, "editor-1");
    assertThat(publish("examined", 4).number()).isEqualTo(1);
    assertThatThrownBy(
            () ->
                segments.exemplify(
                    "examined",
                    List.of(new Example("壊れた例", "{", Optional.empty(), Verdict.NO)),
                    6,
                    "editor-1"))
        .isInstanceOf(ProfileRowRefused.class);
  }

  @Test
  void aSegmentGoesFromDraftOverReviewToPublishedAndRetired() {
    segments.create("staged", "段階", ward("北区"), "editor-1");
    assertThatThrownBy(() -> segments.publish("staged", 1, "approver-1"))
        .isInstanceOf(NotSubmitted.class);
    assertThat(segments.submit("staged", 1).stage()).isEqualTo(Segment.Stage.REVIEW);
    segments.publish("staged", 2, "approver-1");
    assertThat(segments.find("staged").orElseThrow().stage()).isEqualTo(Segment.Stage.PUBLISHED);
    segments.create("leaning", "寄りかかる", new Condition.InSegment("staged"), "editor-1");
    publish("leaning", 1);
    assertThatThrownBy(() -> segments.retire("staged", 3, "approver-1"))
        .isInstanceOf(SegmentMissing.class);
    segments.retire("leaning", 3, "approver-1");
    assertThat(segments.retire("staged", 3, "approver-1").stage()).isEqualTo(Segment.Stage.RETIRED);
    assertThat(decisions.book().find(Rule.Key.segment("staged"))).isEmpty();
    assertThat(segments.find("staged", 1)).isPresent();
    assertThat(publish("staged", 4).number()).isEqualTo(2);
  }

  @Test
  void aFactFewPeopleHaveIsPointedOut() {
    attributes.create(
        new Attribute("income", "年収", AttributeType.NUMBER, List.of(), "円", "service", "crm", 1));
    segments.create(
        "rich",
        "年収",
        new Condition.Within(
            "income",
            Optional.of(new Condition.Bound(AttributeValue.Number.of(1), true)),
            Optional.empty()),
        "editor-1");
    assertThat(segments.lint("rich")).extracting(Finding::code).containsExactly("unknown-prone");
  }

  @Test
  void anotherNodeSeesWhatWasPublishedAfterItsRefresh() {
    Decisions elsewhere = new Decisions(new Attributes(store.database()), CLOCK);
    Segments node =
        new Segments(
            store.database(), new Attributes(store.database()), profiles, elsewhere, CLOCK);
    segments.create("late", "あとから", ward("港区"), "editor-1");
    publish("late", 1);
    assertThat(elsewhere.book().find(Rule.Key.segment("late"))).isEmpty();
    node.refresh();
    assertThat(elsewhere.book().find(Rule.Key.segment("late"))).isPresent();
  }

  @Test
  void theCatalogueGrowsButNeverTakesAwayWhatIsInUse() {
    Attribute size =
        new Attribute("dogSize", "犬の大きさ", AttributeType.ENUM, List.of("小", "大"), "", "s", "crm", 1);
    attributes.create(size);
    assertThatThrownBy(() -> attributes.create(size)).isInstanceOf(AttributeExists.class);
    Attribute more =
        new Attribute(
            "dogSize", "犬の大きさ", AttributeType.ENUM, List.of("小", "中", "大"), "", "s", "crm", 1);
    assertThat(attributes.replace(more, 1).version()).isEqualTo(2);
    assertThatThrownBy(() -> attributes.replace(more, 1)).isInstanceOf(AttributeStale.class);
    assertThatThrownBy(() -> attributes.replace(size, 2)).isInstanceOf(AttributeRefused.class);
  }

  private static SegmentVersion publish(String id, int expected) {
    Segment submitted = segments.submit(id, expected);
    return segments.publish(id, submitted.version(), "approver-1");
  }

  private static List<String> members(String id, int number) {
    List<String> members = new ArrayList<>();
    segments.members(id, number, profile -> members.add(profile.commonId()));
    return members;
  }

  private static Condition ward(String... names) {
    return new Condition.OneOf(
        "ward", List.of(names).stream().<AttributeValue>map(AttributeValue.Text::new).toList());
  }
}
