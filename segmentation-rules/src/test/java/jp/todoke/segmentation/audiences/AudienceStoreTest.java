package jp.todoke.segmentation.audiences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import jp.todoke.segmentation.attributes.Attribute;
import jp.todoke.segmentation.attributes.AttributeType;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.LegalAge;
import jp.todoke.segmentation.conditions.ReferenceDate;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.segmentation.rules.CompactCity;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A city of two slices, decided, counted, changed and killed over the wire. */
class AudienceStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final int PEOPLE = CompactCity.SLICE + 1_500;
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 20);
  private static final Condition NORTH = is("ward", "北区");
  private static final Condition ADULT =
      new Condition.Age(
          Optional.of(18), Optional.empty(), AgeReckoning.COMMON, new ReferenceDate.Today());
  private static final Condition ADULT_IN_NORTH =
      new Condition.All(List.of(new Condition.InSegment("north"), ADULT));

  private static final Bson LONG_AGO =
      Updates.set("changedAt", Date.from(Instant.parse("2026-11-01T00:00:00Z")));

  private static MongoCollection<Document> documents;
  private static Attributes attributes;

  private final HandClock clock = new HandClock();
  private Profiles profiles;
  private Decisions decisions;
  private String node = "";

  /** A clock that a test moves; each look at it takes a second. */
  private static final class HandClock extends Clock {
    private Instant now = TODAY.atTime(3, 0).toInstant(ZoneOffset.UTC);
    private Runnable atEachLook = () -> {};

    @Override
    public Instant instant() {
      atEachLook.run();
      now = now.plusSeconds(1);
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  /** The process ends here. */
  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @BeforeAll
  static void city() {
    attributes = new Attributes(store.database());
    attributes.create(
        new Attribute("ward", "区", AttributeType.ENUM, List.of("北区", "港区"), "", "s", "crm", 1));
    attributes.create(
        new Attribute("school", "校区", AttributeType.TEXT, List.of(), "", "s", "crm", 1));
    documents = store.database().getCollection("profiles");
    List<Document> some = new ArrayList<>();
    for (int index = 0; index < PEOPLE; index++) {
      some.add(person(index));
      if (some.size() == 5_000 || index == PEOPLE - 1) {
        documents.insertMany(some);
        some.clear();
      }
    }
  }

  private static String id(int index) {
    return String.format(Locale.ROOT, "c%06d", index);
  }

  private static Document person(int index) {
    Document facts = new Document("school", "第" + index % 40 + "小学校");
    if (index % 5 != 0) {
      facts.append("ward", index % 3 == 0 ? "北区" : "港区");
    }
    if (index % 7 != 0) {
      LocalDate birth = TODAY.minusDays(index * 31L % 33_000);
      facts.append("birthOn", Date.from(birth.atStartOfDay(ZoneOffset.UTC).toInstant()));
    }
    return new Document("_id", id(index))
        .append("kind", "citizen")
        .append("attributes", facts)
        .append("declared", new Document("school", "別の学校"))
        .append("consents", new Document("push", consent(index % 4 > 0)))
        .append("routesOff", index % 11 == 0 ? List.of("mail") : List.of())
        .append("mail", new Document("address", "a@example.jp").append("verified", index % 2 == 0))
        .append("changedAt", Date.from(Instant.parse("2026-11-01T00:00:00Z")));
  }

  private static Document consent(boolean granted) {
    return new Document("granted", granted)
        .append("textVersion", "1")
        .append("at", Date.from(Instant.parse("2026-11-01T00:00:00Z")));
  }

  private static Condition is(String attribute, String value) {
    return new Condition.OneOf(attribute, List.of(new AttributeValue.Text(value)));
  }

  @BeforeEach
  void segments(TestInfo test) {
    node = test.getDisplayName();
    profiles = new Profiles(store.database(), attributes, clock);
    decisions = new Decisions(attributes, clock);
    publish(
        Map.of(
            "north",
            NORTH,
            "adult",
            ADULT,
            "adultInNorth",
            ADULT_IN_NORTH,
            "school",
            is("school", "第3小学校")),
        1);
  }

  private void publish(Map<String, Condition> conditions, int version) {
    List<Rule> rules = new ArrayList<>();
    conditions.forEach(
        (id, condition) -> rules.add(new Rule(Rule.Key.segment(id), version, condition)));
    decisions.replace(Rule.Subject.SEGMENT, rules);
  }

  private Audiences audiences() {
    Audiences audiences =
        new Audiences(store.database(), attributes, profiles, decisions, node, "ward", clock);
    audiences.load();
    return audiences;
  }

  private static Set<String> members(Audiences audiences, String segment) {
    Set<String> members = new TreeSet<>();
    audiences.members(audiences.find(segment, 1).orElseThrow(), members::add);
    return members;
  }

  @Test
  void everybodyIsDecidedAsIfAskedAlone() {
    Audiences audiences = audiences();
    assertThat(audiences.find("north", 1)).isEmpty();
    audiences.recompute().run();
    Map<String, Set<String>> expected = new HashMap<>();
    RuleBook book = decisions.book();
    profiles.each(
        profile ->
            book.decide(profile)
                .which(Rule.Subject.SEGMENT, jp.todoke.segmentation.conditions.Verdict.YES)
                .forEach(
                    rule ->
                        expected
                            .computeIfAbsent(rule.key().id(), any -> new TreeSet<>())
                            .add(profile.commonId())));
    for (String segment : List.of("north", "adult", "adultInNorth", "school")) {
      assertThat(members(audiences, segment)).isEqualTo(expected.get(segment));
    }
    assertThat(expected.get("school")).hasSizeGreaterThan(1_000);
    Audience north = audiences.find("north", 1).orElseThrow();
    Audience adult = audiences.find("adult", 1).orElseThrow();
    assertThat(north.and(adult).size()).isEqualTo(members(audiences, "adultInNorth").size());
    assertThat(north.or(adult).size())
        .isEqualTo(north.size() + adult.size() - north.and(adult).size());
    Condition northNotAdult = new Condition.All(List.of(NORTH, new Condition.Not(ADULT)));
    assertThat(north.andNot(adult).size()).isEqualTo(audiences.draft(northNotAdult).size());
    assertThat(north.andNot(adult).unknown()).isEqualTo(audiences.draft(northNotAdult).unknown());
    assertThat(audiences.draft(ADULT_IN_NORTH).size()).isEqualTo(north.and(adult).size());
  }

  @Test
  void aKilledRecomputationGoesOnAfterTheSlicesItStored() {
    Audiences first = audiences();
    Recomputation killed = first.recompute();
    int[] looks = {0};
    clock.atEachLook =
        () -> {
          if (++looks[0] == 2) {
            throw new Killed();
          }
        };
    assertThatThrownBy(killed::run).isInstanceOf(Killed.class);
    clock.atEachLook = () -> {};
    assertThat(killed.progress().state()).isEqualTo(Progress.State.FAILED);
    assertThat(killed.progress().done()).isEqualTo(CompactCity.SLICE);
    Map<Object, Object> before = stored();
    assertThat(before).hasSize(1);

    Audiences restarted = audiences();
    assertThat(restarted.find("north", 1)).isEmpty();
    Recomputation rest = restarted.recompute();
    rest.run();
    assertThat(rest.progress().state()).isEqualTo(Progress.State.DONE);
    assertThat(stored()).containsAllEntriesOf(before).hasSize(2);

    node = "uninterrupted";
    Audiences whole = audiences();
    whole.recompute().run();
    for (String segment : List.of("north", "adult", "adultInNorth", "school")) {
      assertThat(members(restarted, segment)).isEqualTo(members(whole, segment));
    }
  }

  /** When each slice of this node was decided. */
  private Map<Object, Object> stored() {
    Map<Object, Object> stored = new HashMap<>();
    store
        .database()
        .getCollection("audiences")
        .find(Filters.eq("node", node))
        .forEach(document -> stored.put(document.get("_id"), document.get("decidedAt")));
    return stored;
  }

  @Test
  void aCancelledRecomputationStopsAndIsTakenUpAgain() {
    Audiences audiences = audiences();
    Recomputation cancelled = audiences.recompute();
    clock.atEachLook = cancelled::cancel;
    cancelled.run();
    clock.atEachLook = () -> {};
    assertThat(cancelled.progress().state()).isEqualTo(Progress.State.CANCELLED);
    assertThat(cancelled.progress().done()).isLessThan(cancelled.progress().total());
    assertThat(audiences.find("north", 1)).isEmpty();
    audiences.recompute().run();
    assertThat(audiences.find("north", 1)).isPresent();
    assertThat(audiences.recompute().progress().segments()).isZero();
  }

  @Test
  void oneChangedProfileMovesAtOnce() {
    Audiences audiences = audiences();
    audiences.recompute().run();
    int before = audiences.find("north", 1).orElseThrow().size();
    documents.updateOne(
        Filters.eq("_id", id(4)),
        Updates.combine(
            Updates.set("attributes.ward", "北区"),
            Updates.set("changedAt", Date.from(clock.instant()))));
    assertThat(audiences.changed(id(4))).isPositive();
    assertThat(audiences.find("north", 1).orElseThrow().size()).isEqualTo(before + 1);
    assertThat(members(audiences, "north")).contains(id(4));

    documents.insertOne(person(PEOPLE + 2).append("changedAt", Date.from(clock.instant())));
    audiences.changed(id(PEOPLE + 2));
    assertThat(members(audiences, "north")).contains(id(PEOPLE + 2));

    Audiences restarted = audiences();
    restarted.recompute().run();
    assertThat(members(restarted, "north")).isEqualTo(members(audiences, "north"));

    profiles.delete(id(PEOPLE + 2));
    audiences.changed(id(PEOPLE + 2));
    assertThat(members(audiences, "north")).doesNotContain(id(PEOPLE + 2));
    assertThat(audiences.ordinal(id(PEOPLE + 2))).isEmpty();
    documents.replaceOne(Filters.eq("_id", id(4)), person(4));
  }

  @Test
  void atMidnightOnlyWhatTimeChangesIsDecidedAgain() {
    Audiences audiences = audiences();
    audiences.recompute().run();
    Audience today = audiences.find("adult", 1).orElseThrow();
    clock.now = TODAY.plusYears(1).atStartOfDay(Decisions.JAPAN).toInstant();
    assertThat(audiences.find("adult", 1).orElseThrow().asOf()).isEqualTo(TODAY);
    Recomputation midnight = audiences.recompute();
    assertThat(midnight.progress().segments()).isEqualTo(2);
    midnight.run();
    Audience later = audiences.find("adult", 1).orElseThrow();
    assertThat(later.asOf()).isEqualTo(TODAY.plusYears(1));
    assertThat(later.size()).isGreaterThan(today.size());
    assertThat(audiences.find("north", 1)).isPresent();
    assertThat(stored()).hasSize(4);
  }

  @Test
  void aPublicationIsDecidedAloneTogetherWithWhatRefersToIt() {
    Audiences audiences = audiences();
    audiences.recompute().run();
    List<Rule> rules = new ArrayList<>();
    for (Rule rule : decisions.book().rules()) {
      boolean north = rule.key().id().equals("north");
      rules.add(north ? new Rule(rule.key(), 2, is("ward", "港区")) : rule);
    }
    decisions.replace(Rule.Subject.SEGMENT, rules);
    Recomputation publication = audiences.recompute();
    assertThat(publication.progress().segments()).isEqualTo(2);
    publication.run();
    assertThat(audiences.find("adultInNorth", 1).orElseThrow().size())
        .isEqualTo(audiences.draft(new Condition.All(List.of(is("ward", "港区"), ADULT))).size());
  }

  @Test
  void aBreakdownAddsUpLikeCountingOneByOne() {
    Audiences audiences = audiences();
    audiences.recompute().run();
    Map<List<Object>, Integer> counted = new HashMap<>();
    profiles.each(
        profile -> {
          Optional<String> ward =
              Optional.ofNullable(profile.attributes().get("ward")).map(AudienceStoreTest::text);
          if (!ward.equals(Optional.of("北区"))) {
            return;
          }
          Optional<Integer> age =
              Optional.ofNullable(profile.attributes().get("birthOn"))
                  .map(value -> ((AttributeValue.Day) value).day())
                  .map(birth -> LegalAge.on(birth, TODAY, AgeReckoning.COMMON));
          for (Reach.Way way : Reach.Way.values()) {
            Optional<Reach.Barrier> barrier =
                Reach.of(profile, way, Reach.Weight.PUSH) instanceof Reach.Unreachable(var why)
                    ? Optional.of(why)
                    : Optional.empty();
            counted.merge(
                List.of(ward, age.map(AudienceStoreTest::band), way, barrier), 1, Integer::sum);
          }
        });
    Breakdown breakdown = audiences.breakdown(audiences.find("north", 1).orElseThrow());
    Map<List<Object>, Optional<Integer>> shown = new HashMap<>();
    breakdown
        .cells()
        .forEach(
            cell ->
                shown.put(
                    List.of(cell.ward(), cell.ages(), cell.way(), cell.barrier()), cell.people()));
    Map<List<Object>, Optional<Integer>> expected = new HashMap<>();
    counted.forEach(
        (cell, people) -> expected.put(cell, people < 10 ? Optional.empty() : Optional.of(people)));
    assertThat(shown).isEqualTo(expected);
    assertThat(audiences.breakdown(audiences.draft(is("school", "どこにもない"))).people()).isEmpty();
  }

  private static String text(AttributeValue value) {
    return ((AttributeValue.Text) value).text();
  }

  private static String band(int age) {
    int[] firsts = {75, 65, 50, 40, 30, 18, 15, 6, 0};
    String[] bands = {"75-", "65-74", "50-64", "40-49", "30-39", "18-29", "15-17", "6-14", "0-5"};
    int band = 0;
    while (age < firsts[band]) {
      band++;
    }
    return bands[band];
  }

  @Test
  void anEstimateCoversTheTruth() {
    Audiences audiences = audiences();
    int covered = 0;
    int exact = audiences.draft(ADULT_IN_NORTH).size();
    for (int seed = 0; seed < 40; seed++) {
      Estimate estimate = audiences.estimate(ADULT_IN_NORTH, 500, new Random(seed));
      assertThat(estimate.asked()).isEqualTo(500);
      covered += estimate.low() <= exact && exact <= estimate.high() ? 1 : 0;
    }
    assertThat(covered).isGreaterThanOrEqualTo(36);
    assertThat(audiences.estimate(ADULT_IN_NORTH, PEOPLE, new Random(1)).people()).isEqualTo(exact);
  }

  @Test
  void whatPeopleReceiveAndLookedForDecidesLikeAskedAlone() {
    List<Document> seen = new ArrayList<>();
    for (int index = 0; index < 3_000; index++) {
      Document update = new Document("consents.behaviour", consent(index % 3 > 0));
      if (index % 5 < 3) {
        update.append("receives", index % 5 == 0 ? List.of("児童手当", "就学援助") : List.of());
      }
      documents.updateOne(Filters.eq("_id", id(index)), new Document("$set", update));
      seen.add(
          new Document("_id", id(index))
              .append(
                  "days",
                  new Document(
                      TODAY.minusDays(index % 50).toString(),
                      new Document("searched", new Document("childcare", 1 + index % 2))))
              .append("changedAt", Date.from(Instant.parse("2026-11-01T00:00:00Z"))));
    }
    store.database().getCollection("interactions").insertMany(seen);
    Condition looked =
        new Condition.Interacted(Optional.of(Interaction.Kind.SEARCHED), "childcare", "子育て", 2, 30);
    Condition mine = new Condition.Not(new Condition.Receives("児童手当", "児童手当"));
    publish(
        Map.of("looked", looked, "mine", mine, "both", new Condition.All(List.of(looked, mine))),
        1);
    Audiences audiences = audiences();
    audiences.recompute().run();
    RuleBook book = decisions.book();
    for (String segment : List.of("looked", "mine", "both")) {
      Set<String> expected = new TreeSet<>();
      for (int index = 0; index < 3_100; index++) {
        Profile person = profiles.find(id(index)).orElseThrow();
        if (book.decide(person).of(Rule.Key.segment(segment)) == Verdict.YES) {
          expected.add(person.commonId());
        }
      }
      assertThat(members(audiences, segment)).isEqualTo(expected).isNotEmpty();
    }
    String one = members(audiences, "looked").iterator().next();
    profiles.consent(one, Purpose.BEHAVIOUR, false, "1");
    audiences.changed(one);
    assertThat(members(audiences, "looked")).doesNotContain(one);
    assertThat(audiences().draft(looked).size()).isEqualTo(members(audiences, "looked").size());
    store.database().getCollection("interactions").drop();
    documents.updateMany(
        new Document(),
        Updates.combine(Updates.unset("receives"), Updates.unset("consents.behaviour"), LONG_AGO));
  }

  @Test
  void theImpactOfADraftIsCountedBeforeItIsPublished() {
    Audiences audiences = audiences();
    Rule north = new Rule(Rule.Key.segment("moving"), 1, NORTH);
    Rule south = new Rule(Rule.Key.segment("moving"), 2, is("ward", "港区"));
    int inNorth = audiences.draft(NORTH).size();
    int inSouth = audiences.draft(south.condition()).size();
    assertThat(audiences.impact(Optional.empty(), north, "ward"))
        .isEqualTo(
            new Impact(
                0,
                inNorth,
                inNorth,
                0,
                new TreeMap<>(Map.of("北区", new Impact.Change(inNorth, 0)))));
    assertThat(audiences.impact(Optional.of(north), south, "ward"))
        .isEqualTo(
            new Impact(
                inNorth,
                inSouth,
                inSouth,
                inNorth,
                new TreeMap<>(
                    Map.of(
                        "北区", new Impact.Change(0, inNorth),
                        "港区", new Impact.Change(inSouth, 0)))));
    assertThat(audiences.impact(Optional.of(north), south, "school").by())
        .containsOnlyKeys(Impact.NOT_KNOWN);
  }

  @Test
  void anotherSystemGetsAFrozenAudienceOfThoseWhoAgreeAndEveryPageIsOnRecord() {
    Audiences audiences = audiences();
    audiences.recompute().run();
    PeopleSets sets = new PeopleSets(store.database(), audiences);
    FrozenAudiences frozen =
        new FrozenAudiences(store.database(), audiences, sets, profiles, clock);
    assertThat(frozen.freeze("north", 9, "points", "ポイント付与", "approver-1")).isEmpty();
    FrozenAudience leave =
        frozen.freeze("north", 1, "points", "ポイント付与", "approver-1").orElseThrow();
    Set<String> north = members(audiences, "north");
    assertThat(leave.people()).isEqualTo(north.size());
    Set<String> agreeing = new TreeSet<>();
    north.stream().limit(700).forEach(agreeing::add);
    agreeing.forEach(person -> profiles.consent(person, Purpose.EXCHANGE, true, "1"));

    String withdrawn = agreeing.iterator().next();
    profiles.consent(withdrawn, Purpose.EXCHANGE, false, "1");
    agreeing.remove(withdrawn);
    documents.updateOne(Filters.eq("_id", id(2)), Updates.set("attributes.ward", "北区"));
    audiences.changed(id(2));

    Set<String> given = new TreeSet<>();
    Optional<Integer> next = Optional.of(0);
    int pages = 0;
    while (next.isPresent()) {
      FrozenAudiences.Part.People people =
          (FrozenAudiences.Part.People) frozen.read(leave.id(), "points", next.get());
      assertThat(people.commonIds()).hasSizeLessThanOrEqualTo(PeopleSets.BLOCK);
      given.addAll(people.commonIds());
      next = people.next();
      pages++;
    }
    assertThat(given).isEqualTo(agreeing);
    assertThat(frozen.reads(leave.id())).hasSize(pages);
    assertThat(frozen.reads(leave.id()).stream().mapToInt(FrozenAudiences.Read::people).sum())
        .isEqualTo(agreeing.size());
    assertThat(frozen.read(leave.id(), "coupons", 0)).isEqualTo(new FrozenAudiences.Part.Nothing());

    clock.now = clock.now.plus(java.time.Duration.ofDays(8));
    assertThat(frozen.read(leave.id(), "points", 0)).isEqualTo(new FrozenAudiences.Part.Nothing());
    assertThat(frozen.forgetExpired()).isEqualTo(1);
    assertThat(frozen.reads(leave.id())).hasSize(pages);
    documents.updateMany(
        new Document(), Updates.combine(Updates.unset("consents.exchange"), LONG_AGO));
    documents.replaceOne(Filters.eq("_id", id(2)), person(2));
  }

  @Test
  void aSetOfPeopleIsTheSameOnEveryNodeAndAfterARestart() {
    Audiences audiences = audiences();
    Audience north = audiences.draft(NORTH);
    Audiences.Reached reached = audiences.reached(north, Reach.Way.PORTAL);
    assertThat(
            reached.audience().size() + reached.barred().values().stream().mapToLong(n -> n).sum())
        .isEqualTo(north.size());
    Set<String> expected = new TreeSet<>();
    audiences.members(reached.audience(), expected::add);
    String set = "push-" + node;
    PeopleSets here = new PeopleSets(store.database(), audiences);
    assertThat(here.keep(set, reached.audience())).isEqualTo(expected.size());
    assertThat(here.keep(set, audiences.draft(ADULT))).isEqualTo(expected.size());

    List<PeopleSets> everywhere = new ArrayList<>(List.of(here));
    everywhere.add(new PeopleSets(store.database(), audiences()));
    node = "elsewhere";
    everywhere.add(new PeopleSets(store.database(), audiences()));
    everywhere.forEach(sets -> holds(sets, set, expected));
    PeopleSets elsewhere = everywhere.getLast();
    assertThat(here.page("push-", 1)).extracting(PeopleSets.Kept::set).containsExactly(set);
    assertThat(here.page("push-", 1).getFirst().keptAt()).isPresent();
    here.forget(set);
    assertThat(here.size(set)).isEmpty();
    assertThat(here.page("push-", 1)).isEmpty();
    String member = expected.iterator().next();
    assertThat(elsewhere.contains(set, member)).as("still in the memory of that node").isTrue();
    elsewhere.letGo();
    assertThat(elsewhere.contains(set, member)).isFalse();
    assertThat(
            store.database().getCollection("peopleSetBits").countDocuments(Filters.eq("set", set)))
        .isZero();
    assertThat(
            store.database().getCollection("peopleSetParts").countDocuments(Filters.eq("set", set)))
        .isZero();
  }

  private static void holds(PeopleSets sets, String set, Set<String> expected) {
    Set<String> found = new TreeSet<>();
    List<Integer> sizes = new ArrayList<>();
    sets.blocks(
        set,
        0,
        () -> true,
        (number, people) -> {
          assertThat(number).isEqualTo(sizes.size());
          assertThat(sets.block(set, number)).isEqualTo(people);
          sizes.add(people.size());
          found.addAll(people);
        });
    assertThat(found).isEqualTo(expected);
    assertThat(sizes.subList(0, sizes.size() - 1)).containsOnly(PeopleSets.BLOCK);
    assertThat(sets.block(set, sizes.size())).isEmpty();
    for (int index = 0; index < PEOPLE; index += 97) {
      assertThat(sets.contains(set, id(index))).isEqualTo(expected.contains(id(index)));
    }
    assertThat(sets.contains(set, "nobody")).isFalse();
  }

  @Test
  void someOfASetAreTheSamePeopleOnEveryNodeAndAfterARestart() {
    Audiences audiences = audiences();
    String whole = "whole-" + node;
    PeopleSets here = new PeopleSets(store.database(), audiences);
    here.keep(whole, audiences.draft(NORTH));
    String first = "some-first-" + node;
    String second = "some-second-" + node;
    Set<String> expected = keepReached(here, audiences, whole, first);

    Audiences restarted = audiences();
    PeopleSets again = new PeopleSets(store.database(), restarted);
    String third = "some-third-" + node;
    node = "elsewhere";
    Audiences others = audiences();
    PeopleSets elsewhere = new PeopleSets(store.database(), others);
    assertThat(keepReached(elsewhere, others, whole, second)).isEqualTo(expected);
    assertThat(keepReached(again, restarted, whole, third)).isEqualTo(expected);

    for (PeopleSets sets : List.of(here, again, elsewhere)) {
      List.of(first, second, third).forEach(set -> holds(sets, set, expected));
    }
    assertThat(here.isWhole(whole)).isTrue();
    List.of(first, second, third).forEach(here::forget);
    assertThat(here.isWhole(whole)).isFalse();
    here.forget(whole);
  }

  private static Set<String> keepReached(
      PeopleSets sets, Audiences audiences, String whole, String set) {
    Audience reached = audiences.reached(sets.audience(whole), Reach.Way.PORTAL).audience();
    assertThat(sets.keepSome(set, whole, reached)).isEqualTo(reached.size());
    Set<String> expected = new TreeSet<>();
    audiences.members(reached, expected::add);
    return expected;
  }

  @Test
  void aForgettingThatWasBrokenOffIsNeverReadAndIsFinishedByTheNext() {
    Audiences audiences = audiences();
    PeopleSets sets = new PeopleSets(store.database(), audiences);
    String set = "half-" + node;
    sets.keep(set, audiences.draft(NORTH));
    MongoCollection<Document> heads = store.database().getCollection("peopleSets");
    heads.updateOne(Filters.eq("_id", set), Updates.set("forgotten", true));
    store.database().getCollection("peopleSetParts").deleteMany(Filters.eq("set", set));
    PeopleSets after = new PeopleSets(store.database(), audiences());
    assertThat(after.size(set)).isEmpty();
    assertThat(after.block(set, 0)).isEmpty();
    assertThat(after.page("half-", 1)).extracting(PeopleSets.Kept::set).containsExactly(set);
    after.forget(set);
    assertThat(after.page("half-", 1)).isEmpty();
    sets.letGo();
    assertThat(
            store.database().getCollection("peopleSetBits").countDocuments(Filters.eq("set", set)))
        .isZero();
  }
}
