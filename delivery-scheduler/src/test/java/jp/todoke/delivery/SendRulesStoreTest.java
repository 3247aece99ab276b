package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import jp.todoke.channels.Route;
import jp.todoke.delivery.budgets.ContactBudget;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.preferences.Preference;
import jp.todoke.delivery.preferences.PreferenceRefused;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.delivery.preferences.QuietHours;
import jp.todoke.delivery.preferences.StalePreference;
import jp.todoke.delivery.reports.RouteReport;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is asked again of everybody at the moment of sending. */
class SendRulesStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  /** Noon in Japan lies in them. */
  private static final QuietHours LUNCH = QuietHours.of("11:30-13:00");

  private static City city;

  private final Provider portal = new Provider(Route.PORTAL);
  private final Provider mail = new Provider(Route.MAIL);
  private final Provider line = new Provider(Route.LINE);
  private final List<Provider> providers = List.of(portal, mail, line);

  @BeforeAll
  static void city() {
    city = new City(store.database());
  }

  @BeforeEach
  void empty() {
    for (String name :
        List.of(
            "profiles",
            "campaigns",
            "peopleSets",
            "chunks",
            "deliveryPreferences",
            "protections",
            "protectionLooks",
            "contactBudgets")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
    noon();
  }

  /** Lets time pass until it is noon in Japan again. */
  private static void noon() {
    long since = Duration.between(City.NOON, city.clock.instant()).toSeconds() % 86_400;
    city.clock.pass(Duration.ofSeconds(since == 0 ? 0 : 86_400 - since));
  }

  private static void quiet(int person) {
    city.preferences.prefer(
        City.id(person), new Preference(0, false, Map.of(), Optional.of(LUNCH)), 0);
  }

  private static void run(Dispatcher dispatcher) {
    int chunks = 0;
    while (dispatcher.workOnce()) {
      assertThat(++chunks).as("the queue comes to rest").isLessThan(1_000);
    }
  }

  private static RouteReport report(String campaign, Route route) {
    RouteReport report = city.reports.of(campaign).routes().get(route);
    assertThat(report.balances()).as("%s", report).isTrue();
    return report;
  }

  @Test
  void aProtectedPersonIsNotWrittenToWhereAnybodyElseReads() {
    city.intake(
        List.of(
            City.person(0, "family@example.jp", true, City.line(0), true, "ja"),
            City.person(1, "family@example.jp", true, City.line(1), true, "ja"),
            City.person(2, "own@example.jp", true, City.line(2), true, "ja")));
    LocalDate day = LocalDate.ofInstant(city.clock.instant(), Decisions.JAPAN);
    city.protections.protect(City.id(0), day.plusYears(1), "officer");
    city.protections.protect(City.id(2), day.plusYears(1), "officer");
    city.approved("flu", City.flu(Set.of(Route.PORTAL, Route.MAIL, Route.LINE)));
    city.campaigns.startDue();
    run(city.dispatcher("node", List.of(portal, mail, line)));
    assertThat(report("flu", Route.MAIL).sent()).isEqualTo(2);
    assertThat(report("flu", Route.MAIL).suppressed())
        .as("like somebody who gave no address")
        .isEqualTo(Map.of("no-contact-point", 1L));
    assertThat(report("flu", Route.LINE).sent()).as("their own telephone").isEqualTo(3);
    assertThat(report("flu", Route.PORTAL).sent()).isEqualTo(3);

    // That the year is over makes nobody safe.
    city.clock.pass(Duration.ofDays(400));
    city.approved("again", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    city.protections.lift(City.id(0), "officer");
    run(city.dispatcher("node", List.of(mail)));
    assertThat(report("again", Route.MAIL).sent()).as("frozen while it held").isEqualTo(2);
    city.approved("free", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    run(city.dispatcher("node", List.of(mail)));
    assertThat(report("free", Route.MAIL).sent()).isEqualTo(3);
    assertThat(city.database.getCollection("protectionLooks").find().into(new ArrayList<>()))
        .extracting(look -> look.getString("what"))
        .containsExactly("protected", "protected", "lifted");
  }

  @Test
  void protectionIsAskedAgainAtTheMomentOfSending() {
    city.intake(
        List.of(
            City.person(0, "family@example.jp", true, "", true, "ja"),
            City.person(1, "family@example.jp", true, "", true, "ja")));
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    city.protections.protect(
        City.id(1), LocalDate.ofInstant(city.clock.instant(), Decisions.JAPAN), "officer");
    run(city.dispatcher("node", List.of(mail)));
    assertThat(report("flu", Route.MAIL).sent()).isEqualTo(1);
  }

  @Test
  void whoHasQuietHoursIsWrittenToWhenTheyEndAndNotBefore() {
    city.settle(0, 5);
    quiet(1);
    quiet(3);
    Instant now = city.clock.instant();
    city.approved("flu", City.flu(Route.ofCampaigns()));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    run(dispatcher);

    assertThat(report("flu", Route.PORTAL).sent()).as("the portal does not ring").isEqualTo(5);
    for (Route route : List.of(Route.MAIL, Route.LINE)) {
      assertThat(report("flu", route).sent()).isEqualTo(3);
      assertThat(report("flu", route).pending()).isEqualTo(2);
      Chunk chunk = city.ledger.find("flu", route, 0).orElseThrow();
      assertThat(chunk.at(1).reason()).isEqualTo("quiet-hours");
      assertThat(chunk.at(1).at()).contains(now.plus(Duration.ofHours(1)));
    }
    assertThat(city.campaigns.finish()).isZero();
    city.clock.pass(Duration.ofMinutes(59));
    assertThat(dispatcher.workOnce()).as("nothing is due before 13:00").isFalse();
    city.clock.pass(Duration.ofMinutes(1));
    run(dispatcher);

    assertThat(report("flu", Route.LINE).sent()).isEqualTo(5);
    for (int person = 0; person < 5; person++) {
      assertThat(mail.shown("flu-m0-" + person)).isEqualTo(1);
      assertThat(line.shown("flu-l0-" + person)).isEqualTo(1);
    }
    assertThat(city.campaigns.finish()).isEqualTo(1);
  }

  @Test
  void aLineRequestInDoubtIsNotAskedAboutInQuietHours() {
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.LINE)));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    line.next(Provider.Fate.SILENT_AND_LOST);
    run(dispatcher);
    quiet(2);
    city.clock.pass(Duration.ofMinutes(5));
    run(dispatcher);
    assertThat(report("flu", Route.LINE).unknown()).isEqualTo(3);
    assertThat(line.shown("flu-l0-2")).isZero();
    city.clock.pass(Duration.ofHours(1));
    run(dispatcher);
    assertThat(report("flu", Route.LINE).sent()).isEqualTo(3);
    assertThat(line.shown("flu-l0-2")).isEqualTo(1);
  }

  @Test
  void whatWouldBeOfNoUseAfterTheQuietHoursExpiresAtOnce() {
    city.settle(0, 2);
    quiet(0);
    CampaignDraft flu = City.flu(Set.of(Route.MAIL));
    city.approved(
        "flu",
        new CampaignDraft(
            flu.title(),
            "flu",
            1,
            "everybody",
            1,
            flu.routes(),
            flu.values(),
            Optional.empty(),
            Optional.of(city.clock.instant().plus(Duration.ofMinutes(30)))));
    city.campaigns.startDue();
    run(city.dispatcher("node", providers));

    assertThat(report("flu", Route.MAIL).expired()).isEqualTo(Map.of("quiet-hours", 1L));
    assertThat(city.ledger.find("flu", Route.MAIL, 0).orElseThrow().at(0).reason())
        .isEqualTo("quiet-hours");
    assertThat(report("flu", Route.MAIL).sent()).isEqualTo(1);
  }

  @Test
  void anEmergencyWaitsForNoHourAndNoBudget() {
    city.settle(0, 2);
    quiet(0);
    for (String id : List.of("one", "two", "three")) {
      city.approved(id, City.flu(Set.of(Route.MAIL)));
      city.campaigns.startDue();
      run(city.dispatcher("node", providers));
    }
    city.approved("flood", City.emergency(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    run(city.dispatcher("node", providers));
    assertThat(report("flood", Route.MAIL).sent()).isEqualTo(2);
    assertThat(city.budget.of(City.id(1), Route.MAIL)).hasSize(3);
  }

  @Test
  void beyondTheBudgetNobodyIsWrittenToUntilTheWindowHasMovedOn() {
    city.settle(0, 2);
    Dispatcher dispatcher = city.dispatcher("node", providers);
    for (String id : List.of("one", "two", "three", "four")) {
      city.approved(id, City.flu(Set.of(Route.MAIL, Route.PORTAL)));
      city.campaigns.startDue();
      run(dispatcher);
    }
    assertThat(report("three", Route.MAIL).sent()).isEqualTo(2);
    assertThat(report("four", Route.MAIL).suppressed()).isEqualTo(Map.of("contact-budget", 2L));
    assertThat(report("four", Route.PORTAL).sent()).isEqualTo(2);
    assertThat(city.budget.of(City.id(0), Route.MAIL))
        .extracting(ContactBudget.Slot::delivery)
        .containsExactly("one", "two", "three");

    city.clock.pass(Duration.ofDays(7));
    city.approved("five", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    run(dispatcher);
    assertThat(report("five", Route.MAIL).sent()).isEqualTo(2);
    assertThat(city.budget.of(City.id(0), Route.MAIL))
        .extracting(ContactBudget.Slot::delivery)
        .containsExactly("five");
  }

  @Test
  void aRetryTakesNoSecondSlotAndARefusalGivesItBack() {
    city.settle(0, 2);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    mail.next(Provider.Fate.DEFERS);
    run(dispatcher);
    assertThat(city.budget.of(City.id(0), Route.MAIL)).hasSize(1);
    city.clock.pass(Duration.ofMinutes(5));
    mail.next(Provider.Fate.REFUSES_FIRST);
    run(dispatcher);
    assertThat(report("flu", Route.MAIL).failed()).hasSize(1);
    assertThat(city.budget.of(City.id(0), Route.MAIL)).isEmpty();
    assertThat(city.budget.of(City.id(1), Route.MAIL)).hasSize(1);
  }

  @Test
  void whoTakesConsentBackBetweenTwoAttemptsGivesTheSlotBack() {
    city.settle(0, 2);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    mail.next(Provider.Fate.DEFERS);
    run(dispatcher);
    city.profiles.consent(City.id(0), Purpose.PUSH, false, "2");
    city.clock.pass(Duration.ofMinutes(5));
    run(dispatcher);
    assertThat(report("flu", Route.MAIL).suppressed()).isEqualTo(Map.of("no-consent", 1L));
    assertThat(city.budget.of(City.id(0), Route.MAIL)).isEmpty();
    assertThat(city.budget.of(City.id(1), Route.MAIL)).hasSize(1);
  }

  @Test
  void twoNodesAtOnceNeverGrantMoreThanTheBudget() throws Exception {
    ContactBudget.Limit three = new ContactBudget.Limit(3, Duration.ofDays(7));
    List<String> granted = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch done = new CountDownLatch(4);
    for (int worker = 0; worker < 4; worker++) {
      ContactBudget node =
          new ContactBudget(store.database(), Map.of(Route.MAIL, three), city.clock);
      String name = "w" + worker;
      new Thread(
              () -> {
                try {
                  for (int turn = 0; turn < 5; turn++) {
                    if (node.reserve(name + turn, Route.MAIL, List.of("c1")).contains("c1")) {
                      granted.add(name + turn);
                    }
                  }
                } finally {
                  done.countDown();
                }
              },
              name)
          .start();
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(granted).hasSize(3);
    assertThat(city.budget.of("c1", Route.MAIL)).hasSize(3);
  }

  @Test
  void aPlaceWhoseTimeIsOverIsTakenAgainAndForgottenWhenNobodyDoes() {
    List<String> both = List.of("c1", "c2");
    assertThat(city.budget.reserve("one", Route.MAIL, both)).containsExactlyElementsOf(both);
    city.clock.pass(Duration.ofDays(6));
    for (String delivery : List.of("two", "three")) {
      assertThat(city.budget.reserve(delivery, Route.MAIL, both)).hasSize(2);
    }
    assertThat(city.budget.reserve("four", Route.MAIL, both)).isEmpty();
    assertThat(city.budget.forgetOver(10)).isZero();
    city.clock.pass(Duration.ofDays(1));
    assertThat(city.budget.reserve("four", Route.MAIL, List.of("c1"))).containsExactly("c1");
    assertThat(city.budget.reserve("five", Route.MAIL, List.of("c1"))).isEmpty();
    assertThat(city.budget.reserve("four", Route.MAIL, List.of("c1"))).containsExactly("c1");
    assertThat(city.budget.forgetOver(10)).as("the first of c2").isEqualTo(1);
    assertThat(city.budget.of("c1", Route.MAIL))
        .extracting(ContactBudget.Slot::delivery)
        .containsExactly("two", "three", "four");
    assertThat(city.budget.of("c2", Route.MAIL)).hasSize(2);
    city.budget.forget("c1");
    assertThat(city.budget.of("c1", Route.MAIL)).isEmpty();
    assertThat(city.budget.of("c2", Route.MAIL)).hasSize(2);
  }

  @Test
  void aTopicIsSwitchedOffOnOneRouteAndEverythingOnAll() {
    city.settle(0, 4);
    city.preferences.turnOff(City.id(0), CampaignDraft.GENERAL, Route.MAIL);
    city.preferences.turnOff(City.id(0), CampaignDraft.GENERAL, Route.MAIL);
    city.preferences.turnOff(City.id(1), "kosodate", Route.MAIL);
    city.preferences.prefer(City.id(2), new Preference(0, true, Map.of(), Optional.empty()), 0);
    city.approved("flu", City.flu(Route.ofCampaigns()));
    assertThat(city.campaigns.dryRun("flu").routes().get(Route.MAIL).barred())
        .isEqualTo(Map.of("topic-off", 1L, "everything-off", 1L));
    city.campaigns.startDue();
    // After the freezing, before the sending.
    city.preferences.turnOff(City.id(3), CampaignDraft.GENERAL, Route.LINE);
    run(city.dispatcher("node", providers));

    assertThat(report("flu", Route.MAIL).suppressed())
        .isEqualTo(Map.of("topic-off", 1L, "everything-off", 1L));
    assertThat(report("flu", Route.LINE).suppressed())
        .isEqualTo(Map.of("topic-off", 1L, "everything-off", 1L));
    assertThat(report("flu", Route.PORTAL).suppressed()).isEqualTo(Map.of("everything-off", 1L));
    assertThat(city.preferences.find(City.id(0)).version()).as("told twice").isEqualTo(1);
  }

  @Test
  void twoPeopleWithOneMailboxEachGetTheirOwn() {
    city.intake(
        List.of(
            City.person(0, "kazoku@example.jp", true, "", true, "ja"),
            City.person(1, "kazoku@example.jp", true, "", true, "ja")));
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    run(city.dispatcher("node", providers));
    assertThat(report("flu", Route.MAIL).sent()).isEqualTo(2);
    assertThat(mail.shown("flu-m0-0")).isEqualTo(1);
    assertThat(mail.shown("flu-m0-1")).isEqualTo(1);
    assertThat(mail.lastText()).contains("https://city.example.jp/u/flu-m0-1");
  }

  @Test
  void nothingIsTakenFromTheQueueWhileSendingIsPaused() {
    city.settle(0, 2);
    city.approved("flu", City.flu(Set.of(Route.PORTAL)));
    city.campaigns.startDue();
    city.paused = true;
    try {
      run(city.dispatcher("node", providers));
      assertThat(report("flu", Route.PORTAL).pending()).isEqualTo(2);
    } finally {
      city.paused = false;
    }
    run(city.dispatcher("node", providers));
    assertThat(report("flu", Route.PORTAL).sent()).isEqualTo(2);
  }

  @Test
  void preferencesAreVersionedAndKeepTheirForm() {
    Preferences preferences = city.preferences;
    Preference wanted =
        new Preference(
            0,
            false,
            Map.of("kosodate", Set.of(Route.MAIL, Route.LINE), "bosai", Set.of()),
            Optional.of(QuietHours.of("21:00-07:00")));
    Preference first = preferences.prefer("c1", wanted, 0);
    assertThat(preferences.find("c1")).isEqualTo(first);
    assertThat(first.version()).isEqualTo(1);
    assertThat(first.topicsOff()).containsOnlyKeys("kosodate");
    assertThatExceptionOfType(StalePreference.class)
        .isThrownBy(() -> preferences.prefer("c1", wanted, 0));
    preferences.turnOff("c1", "bosai", Route.MAIL);
    assertThatExceptionOfType(StalePreference.class)
        .isThrownBy(() -> preferences.prefer("c1", wanted, 1));
    assertThat(preferences.prefer("c1", wanted, 2).version()).isEqualTo(3);
    assertThatExceptionOfType(PreferenceRefused.class)
        .isThrownBy(
            () ->
                preferences.prefer(
                    "c1",
                    new Preference(0, false, Map.of("a.b", Set.of(Route.MAIL)), Optional.empty()),
                    3));
    assertThat(preferences.findAll(List.of("c1", "c2"))).containsOnlyKeys("c1");
    assertThat(preferences.forget("c1")).isTrue();
    assertThat(preferences.find("c1")).isEqualTo(Preference.NONE);
  }

  @Test
  void aReferenceLeadsBackToThePersonItWasFor() {
    city.settle(0, 2);
    city.approved("flu-2", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    assertThat(city.ledger.parcel("flu-2-m0-1").orElseThrow().commonId()).isEqualTo(City.id(1));
    for (String other : List.of("flu-2-m0-2", "flu-2-m1-0", "flu-2-l0-0", "flu-2", "x", "")) {
      assertThat(city.ledger.parcel(other)).as(other).isEmpty();
    }
    assertThat(city.ledger.find("flu-2", Route.MAIL, 0).orElseThrow().has(State.PENDING)).isTrue();
  }
}
