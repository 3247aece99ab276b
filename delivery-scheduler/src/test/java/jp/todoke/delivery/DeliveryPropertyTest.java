package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns.UnknownDecision;
import jp.todoke.delivery.dispatch.DispatchSettings;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Release;
import jp.todoke.delivery.preferences.Preference;
import jp.todoke.delivery.preferences.QuietHours;
import jp.todoke.delivery.reports.Report;
import jp.todoke.delivery.reports.RouteReport;
import jp.todoke.segmentation.profiles.Purpose;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bson.Document;

/**
 * Whatever happens in whatever order - crashes before and after the request, lost answers,
 * taken-over leases, withdrawn consents, new addresses, quiet hours, topics switched off, budgets
 * used up, messages of no use any more, stops, decisions - the ledger balances and nobody gets a
 * message twice whom it does not name as doubtful.
 */
class DeliveryPropertyTest {

  private static final int PEOPLE = 7;
  private static final String CAMPAIGN = "flu";

  private static MongoServer server;
  private static MongoClient client;
  private static City city;
  private static Document sending;
  private static List<Document> frozen;

  sealed interface Step {
    /** A node works off one chunk of a route. */
    record Work(Route route, Provider.Fate fate) implements Step {}

    /**
     * A node takes a chunk and stands still until its lease is over and another has taken it; then
     * it wants to record what it believes.
     */
    record StandStill(Route route) implements Step {}

    record Wait(Duration time) implements Step {}

    record Stop() implements Step {}

    record Decide(UnknownDecision decision) implements Step {}

    record WithdrawConsent(int person) implements Step {}

    record LinkAnotherLine(int person) implements Step {}

    /** Asks for hours in which nothing rings: for eight hours from now on. */
    record WantQuiet(int person) implements Step {}

    record SwitchTopicOff(int person) implements Step {}

    /** Other departments use up the person's budget. */
    record UseUpBudget(int person) implements Step {}
  }

  @BeforeContainer
  static void open() {
    server = new MongoServer(H2Backend.inMemory());
    client = MongoClients.create("mongodb://127.0.0.1:" + server.bind().getPort());
    city = new City(client.getDatabase("property"));
    city.settle(0, PEOPLE);
    city.approved(CAMPAIGN, City.flu(Route.ofCampaigns()));
    city.campaigns.startDue();
    sending = city.database.getCollection("campaigns").find().first();
    frozen = city.database.getCollection("chunks").find().into(new ArrayList<>());
  }

  @AfterContainer
  static void close() {
    client.close();
    server.shutdownNow();
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<Step> work =
        Combinators.combine(
                Arbitraries.of(Route.ofCampaigns()),
                Arbitraries.frequencyOf(
                    Tuple.of(2, Arbitraries.just(Provider.Fate.ACCEPTS)),
                    Tuple.of(5, Arbitraries.of(Provider.Fate.class))))
            .as(Step.Work::new);
    Arbitrary<Step> wait =
        Arbitraries.of(1, 6, 20, 60, 24 * 60)
            .map(minutes -> new Step.Wait(Duration.ofMinutes(minutes)));
    Arbitrary<Step> person =
        Arbitraries.integers()
            .between(0, PEOPLE - 1)
            .flatMap(
                index ->
                    Arbitraries.of(
                        new Step.WithdrawConsent(index),
                        new Step.LinkAnotherLine(index),
                        new Step.WantQuiet(index),
                        new Step.WantQuiet(index),
                        new Step.SwitchTopicOff(index),
                        new Step.UseUpBudget(index)));
    Arbitrary<Step> decide = Arbitraries.of(UnknownDecision.class).map(Step.Decide::new);
    return Arbitraries.frequencyOf(
            Tuple.of(12, work),
            Tuple.of(8, wait),
            Tuple.of(2, Arbitraries.of(Route.ofCampaigns()).map(Step.StandStill::new)),
            Tuple.of(4, person),
            Tuple.of(2, decide),
            Tuple.of(1, Arbitraries.just(new Step.Stop())))
        .list()
        .ofMinSize(3)
        .ofMaxSize(30);
  }

