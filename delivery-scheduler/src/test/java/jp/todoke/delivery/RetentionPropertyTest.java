package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.Campaigns.UnknownDecision;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.delivery.reports.RouteReport;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.delivery.retention.Retention;
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
 * Whenever a node forgets, wherever it dies while it does, and whatever happens to the campaign in
 * between: nobody's report changes by it, and nothing that is not over goes.
 */
class RetentionPropertyTest {

  private static final int PEOPLE = 5;
  private static final String CAMPAIGN = "flu";
  private static final String PAGE = "https://www.city.example.jp/flu";

  private static MongoServer server;
  private static MongoClient client;
  private static City city;
  private static Document sending;
  private static List<Document> frozen;
  private static final Map<Integer, Boolean> heard = new HashMap<>();

  sealed interface Step {
    record Work(Route route, Provider.Fate fate) implements Step {}

    record Wait(Duration time) implements Step {}

    record Stop() implements Step {}

    record Decide(UnknownDecision decision) implements Step {}

    record Read(int person) implements Step {}

    /** A person opens the link of their mail and says what they think of it. */
    record React(int person, boolean useful) implements Step {}

    /** A node forgets what is due, and dies after it has looked at its clock so often. */
    record Forget(int looks) implements Step {}
  }

  /** The clock of a node that dies. */
  private static final class DyingClock extends Clock {
    private int left;

    DyingClock(int looks) {
      left = looks;
    }

    @Override
    public Instant instant() {
      if (left-- == 0) {
        throw new Provider.Killed();
      }
      return city.clock.instant();
    }

