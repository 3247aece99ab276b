package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.approvals.ContentChanged;
import jp.todoke.delivery.approvals.OwnWorkApproval;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.reports.RouteReport;
import jp.todoke.delivery.triggers.Firings;
import jp.todoke.delivery.triggers.Forecast;
import jp.todoke.delivery.triggers.Forecasts;
import jp.todoke.delivery.triggers.Trigger;
import jp.todoke.delivery.triggers.TriggerDraft;
import jp.todoke.delivery.triggers.TriggerExists;
import jp.todoke.delivery.triggers.TriggerRefused;
import jp.todoke.delivery.triggers.TriggerRounds;
import jp.todoke.delivery.triggers.Triggers;
import jp.todoke.delivery.triggers.UnknownTrigger;
import jp.todoke.delivery.triggers.When;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.conditions.AgeReckoning;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ReferenceDate;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever sets a trigger off sets it off once for each person and occurrence. */
class TriggerStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static City city;

  private final Provider portal = new Provider(Route.PORTAL);
  private final Provider mail = new Provider(Route.MAIL);

  @BeforeAll
  static void city() {
    city = new City(store.database());
    city.segments.create(
        "adults",
        "成人",
        new Condition.Age(
            Optional.of(18),
            Optional.empty(),
            AgeReckoning.ATTAINED_DAY,
            new ReferenceDate.Today()),
        City.EDITOR);
    city.segments.submit("adults", 1);
    city.segments.publish("adults", 2, City.APPROVER);
  }

  @BeforeEach
  void empty() {
    for (String name :
        List.of(
            "profiles",
            "chunks",
            "triggers",
            "triggerFirings",
            "triggerMembers",
            "audiences",
            "audienceOrdinals",
            "contactBudgets")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
  }

  /** A node with doors of its own on the same database. */
  private static final class Node {
    final Audiences audiences;
    final Triggers triggers = city.triggers(ApprovalPolicy.USUAL);
    final Firings firings =
        new Firings(city.database, triggers, city.addresses, city.ledger(), city.clock);
    final TriggerRounds rounds;

    Node(String name) {
      audiences =
          new Audiences(
              city.database,
              city.attributes,
              city.profiles,
              city.decisions,
              name,
              "ward",
              city.clock);
      rounds =
          new TriggerRounds(
              city.database,
              triggers,
              firings,
              audiences,
              city.profiles,
              city.decisions,
              city.clock);
      refresh();
    }

    void refresh() {
      city.clock.pass(Duration.ofSeconds(1));
      audiences.load();
      audiences.recompute().run();
    }
  }

  private static TriggerDraft draft(When when, String segment) {
    return new TriggerDraft(
        "ご案内",
        when,
        segment,
        1,
        "flu",
        1,
        Set.of(Route.PORTAL, Route.MAIL),
        "general",
        Map.of("place", "北区役所"),
        Optional.empty());
  }

  private static Trigger active(String id, When when, String segment) {
    Trigger created = city.triggers.create(id, draft(when, segment), City.EDITOR);
    return city.triggers.approve(id, created.contentHash(), City.APPROVER);
  }

  private static void born(int person, LocalDate day) {
    city.intake(
        List.of(
            City.person(person)
                .replace(
                    "\"language\"",
                    String.format(
                        Locale.ROOT, "\"attributes\":{\"birthOn\":\"%s\"},\"language\"", day))));
  }

  private void send() {
    Dispatcher dispatcher = city.dispatcher("node", List.of(portal, mail));
    while (dispatcher.workOnce()) {
      assertThat(city.triggers.page("", 1)).hasSize(1);
    }
  }

  private static LocalDate today() {
    return LocalDate.ofInstant(city.clock.instant(), ZoneId.of("Asia/Tokyo"));
  }

  @Test
  void aTriggerIsApprovedBySomebodyElseByWhatTheyRead() {
    Trigger created =
        city.triggers.create("welcome", draft(new When.Enters(), "everybody"), City.EDITOR);
    assertThat(city.triggers.find("welcome")).contains(created);
    assertThatExceptionOfType(TriggerExists.class)
        .isThrownBy(
            () -> city.triggers.create("welcome", draft(new When.Enters(), "everybody"), "x"));
    assertThatExceptionOfType(OwnWorkApproval.class)
        .isThrownBy(() -> city.triggers.approve("welcome", created.contentHash(), City.EDITOR));
    assertThatExceptionOfType(ContentChanged.class)
        .isThrownBy(() -> city.triggers.approve("welcome", "other", City.APPROVER));
    assertThatExceptionOfType(UnknownTrigger.class)
        .isThrownBy(() -> city.triggers.approve("none", "x", City.APPROVER));
    assertThatExceptionOfType(WrongState.class)
        .isThrownBy(() -> city.triggers.stop("welcome", City.APPROVER));
    assertThat(city.triggers.approve("welcome", created.contentHash(), City.APPROVER).status())
        .isEqualTo(Trigger.Status.ACTIVE);
    assertThat(city.triggers.stop("welcome", City.EDITOR).status())
        .isEqualTo(Trigger.Status.STOPPED);
    assertThatExceptionOfType(TriggerRefused.class)
        .isThrownBy(() -> city.triggers.create("x", draft(new When.Enters(), "none"), "x"));
    assertThatExceptionOfType(TriggerRefused.class)
        .isThrownBy(
            () -> city.triggers.create("x", draft(new When.Days("a", 500, true), "adults"), "x"));
    for (When when :
        List.of(
            new When.Days("birthOn", -7, true), new When.NewContent(), new When.Event("jp.x"))) {
      String id = when.getClass().getSimpleName().toLowerCase(Locale.ROOT);
      Trigger one = city.triggers.create(id, draft(when, "adults"), City.EDITOR);
      assertThat(city.triggers.find(id)).contains(one);
    }
    assertThat(city.triggers.page("", 10)).hasSize(4);
  }

  @Test
  void whoComesToMatchGetsItOnceHoweverManyNodesLook() {
    city.settle(0, 3);
    active("welcome", new When.Enters(), "everybody");
    Node one = new Node("one");
    Node two = new Node("two");
    assertThat(one.rounds.round()).as("who was there already").isZero();
    assertThat(two.rounds.round()).isZero();
    city.settle(3, 5);
    one.refresh();
    two.refresh();
    assertThat(one.rounds.round()).isEqualTo(2);
    assertThat(two.rounds.round()).isZero();
    assertThat(one.rounds.round()).isZero();
    assertThat(new Node("three").rounds.round()).as("after a restart").isZero();
    // Somebody leaves and comes back: once is for ever.
    city.profiles.delete(City.id(3));
    one.refresh();
    one.rounds.round();
    city.settle(3, 4);
    one.refresh();
    assertThat(one.rounds.round()).isZero();

    send();
    String group = one.firings.groups("welcome").getFirst();
    RouteReport report = city.reports.of(group).routes().get(Route.MAIL);
    assertThat(report.balances()).isTrue();
    assertThat(mail.shown(group + "-m0-0")).isEqualTo(1);
    assertThat(one.firings.count("welcome")).isEqualTo(2);
  }

  /** Before, nobody could tell; the node that looks has looked before, so it looks at changes. */
  @Test
  void ofWhomItCouldNotBeToldComesToMatchOnceItCan() {
    city.settle(0, 2);
    born(1, today().minusYears(30));
    active("adult", new When.Enters(), "adults");
    Node node = new Node("one");
    assertThat(node.rounds.round()).isZero();
    assertThat(node.rounds.round()).isZero();
    born(0, today().minusYears(40));
    node.refresh();
    assertThat(node.rounds.round()).isEqualTo(1);
    assertThat(node.rounds.round()).isZero();
    assertThat(city.database.getCollection("triggerFirings").find().first().getString("commonId"))
        .isEqualTo(City.id(0));
  }

  @Test
  void fourThreadsOfTwoNodesFireTheSameEventOnce() throws Exception {
    city.settle(0, 1);
    active("card", new When.Event("jp.example.card.ready"), "everybody");
    AtomicInteger fired = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4);
    List<Node> nodes = List.of(new Node("one"), new Node("two"));
    List<Throwable> broken = Collections.synchronizedList(new ArrayList<>());
    for (int worker = 0; worker < 4; worker++) {
      Node node = nodes.get(worker % 2);
      new Thread(
              () -> {
                try {
                  for (int event = 0; event < 10; event++) {
                    fired.addAndGet(
                        node.rounds.event(
                            "/card", "e" + event, "jp.example.card.ready", City.id(0)));
                  }
                } catch (RuntimeException failed) {
                  broken.add(failed);
                } finally {
                  done.countDown();
                }
              },
              "worker-" + worker)
          .start();
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(broken).isEmpty();
    assertThat(fired).hasValue(10);
    assertThat(city.firings.count("card")).isEqualTo(10);
    assertThat(city.database.getCollection("chunks").countDocuments()).isEqualTo(20);
  }

  @Test
  void anEventOfAnotherTypeOrOfSomebodyElseSetsNothingOff() {
    born(0, today().minusYears(10));
    born(1, today().minusYears(30));
    active("card", new When.Event("jp.example.card.ready"), "adults");
    Node node = new Node("one");
    assertThat(node.rounds.event("/card", "1", "jp.example.card.lost", City.id(1))).isZero();
    assertThat(node.rounds.event("/card", "1", "jp.example.card.ready", City.id(0))).isZero();
    assertThat(node.rounds.event("/card", "1", "jp.example.card.ready", "nobody")).isZero();
    assertThat(node.rounds.event("/card", "1", "jp.example.card.ready", City.id(1))).isEqualTo(1);
    assertThat(node.rounds.event("/card", "1", "jp.example.card.ready", City.id(1))).isZero();
    city.triggers.stop("card", City.APPROVER);
    assertThat(node.rounds.event("/card", "2", "jp.example.card.ready", City.id(1))).isZero();
    send();
    String group = node.firings.groups("card").getFirst();
    assertThat(city.reports.of(group).routes().get(Route.PORTAL).suppressed())
        .as("what a stopped trigger has in the queue")
        .isEqualTo(Map.of("stopped", 1L));
  }

  @Test
  void atMidnightWhoTurnsEighteenIsSetOffOnceByAnyNode() {
    // By law an age is attained at the end of the day before the birthday.
    LocalDate eve = today().plusDays(2);
    born(0, eve.minusYears(18));
    born(1, eve.minusYears(30));
    active("adult", new When.Enters(), "adults");
    Node one = new Node("one");
    Node two = new Node("two");
    one.rounds.round();
    two.rounds.round();
    assertThat(city.firings.count("adult")).isZero();
    int fired = 0;
    for (int day = 0; day < 3; day++) {
      city.clock.pass(Duration.ofDays(1));
      one.refresh();
      two.refresh();
      fired += one.rounds.round() + two.rounds.round() + one.rounds.round();
    }
    assertThat(fired).isEqualTo(1);
    assertThat(city.database.getCollection("triggerFirings").find().first().getString("commonId"))
        .isEqualTo(City.id(0));
  }

  @ParameterizedTest
  @CsvSource({
    // attribute, days, yearly, window, expected occurrence
    "2027-01-10, -7, false, 2027-01-03, 2027-01-03, 2027-01-10",
    "2027-01-10, -7, false, 2027-01-02, 2027-01-02, ''",
    "2027-01-10, 3, false, 2027-01-11, 2027-01-14, 2027-01-10",
    "2000-02-29, 0, true, 2027-02-28, 2027-02-28, 2027-02-28",
    "2000-02-29, 0, true, 2027-03-01, 2027-03-01, ''",
    "2000-02-29, 0, true, 2028-02-28, 2028-02-28, ''",
    "2000-02-29, 0, true, 2028-02-29, 2028-02-29, 2028-02-29",
    "2000-02-29, -7, true, 2027-02-21, 2027-02-21, 2027-02-28",
    "2000-02-29, -7, true, 2028-02-22, 2028-02-22, 2028-02-29",
    "2000-01-03, -7, true, 2026-12-27, 2026-12-27, 2027-01-03",
    "2000-12-30, 5, true, 2027-01-04, 2027-01-04, 2026-12-30",
    "2026-12-01, 0, true, 2026-12-01, 2026-12-01, ''",
    "2026-12-01, 365, true, 2028-11-30, 2028-11-30, 2027-12-01"
  })
  void aDayIsCountedByTheCalendar(
      LocalDate day, int days, boolean yearly, LocalDate from, LocalDate to, String occurrence) {
    Trigger trigger = active("day", new When.Days("birthOn", days, yearly), "everybody");
    assertThat(
            ((When.Days) trigger.draft().when()).occurrence(day, from, to).map(LocalDate::toString))
        .isEqualTo(Optional.of(occurrence).filter(text -> !text.isEmpty()));
  }

  @Test
  void sevenDaysBeforeTheBirthdayIsLookedForOnEveryDayAlsoAfterAStandstill() {
    born(0, today().plusDays(9).minusYears(40));
    born(1, today().plusDays(12).minusYears(40));
    active("birthday", new When.Days("birthOn", -7, true), "everybody");
    Node one = new Node("one");
    assertThat(one.rounds.round()).isZero();
    city.clock.pass(Duration.ofDays(2));
    one.refresh();
    assertThat(one.rounds.round()).isEqualTo(1);
    // Two days nothing runs; the day between is made up for.
    city.clock.pass(Duration.ofDays(4));
    Node two = new Node("two");
    one.refresh();
    assertThat(two.rounds.round()).isEqualTo(1);
    assertThat(one.rounds.round()).isZero();
    assertThat(city.firings.count("birthday")).isEqualTo(2);
  }

  @Test
  void aDryRunSaysOnWhichDaysHowManyAreWrittenToAndFiresNothing() {
    born(0, today().plusDays(7).minusYears(40));
    born(1, today().plusDays(12).minusYears(40));
    born(2, today().plusDays(12).minusYears(30));
    born(3, today().plusDays(60).minusYears(30));
    city.audiences.load();
    active("birthday", new When.Days("birthOn", -7, true), "everybody");
    Forecasts forecasts =
        new Forecasts(
            city.triggers, city.selection::members, city.profiles, city.addresses, city.clock);
    Forecast forecast = forecasts.of("birthday");

    assertThat(forecast.members()).isEqualTo(4);
    assertThat(forecast.asked()).isEqualTo(4);
    assertThat(forecast.days()).hasSize(14);
    assertThat(forecast.days().entrySet().stream().filter(day -> day.getValue() > 0))
        .containsExactly(Map.entry(today(), 1L), Map.entry(today().plusDays(5), 2L));
    assertThat(forecast.routes().values())
        .allSatisfy(
            route ->
                assertThat(
                        route.reachable()
                            + route.barred().values().stream().mapToLong(Long::longValue).sum())
                    .isEqualTo(4));
    assertThat(forecast.samples()).containsKeys("ja", "en");
    assertThat(city.firings.count("birthday")).isZero();
    assertThatExceptionOfType(UnknownTrigger.class).isThrownBy(() -> forecasts.of("none"));
  }

  @Test
  void aTriggerForManyNeedsTwoApproversAndAnEventsNeedsOne() {
    city.settle(0, 4);
    Triggers triggers = city.triggers(new ApprovalPolicy(3, Duration.ofDays(7)));
    TriggerDraft draft =
        new TriggerDraft(
            "お知らせ",
            new When.NewContent(),
            "everybody",
            1,
            "flu",
            1,
            Set.of(Route.PORTAL),
            "general",
            Map.of("place", "北区役所"),
            Optional.empty());
    String hash = triggers.create("many", draft, City.EDITOR).contentHash();
    assertThat(triggers.approve("many", hash, City.APPROVER).status())
        .isEqualTo(Trigger.Status.CREATED);
    assertThatExceptionOfType(OwnWorkApproval.class)
        .isThrownBy(() -> triggers.approve("many", hash, City.APPROVER));
    assertThat(triggers.approve("many", hash, "shonin-tanaka").status())
        .isEqualTo(Trigger.Status.ACTIVE);
    TriggerDraft single =
        new TriggerDraft(
            "お知らせ",
            new When.Event("t"),
            "everybody",
            1,
            "flu",
            1,
            Set.of(Route.PORTAL),
            "general",
            Map.of("place", "北区役所"),
            Optional.empty());
    String other = triggers.create("single", single, City.EDITOR).contentHash();
    assertThat(triggers.approve("single", other, City.APPROVER).status())
        .isEqualTo(Trigger.Status.ACTIVE);
  }

  @Test
  void anEventThatComesBeforeItsPersonIsKeptForADay() {
    active("card", new When.Event("t"), "everybody");
    Node one = new Node("one");
    assertThat(one.rounds.event("desk", "1", "t", City.id(0))).isZero();
    assertThat(one.rounds.round()).isZero();
    city.settle(0, 1);
    assertThat(one.rounds.round()).isEqualTo(1);
    assertThat(one.rounds.round()).isZero();
    assertThat(new Node("two").rounds.event("desk", "1", "t", City.id(0))).isZero();
    assertThat(one.rounds.event("desk", "2", "t", City.id(1))).isZero();
    city.clock.pass(Duration.ofDays(1).plusMinutes(1));
    city.settle(1, 2);
    assertThat(one.rounds.round()).as("a day later it is no news").isZero();
  }

  @Test
  void newContentIsToldToItsSegmentOnceAndOldContentNever() {
    city.settle(0, 3);
    active("news", new When.NewContent(), "everybody");
    Node one = new Node("one");
    Node two = new Node("two");
    assertThat(one.rounds.content("page-0", "everybody", city.clock.instant().minusSeconds(60)))
        .isZero();
    assertThat(one.rounds.content("page-1", "adults", city.clock.instant())).isZero();
    assertThat(one.rounds.content("page-1", "everybody", city.clock.instant())).isEqualTo(3);
    assertThat(two.rounds.content("page-1", "everybody", city.clock.instant())).isZero();
    assertThat(one.rounds.content("page-2", "everybody", city.clock.instant())).isEqualTo(3);
    send();
    assertThat(city.firings.groups("news")).hasSize(2);

    Instant publishedAt = city.clock.instant();
    city.clock.pass(Duration.ofDays(150));
    city.settle(3, 5);
    Node fresh = new Node("fresh");
    assertThat(fresh.rounds.content("page-1", "everybody", publishedAt))
        .as("it is no news to who came later, on a node that remembers nothing")
        .isZero();
  }

  @Test
  void aFiringThatWasInterruptedIsPutIntoTheLedgerLater() {
    city.settle(0, 1);
    active("card", new When.Event("t"), "everybody");
    city.database
        .getCollection("triggerFirings")
        .insertOne(
            new Document("_id", "card:c0000:x")
                .append("trigger", "card")
                .append("commonId", City.id(0))
                .append("delivery", "t-0123456789abcdef0123")
                .append("at", Date.from(city.clock.instant()))
                .append("queued", false));
    city.firings.repair();
    assertThat(city.reports.of("t-0123456789abcdef0123").routes()).as("too early").isEmpty();
    city.clock.pass(Duration.ofMinutes(11));
    city.firings.repair();
    city.firings.repair();
    send();
    assertThat(city.reports.of("t-0123456789abcdef0123").routes().get(Route.PORTAL).sent())
        .isEqualTo(1);
  }
}