  @Property(tries = 200)
  void theLedgerBalancesAndNobodyIsWrittenToTwiceUnsaid(
      @ForAll("histories") List<Step> histories, @ForAll boolean useless, @ForAll boolean apart) {
    begin(useless, apart);
    Map<Route, Provider> providers = new EnumMap<>(Route.class);
    for (Route route : Route.ofCampaigns()) {
      providers.put(route, new Provider(route));
    }
    Dispatcher dispatcher =
        city.dispatcher(
            providers.values(),
            new DispatchSettings(
                "node",
                City.PORTAL,
                Optional.empty(),
                3,
                List.of(Duration.ofMinutes(1), Duration.ofMinutes(10)),
                4));
    Set<UnknownDecision> decisions = EnumSet.noneOf(UnknownDecision.class);
    for (Step step : histories) {
      take(step, dispatcher, providers, decisions);
      check(providers, decisions);
    }
    drain(dispatcher);
    check(providers, decisions);
    for (int person = 0; person < PEOPLE; person++) {
      assertThat(city.budget.of(City.id(person), Route.MAIL)).hasSizeLessThanOrEqualTo(3);
    }
    assertThat(city.campaigns.find(CAMPAIGN).orElseThrow().status())
        .isIn(Status.SENT, Status.STOPPED);
    city.reports
        .of(CAMPAIGN)
        .routes()
        .forEach((route, report) -> assertThat(report.pending()).as("%s", route).isZero());
  }

  /**
   * Everything as it was right after the freezing; perhaps of no use any more after a day, and
   * perhaps everybody by LINE in a chunk of their own, of which a worker takes several together.
   */
  private static void begin(boolean useless, boolean apart) {
    Document campaign = new Document(sending);
    if (useless) {
      campaign.append(
          "draft",
          new Document(sending.get("draft", Document.class))
              .append("usefulUntil", Date.from(city.clock.instant().plus(Duration.ofHours(25)))));
    }
    city.database.getCollection("campaigns").replaceOne(new Document("_id", CAMPAIGN), campaign);
    city.database.getCollection("deliveryPreferences").deleteMany(new Document());
    city.database.getCollection("contactBudgets").deleteMany(new Document());
    city.database.getCollection("chunks").deleteMany(new Document());
    city.database.getCollection("suppressions").deleteMany(new Document());
    city.clock.pass(Duration.ofHours(1));
    city.database.getCollection("chunks").insertMany(frozen);
    if (apart) {
      setApart();
    }
    city.settle(0, PEOPLE);
  }

  private static void setApart() {
    Chunk whole = city.ledger.find(CAMPAIGN, Route.LINE, 0).orElseThrow();
    city.database.getCollection("chunks").deleteOne(new Document("_id", whole.id()));
    for (int number = 0; number < PEOPLE; number++) {
      city.ledger.freeze(
          Chunk.frozen(
              CAMPAIGN,
              whole.kind(),
              Route.LINE,
              number,
              whole.payload(),
              List.of(whole.at(number))));
    }
    city.ledger.open(CAMPAIGN);
  }

  private static void take(
      Step step,
      Dispatcher dispatcher,
      Map<Route, Provider> providers,
      Set<UnknownDecision> decisions) {
    switch (step) {
      case Step.Work(Route route, Provider.Fate fate) -> {
        providers.get(route).next(fate);
        try {
          dispatcher.workOnce(Set.of(route));
        } catch (Provider.Killed died) {
          assertThat(fate).isIn(Provider.Fate.NODE_DIES_BEFORE, Provider.Fate.NODE_DIES_AFTER);
        }
        providers.get(route).forgetFates();
      }
      case Step.StandStill(Route route) -> {
        Optional<Chunk> held = city.ledger.claim(List.of(route), "slow");
        if (held.isPresent()) {
          city.clock.pass(Duration.ofMinutes(6));
          int number = held.get().number();
          Chunk now = takenOver(dispatcher, held.get());
          assertThat(now.fence()).isGreaterThan(held.get().fence());
          held.get().each(State.PENDING, recipient -> recipient.ended(State.FAILED, "stale", at()));
          assertThat(city.ledger.save(held.get(), new Release.Done())).isFalse();
          assertThat(city.ledger.find(CAMPAIGN, route, number).orElseThrow().recipients())
              .isEqualTo(now.recipients());
        }
      }
      case Step.Wait(Duration time) -> city.clock.pass(time);
      case Step.Stop() -> {
        if (city.campaigns.find(CAMPAIGN).orElseThrow().status() == Status.SENDING) {
          city.campaigns.stop(CAMPAIGN, City.APPROVER);
        }
      }
      case Step.Decide(UnknownDecision decision) -> {
        try {
          if (city.campaigns.decideUnknown(CAMPAIGN, decision, City.APPROVER) > 0) {
            decisions.add(decision);
          }
        } catch (WrongState stopped) {
          assertThat(city.campaigns.find(CAMPAIGN).orElseThrow().status())
              .isEqualTo(Status.STOPPED);
        }
      }
      case Step.WithdrawConsent(int person) ->
          city.profiles.consent(City.id(person), Purpose.PUSH, false, "1");
      case Step.LinkAnotherLine(int person) ->
          city.profiles.linkLine(City.id(person), City.line(person + 100));
      case Step.WantQuiet(int person) -> {
        LocalTime now = LocalTime.ofInstant(city.clock.instant(), ZoneId.of("Asia/Tokyo"));
        Preference said = city.preferences.find(City.id(person));
        city.preferences.prefer(
            City.id(person),
            new Preference(
                0,
                said.everythingOff(),
                said.topicsOff(),
                Optional.of(new QuietHours(now, now.plusHours(8)))),
            said.version());
      }
      case Step.SwitchTopicOff(int person) ->
          city.preferences.turnOff(City.id(person), CampaignDraft.GENERAL, Route.MAIL);
      case Step.UseUpBudget(int person) -> {
        for (String other : List.of("a", "b", "c")) {
          city.budget.reserve(other, Route.MAIL, List.of(City.id(person)));
        }
      }
    }
  }