    @Override
    public ZoneId getZone() {
      return city.clock.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
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
                    Tuple.of(4, Arbitraries.just(Provider.Fate.ACCEPTS)),
                    Tuple.of(2, Arbitraries.of(Provider.Fate.class))))
            .as(Step.Work::new);
    Arbitrary<Step> wait =
        Arbitraries.of(Duration.ofHours(1), Duration.ofDays(200), Duration.ofDays(401))
            .map(Step.Wait::new);
    return Arbitraries.frequencyOf(
            Tuple.of(8, work),
            Tuple.of(6, wait),
            Tuple.of(6, Arbitraries.integers().between(0, 40).map(Step.Forget::new)),
            Tuple.of(3, Arbitraries.integers().between(0, PEOPLE - 1).map(Step.Read::new)),
            Tuple.of(
                3,
                Combinators.combine(
                        Arbitraries.integers().between(0, PEOPLE - 1), Arbitraries.of(true, false))
                    .as(Step.React::new)),
            Tuple.of(2, Arbitraries.of(UnknownDecision.class).map(Step.Decide::new)),
            Tuple.of(1, Arbitraries.just(new Step.Stop())))
        .list()
        .ofMinSize(5)
        .ofMaxSize(40);
  }

  @Property(tries = 200)
  void forgettingAtAnyMomentChangesNoSum(@ForAll("histories") List<Step> histories) {
    begin();
    Map<Route, Provider> providers = new EnumMap<>(Route.class);
    List<Channel> channels = new ArrayList<>();
    for (Route route : List.of(Route.MAIL, Route.LINE)) {
      providers.put(route, new Provider(route));
      channels.add(providers.get(route));
    }
    channels.add(new PortalChannel(city.inbox, city.clock));
    Dispatcher dispatcher = city.dispatcher("node", channels);
    for (Step step : histories) {
      Map<Route, RouteReport> before = city.reports.of(CAMPAIGN).routes();
      List<Reports.Line> lines = city.reports.lines(CAMPAIGN);
      Reactions reactions = Reactions.now();
      boolean counted = city.closed.reaction(CAMPAIGN).isEmpty();
      take(step, dispatcher, providers);
      assertThat(city.reports.of(CAMPAIGN).balances()).as("after %s", step).isTrue();
      if (step instanceof Step.Forget || city.closed.find(CAMPAIGN).isPresent()) {
        assertThat(city.reports.of(CAMPAIGN).routes()).as("after %s", step).isEqualTo(before);
        assertThat(city.reports.lines(CAMPAIGN)).as("after %s", step).isEqualTo(lines);
      }
      if (step instanceof Step.React react && counted) {
        reactions = reactions.and(react);
      }
      assertThat(Reactions.now()).as("after %s", step).isEqualTo(reactions);
      if (city.closed.find(CAMPAIGN).isEmpty()) {
        assertThat(city.database.getCollection("chunks").countDocuments()).isEqualTo(frozen.size());
      }
    }
    finish(dispatcher);
  }

  /** What the report says of people's doings, and what each of them said last. */
  private record Reactions(long opened, long people, Usefulness.Counts said) {

    static Reactions now() {
      return new Reactions(
          city.clicks.of(CAMPAIGN).values().stream().mapToLong(Long::longValue).sum(),
          city.clicks.people(CAMPAIGN),
          city.usefulness.of(List.of(CAMPAIGN)));
    }

    Reactions and(Step.React react) {
      heard.put(react.person(), react.useful());
      long useful = heard.values().stream().filter(Boolean::booleanValue).count();
      return new Reactions(
          opened + 1, heard.size(), new Usefulness.Counts(useful, heard.size() - useful));
    }
  }

  /** In the end everything is over, closed and gone. */
  private static void finish(Dispatcher dispatcher) {
    for (int turn = 0; turn < 20 && isOpen(); turn++) {
      while (dispatcher.workOnce()) {
        assertThat(city.paused).isFalse();
      }
      take(new Step.Decide(UnknownDecision.LEAVE), dispatcher, Map.of());
      city.clock.pass(Duration.ofHours(12));
    }
    Map<Route, RouteReport> before = city.reports.of(CAMPAIGN).routes();
    Reactions reactions = Reactions.now();
    city.clock.pass(Duration.ofDays(401));
    city.retention().turn();
    assertThat(city.reports.of(CAMPAIGN).routes()).isEqualTo(before);
    assertThat(Reactions.now()).isEqualTo(reactions);
    for (String name :
        List.of("chunks", "inbox", "peopleSets", "clicks", "clickers", "deliveryUsefulness")) {
      assertThat(city.database.getCollection(name).countDocuments()).as(name).isZero();
    }
  }

  private static boolean isOpen() {
    city.campaigns.finish();
    return city.ledger.unfinished(CAMPAIGN) > 0
        || city.campaigns.find(CAMPAIGN).orElseThrow().status() == Status.SENDING;
  }

  private static void begin() {
    heard.clear();
    for (String name :
        List.of(
            "chunks",
            "suppressions",
            "contactBudgets",
            "closedReports",
            "inbox",
            "clicks",
            "clickers",
            "deliveryUsefulness")) {
      city.database.getCollection(name).deleteMany(new Document());
    }
    city.database.getCollection("campaigns").replaceOne(new Document("_id", CAMPAIGN), sending);
    city.database.getCollection("chunks").insertMany(frozen);
    city.sets.keep("campaign-" + CAMPAIGN, city.audiences.of(List.of(City.id(0))));
    city.clock.pass(Duration.ofHours(1));
    city.database
        .getCollection("chunks")
        .updateMany(
            new Document(),
            new Document("$set", new Document("due", java.util.Date.from(city.clock.instant()))));
  }

  private static void take(Step step, Dispatcher dispatcher, Map<Route, Provider> providers) {
    switch (step) {
      case Step.Work(Route route, Provider.Fate fate) -> {
        Optional<Provider> provider = Optional.ofNullable(providers.get(route));
        provider.ifPresent(one -> one.next(fate));
        try {
          dispatcher.workOnce(java.util.Set.of(route));
        } catch (Provider.Killed died) {
          assertThat(fate).isIn(Provider.Fate.NODE_DIES_BEFORE, Provider.Fate.NODE_DIES_AFTER);
        }
        provider.ifPresent(Provider::forgetFates);
        city.campaigns.finish();
      }
      case Step.Wait(Duration time) -> city.clock.pass(time);
      case Step.Stop stop -> {
        if (city.campaigns.find(CAMPAIGN).orElseThrow().status() == Status.SENDING) {
          city.campaigns.stop(CAMPAIGN, City.APPROVER);
        }
      }
      case Step.Decide(UnknownDecision decision) -> {
        try {
          city.campaigns.decideUnknown(CAMPAIGN, decision, City.APPROVER);
        } catch (WrongState over) {
          assertThat(city.campaigns.find(CAMPAIGN).orElseThrow().status())
              .isNotEqualTo(Status.SENDING);
        }
      }
      case Step.Read(int person) ->
          city.inbox.opened(
              City.id(person), CAMPAIGN + ":" + City.id(person), city.clock.instant());
      case Step.React(int person, boolean useful) -> {
        String token = city.link(CAMPAIGN + "-m0-" + person, PAGE);
        assertThat(city.clicks.open(token)).contains(URI.create(PAGE));
        city.usefulness.say(CAMPAIGN, City.id(person), useful);
      }
      case Step.Forget(int looks) -> {
        Retention node = city.retention(PortalInbox.KEPT, new DyingClock(looks));
        try {
          node.turn();
        } catch (Provider.Killed died) {
          assertThat(died).hasMessage("kill -9");
        }
      }
    }
  }
}
