package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.mail.DomainLimits;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns.UnknownDecision;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Kind;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.ledger.Release;
import jp.todoke.delivery.reports.RouteReport;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class DispatchStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

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
    for (String name : List.of("profiles", "campaigns", "peopleSets", "chunks", "suppressions")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
  }

  @Test
  void fourThreadsOfTwoNodesNeverHoldOneChunkTogether() throws Exception {
    city.settle(0, 40);
    city.approved("flu", City.flu(Set.of(Route.PORTAL)));
    city.campaigns.startDue();
    // Two hundred chunks more, one person each, as a big campaign would have.
    for (int n = 1; n <= 200; n++) {
      city.ledger.freeze(
          Chunk.frozen(
              "flu", Kind.CAMPAIGN, Route.PORTAL, n, "p", List.of(Recipient.pending(City.id(n)))));
    }
    city.ledger.open("flu");
    List<String> claimed = Collections.synchronizedList(new ArrayList<>());
    AtomicInteger lost = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(4);
    for (int worker = 0; worker < 4; worker++) {
      Ledger node = city.ledger();
      Runnable work =
          () -> {
            try {
              for (Optional<Chunk> chunk = node.claim(List.of(Route.PORTAL), "node");
                  chunk.isPresent();
                  chunk = node.claim(List.of(Route.PORTAL), "node")) {
                claimed.add(chunk.get().id());
                lost.addAndGet(node.save(chunk.get(), new Release.Done()) ? 0 : 1);
              }
            } finally {
              done.countDown();
            }
          };
      new Thread(work, "worker-" + worker).start();
    }
    assertThat(done.await(60, TimeUnit.SECONDS)).isTrue();
    assertThat(claimed).hasSize(201).doesNotHaveDuplicates();
    assertThat(lost).hasValue(0);
  }

  @Test
  void aHolderWhoseLeaseWasTakenOverCanRecordNothing() {
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    Chunk slow = city.ledger.claim(List.of(Route.MAIL), "slow").orElseThrow();
    assertThat(city.ledger.claim(List.of(Route.MAIL), "other")).isEmpty();
    city.clock.pass(Duration.ofMinutes(5));
    Chunk other = city.ledger.claim(List.of(Route.MAIL), "other").orElseThrow();

    slow.set(0, slow.at(0).sent("250", city.clock.instant()));

    assertThat(city.ledger.save(slow, new Release.Done())).isFalse();
    assertThat(other.fence()).isGreaterThan(slow.fence());
    assertThat(city.ledger.find("flu", Route.MAIL, 0).orElseThrow().at(0).state())
        .isEqualTo(Recipient.State.PENDING);
    assertThat(city.ledger.save(other, new Release.Keep())).isTrue();
  }

  @Test
  void consentAndAddressAreAskedAgainAtTheMomentOfSending() {
    city.settle(0, 4);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    city.profiles.consent(City.id(0), Purpose.PUSH, false, "2");
    city.profiles.prefer(City.id(1), Set.of("mail"), "ja", 0);
    city.profiles.delete(City.id(2));

    run(city.dispatcher("node", providers));

    RouteReport report = report("flu", Route.MAIL);
    assertThat(report.sent()).isEqualTo(1);
    assertThat(report.suppressed())
        .isEqualTo(Map.of("no-consent", 1L, "no-profile", 1L, "route-off", 1L));
    assertThat(report.balances()).isTrue();
  }

  @Test
  void whatIsOfNoUseAnyMoreExpires() {
    city.settle(0, 3);
    CampaignDraft flu = City.flu(Set.of(Route.MAIL, Route.LINE));
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
            Optional.of(city.clock.instant().plus(Duration.ofHours(1)))));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    mail.next(Provider.Fate.DEFERS);
    dispatcher.workOnce(Set.of(Route.MAIL));
    city.clock.pass(Duration.ofHours(1));

    run(dispatcher);

    assertThat(report("flu", Route.MAIL).expired()).isEqualTo(Map.of("late", 3L));
    assertThat(report("flu", Route.LINE).expired()).isEqualTo(Map.of("late", 3L));
    assertThat(city.campaigns.finish()).isEqualTo(1);
    assertThat(mail.shown("flu-m0-0")).isZero();
  }

  @Test
  void aStopReachesWhatIsBeingSentAtItsNextSlice() {
    city.settle(0, 120);
    city.approved("flu", City.flu(Set.of(Route.MAIL, Route.PORTAL)));
    city.campaigns.startDue();
    Set<String> asked = new HashSet<>();
    Dispatcher dispatcher =
        city.dispatcher(
            "node",
            List.of(
                portal,
                new Channel() {
                  @Override
                  public Route route() {
                    return Route.MAIL;
                  }

                  @Override
                  public List<SendResult> send(Batch batch) {
                    if (asked.isEmpty()) {
                      city.campaigns.stop("flu", City.APPROVER);
                    }
                    batch.parcels().forEach(parcel -> asked.add(parcel.ref()));
                    return mail.send(batch);
                  }
                }));
    dispatcher.workOnce(Set.of(Route.MAIL));
    run(dispatcher);

    assertThat(asked).hasSize(50);
    assertThat(report("flu", Route.MAIL).sent()).isEqualTo(50);
    assertThat(report("flu", Route.MAIL).suppressed()).isEqualTo(Map.of("stopped", 70L));
    assertThat(report("flu", Route.PORTAL).suppressed()).isEqualTo(Map.of("stopped", 120L));
    city.campaigns.finish();
    assertThat(city.campaigns.find("flu").orElseThrow().status()).isEqualTo(Status.STOPPED);
  }

  @Test
  void aStopReachesThoseThatGoTogetherByLineOneAfterTheOther() {
    Dispatcher dispatcher =
        together(
            8,
            batch -> {
              if (batch.parcels().getFirst().ref().equals("flu-l1-0")) {
                city.campaigns.stop("flu", City.APPROVER);
              }
              return line.send(batch);
            });
    dispatcher.workOnce();

    assertThat(report("flu", Route.LINE).sent()).isEqualTo(2);
    assertThat(report("flu", Route.LINE).suppressed()).isEqualTo(Map.of("stopped", 2L));
    run(dispatcher);
    assertThat(report("flu", Route.LINE).suppressed()).isEqualTo(Map.of("stopped", 6L));
    assertThat(line.shown("flu-l2-0")).isZero();
  }

  @Test
  void aRoadThatTakesNothingCostsThoseThatGoTogetherNoAttempt() {
    Dispatcher dispatcher = together(8, line::send);
    line.next(Provider.Fate.ACCEPTS);
    line.next(Provider.Fate.REFUSES_THE_CITY);
    dispatcher.workOnce();

    assertThat(
            IntStream.range(0, 4)
                .mapToObj(number -> city.ledger.find("flu", Route.LINE, number).orElseThrow())
                .map(chunk -> chunk.at(0).state() + " " + chunk.at(0).attempts()))
        .containsExactly("SENT 1", "PENDING 1", "PENDING 0", "PENDING 0");
    assertThat(dispatcher.workOnce()).as("left alone for a minute").isFalse();
    city.clock.pass(Duration.ofMinutes(2));
    run(dispatcher);
    assertThat(report("flu", Route.LINE).sent()).isEqualTo(8);
    assertThat(line.shown("flu-l3-0")).isEqualTo(1);
  }

  @Test
  void whatGoesTogetherWhenANodeDiesIsResolvedEachUnderItsKey() {
    Dispatcher dispatcher = together(8, line::send);
    line.next(Provider.Fate.ACCEPTS);
    line.next(Provider.Fate.NODE_DIES_AFTER);
    assertThatThrownBy(dispatcher::workOnce).isInstanceOf(Provider.Killed.class);
    assertThat(report("flu", Route.LINE).balances()).isTrue();
    city.clock.pass(Duration.ofMinutes(5));
    run(dispatcher);

    assertThat(report("flu", Route.LINE).sent()).isEqualTo(8);
    for (int number = 0; number < 8; number++) {
      assertThat(line.shown("flu-l" + number + "-0")).isEqualTo(1);
    }
  }

  @Test
  void ofThoseSavedTogetherOnlyTheOneTakenOverIsLost() {
    together(8, line::send);
    List<Chunk> slow = city.ledger.claim(List.of(Route.LINE), 4, "slow");
    assertThat(slow).hasSize(4);
    city.clock.pass(Duration.ofMinutes(4));
    assertThat(city.ledger.save(slow.getFirst(), new Release.Keep())).isTrue();
    city.clock.pass(Duration.ofMinutes(1));
    Set<String> taken = new HashSet<>();
    while (taken.size() < 7) {
      city.ledger.claim(List.of(Route.LINE), 4, "other").forEach(chunk -> taken.add(chunk.id()));
    }

    Map<Chunk, Release> releases = new LinkedHashMap<>();
    for (Chunk chunk : slow) {
      chunk.set(0, chunk.at(0).sent("x", city.clock.instant()));
      releases.put(chunk, new Release.Done());
    }
    Set<Chunk> lost = city.ledger.save(releases);

    assertThat(lost).containsExactlyInAnyOrderElementsOf(slow.subList(1, 4));
    assertThat(report("flu", Route.LINE).sent()).isEqualTo(1);
  }

  /** A campaign by LINE to so many people in a chunk each, of which a worker takes four. */
  private Dispatcher together(int people, Function<Batch, List<SendResult>> platform) {
    city.settle(0, people);
    city.approved("flu", City.flu(Set.of(Route.LINE)));
    city.campaigns.startDue();
    Chunk whole = city.ledger.find("flu", Route.LINE, 0).orElseThrow();
    store.database().getCollection("chunks").deleteMany(new Document());
    for (int number = 0; number < people; number++) {
      city.ledger.freeze(
          Chunk.frozen(
              "flu", whole.kind(), Route.LINE, number, whole.payload(), List.of(whole.at(number))));
    }
    city.ledger.open("flu");
    return city.dispatcher(
        "node",
        List.of(
            new Channel() {
              @Override
              public Route route() {
                return Route.LINE;
              }

              @Override
              public List<SendResult> send(Batch batch) {
                return platform.apply(batch);
              }
            }));
  }

  @Test
  void massMailWithoutAnAnswerWaitsForAPersonsDecision() {
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    mail.next(Provider.Fate.NODE_DIES_AFTER);
    try {
      dispatcher.workOnce();
    } catch (Provider.Killed died) {
      assertThat(report("flu", Route.MAIL).unknown()).isEqualTo(3);
    }
    city.clock.pass(Duration.ofDays(2));
    run(dispatcher);

    assertThat(report("flu", Route.MAIL).unknown()).isEqualTo(3);
    assertThat(mail.shown("flu-m0-1")).isEqualTo(1);
    assertThat(city.campaigns.finish()).isZero();

    assertThat(city.campaigns.decideUnknown("flu", UnknownDecision.RESEND, City.APPROVER))
        .isEqualTo(3);
    run(dispatcher);
    assertThat(report("flu", Route.MAIL).sent()).isEqualTo(3);
    assertThat(mail.shown("flu-m0-1")).as("as the decision says").isEqualTo(2);
    assertThat(city.campaigns.finish()).isEqualTo(1);
  }

  @Test
  void aLineRequestWithoutAnAnswerIsResolvedUnderItsKeyAfterACrash() {
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.LINE)));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    line.next(Provider.Fate.NODE_DIES_AFTER);
    try {
      dispatcher.workOnce();
    } catch (Provider.Killed died) {
      city.clock.pass(Duration.ofMinutes(5));
    }
    run(dispatcher);

    assertThat(report("flu", Route.LINE).sent()).isEqualTo(3);
    assertThat(line.shown("flu-l0-0")).isEqualTo(1);
  }

  @Test
  void aLineRequestIsNotRepeatedForOtherPeopleOrAfterItsKeyHasLapsed() {
    city.settle(0, 3);
    city.approved("one", City.flu(Set.of(Route.LINE)));
    city.approved("two", City.flu(Set.of(Route.LINE)));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    line.next(Provider.Fate.SILENT_BUT_ACCEPTED);
    line.next(Provider.Fate.SILENT_BUT_ACCEPTED);
    run(dispatcher);
    city.profiles.unlinkLine(City.id(2));
    city.clock.pass(Duration.ofMinutes(1));
    dispatcher.workOnce();
    city.clock.pass(Duration.ofHours(23));
    run(dispatcher);

    for (String campaign : List.of("one", "two")) {
      assertThat(report(campaign, Route.LINE).unknown()).as(campaign).isEqualTo(3);
      assertThat(line.shown(campaign + "-l0-0")).as(campaign).isEqualTo(1);
    }
    assertThat(city.ledger.find("one", Route.LINE, 0).orElseThrow().at(0).reason())
        .isEqualTo("changed");
    assertThat(city.ledger.find("two", Route.LINE, 0).orElseThrow().at(0).reason())
        .isEqualTo("lapsed");

    city.profiles.linkLine(City.id(2), City.line(2));
    city.campaigns.decideUnknown("two", UnknownDecision.RESEND, City.APPROVER);
    run(dispatcher);
    assertThat(report("two", Route.LINE).sent()).isEqualTo(3);
    assertThat(line.shown("two-l0-0")).as("as the decision says").isEqualTo(2);
  }

  @Test
  void lineRequestsOfOneChunkAreResolvedEachByItself() {
    city.settle(0, 4);
    city.approved("flu", City.flu(Set.of(Route.LINE)));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    line.next(Provider.Fate.SILENT_IN_TWO_REQUESTS);
    run(dispatcher);
    assertThat(report("flu", Route.LINE).unknown()).isEqualTo(4);

    // A rate limit says nothing about the request before it.
    line.next(Provider.Fate.DEFERS);
    line.next(Provider.Fate.DEFERS);
    city.clock.pass(Duration.ofMinutes(1));
    run(dispatcher);
    assertThat(report("flu", Route.LINE).unknown()).isEqualTo(4);

    city.clock.pass(Duration.ofMinutes(5));
    run(dispatcher);
    assertThat(report("flu", Route.LINE).sent()).isEqualTo(4);
    for (int index = 0; index < 4; index++) {
      assertThat(line.shown("flu-l0-" + index)).isEqualTo(1);
    }
  }

  @Test
  void afterTheLastAttemptItIsGivenUpWithItsReason() {
    city.settle(0, 1);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    Dispatcher dispatcher = city.dispatcher("node", providers);
    int attempts = 0;
    for (; attempts < 50 && city.campaigns.finish() == 0; attempts++) {
      mail.next(Provider.Fate.DEFERS);
      run(dispatcher);
      city.clock.pass(Duration.ofHours(4));
    }
    assertThat(attempts).isEqualTo(12);
    assertThat(report("flu", Route.MAIL).failed()).isEqualTo(Map.of("recipient-busy", 1L));
  }

  private static void run(Dispatcher dispatcher) {
    int chunks = 0;
    while (dispatcher.workOnce()) {
      assertThat(++chunks).as("the queue comes to rest").isLessThan(1_000);
    }
  }

  private static RouteReport report(String campaign, Route route) {
    RouteReport report = city.reports.of(campaign).routes().get(route);
    assertThat(report.balances()).isTrue();
    return report;
  }

  @Test
  void whatItsDomainsLimitPutsOffIsNoAttempt() {
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    try (MailSimulator relay = MailSimulator.start(0, city.clock);
        MailChannel strict =
            new MailChannel(
                MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市"),
                DomainLimits.of(List.of("example.jp=1@1/s")),
                city.clock)) {
      Dispatcher dispatcher = city.dispatcher("node", List.of(strict));
      assertThat(dispatcher.workOnce()).isTrue();
      List<Recipient> after = city.ledger.find("flu", Route.MAIL, 0).orElseThrow().recipients();
      assertThat(after)
          .extracting(Recipient::state)
          .containsExactly(Recipient.State.SENT, Recipient.State.PENDING, Recipient.State.PENDING);
      assertThat(after.get(1).attempts()).isZero();
      assertThat(after.get(1).reason()).isEqualTo("paced");
      for (int turn = 0; turn < 20 && relay.count() < 3; turn++) {
        city.clock.pass(Duration.ofSeconds(1));
        LockSupport.parkNanos(Duration.ofMillis(600).toNanos());
        dispatcher.workOnce();
      }
      assertThat(relay.count()).isEqualTo(3);
    }
  }
}