  /** A road that takes nothing is tried once a minute, perhaps by others first. */
  private static Chunk takenOver(Dispatcher dispatcher, Chunk held) {
    Chunk now = held;
    for (int minute = 0; minute < PEOPLE && now.fence() == held.fence(); minute++) {
      city.clock.pass(Duration.ofMinutes(1));
      boolean more = true;
      while (more) {
        more = dispatcher.workOnce(Set.of(held.route()));
      }
      now = city.ledger.find(CAMPAIGN, held.route(), held.number()).orElseThrow();
    }
    return now;
  }

  private static Instant at() {
    return city.clock.instant();
  }

  /** Everything works again and everybody decides; in the end nothing is open. */
  private static void drain(Dispatcher dispatcher) {
    for (int round = 0; round < 60; round++) {
      while (dispatcher.workOnce()) {
        assertThat(city.reports.of(CAMPAIGN).balances()).isTrue();
      }
      if (city.campaigns.find(CAMPAIGN).orElseThrow().status() == Status.SENDING) {
        city.campaigns.decideUnknown(CAMPAIGN, UnknownDecision.LEAVE, City.APPROVER);
      }
      city.campaigns.finish();
      city.clock.pass(Duration.ofMinutes(30));
    }
  }

  private static void check(Map<Route, Provider> providers, Set<UnknownDecision> decisions) {
    Report report = city.reports.of(CAMPAIGN);
    Map<Route, Map<State, Long>> found = new EnumMap<>(Route.class);
    city.ledger.each(
        CAMPAIGN,
        chunk -> {
          for (int index = 0; index < chunk.recipients().size(); index++) {
            found
                .computeIfAbsent(chunk.route(), added -> new EnumMap<>(State.class))
                .merge(chunk.at(index).state(), 1L, Long::sum);
            check(
                chunk.route(),
                chunk.at(index),
                providers.get(chunk.route()).shown(chunk.ref(index)),
                decisions.contains(UnknownDecision.RESEND));
          }
        });
    for (Route route : Route.ofCampaigns()) {
      RouteReport sums = report.routes().get(route);
      assertThat(sums.balances()).as("%s balances: %s", route, sums).isTrue();
      assertThat(sums.selected()).isEqualTo(PEOPLE);
      assertThat(sums.sent()).isEqualTo(found.get(route).getOrDefault(State.SENT, 0L));
      assertThat(sums.pending()).isEqualTo(found.get(route).getOrDefault(State.PENDING, 0L));
    }
  }

  private static void check(Route route, Recipient recipient, int shown, boolean resent) {
    boolean onceAtMost = route == Route.PORTAL || (route == Route.LINE && !resent);
    if (onceAtMost || !(recipient.doubted() || recipient.state() == State.STARTED)) {
      assertThat(shown).as("%s %s", route, recipient).isLessThanOrEqualTo(1);
    }
    switch (recipient.state()) {
      case SENT -> assertThat(shown).as("%s %s", route, recipient).isPositive();
      case PENDING, SUPPRESSED, FAILED, EXPIRED -> {
        // The inbox may hold an entry of a node that died before it could say so.
        if (route != Route.PORTAL && !recipient.doubted()) {
          assertThat(shown).as("%s %s", route, recipient).isZero();
        }
      }
      case STARTED, UNKNOWN -> {}
    }
  }
}
