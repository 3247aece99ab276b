package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import jp.todoke.channels.Route;
import jp.todoke.channels.portal.InboxEntry;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.DryRun;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Tally;
import jp.todoke.delivery.preferences.Preference;
import jp.todoke.delivery.reports.Report;
import jp.todoke.delivery.reports.RouteReport;
import jp.todoke.delivery.reports.WardReports;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A push to so many people that the portal gets it once for all. */
class PostStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final int PEOPLE = City.POST_FROM + 300;
  private static final Set<Route> PORTAL = EnumSet.of(Route.PORTAL);

  private final City city = new City(store.database());

  @AfterEach
  void empty() {
    store.database().listCollectionNames().forEach(PostStoreTest::empty);
  }

  private static void empty(String collection) {
    store.database().getCollection(collection).deleteMany(new Document());
  }

  private void settle() {
    city.intake(
        IntStream.range(0, PEOPLE)
            .mapToObj(i -> City.person(i, City.mail(i), true, "", i % 10 != 9, "ja"))
            .toList());
    city.preferences.prefer(City.id(1), new Preference(0, true, Map.of(), Optional.empty()), 0);
    city.preferences.prefer(
        City.id(2),
        new Preference(0, false, Map.of("general", Set.of(Route.PORTAL)), Optional.empty()),
        0);
    city.preferences.prefer(City.id(9), new Preference(0, true, Map.of(), Optional.empty()), 0);
  }

  private Dispatcher dispatcher() {
    return city.dispatcher("node-1", List.of(new PortalChannel(city.inbox, city.clock)));
  }

  @Test
  void theDryRunAndTheReportSayTheSameAndEverybodyFindsItOnce() {
    settle();
    city.campaigns.create("flu", City.flu(PORTAL), City.EDITOR);
    DryRun dryRun = city.campaigns.dryRun("flu");
    city.campaigns.submit("flu", 1, City.EDITOR);
    city.campaigns.approve("flu", dryRun.contentHash(), City.APPROVER);
    assertThat(city.campaigns.startDue()).isEqualTo(1);
    assertThat(city.inbox.newest(City.id(0), "ja", 5)).isEmpty();
    assertThat(city.reports.of("flu").balances()).isTrue();

    assertThat(dispatcher().workOnce()).isTrue();
    assertThat(dispatcher().workOnce()).isFalse();
    assertThat(city.campaigns.finish()).isEqualTo(1);

    Report report = city.reports.of("flu");
    RouteReport portal = report.routes().get(Route.PORTAL);
    long silent = PEOPLE / 10;
    assertThat(portal)
        .isEqualTo(
            new RouteReport(
                PEOPLE,
                PEOPLE - silent - 2,
                new java.util.TreeMap<>(
                    Map.of("no-consent", silent, "everything-off", 1L, "topic-off", 1L)),
                new java.util.TreeMap<>(),
                new java.util.TreeMap<>(),
                0,
                0,
                0,
                0));
    assertThat(dryRun.routes().get(Route.PORTAL).reachable()).isEqualTo(portal.sent());
    assertThat(dryRun.routes().get(Route.PORTAL).barred()).isEqualTo(portal.suppressed());
    for (int i = 0; i < PEOPLE; i += 7) {
      boolean meant = i % 10 != 9 && i != 1 && i != 2;
      assertThat(city.inbox.newest(City.id(i), "ja", 5)).hasSize(meant ? 1 : 0);
    }
    assertThat(city.inbox.newest(City.id(1), "ja", 5)).isEmpty();
    assertThat(city.inbox.newest(City.id(2), "ja", 5)).isEmpty();
    InboxEntry one = city.inbox.newest(City.id(3), "ja", 5).getFirst();
    assertThat(one.item().body()).isEqualTo("北区役所で予防接種を行います。");
    city.inbox.opened(City.id(3), one.item().id(), "ja", city.clock.instant());
    assertThat(city.reports.of("flu").routes().get(Route.PORTAL).opened()).isEqualTo(1);
    assertThat(city.wardReports.of("flu"))
        .isEqualTo(
            new WardReports.WardReport.Cells(
                List.of(
                    new WardReports.Cell(
                        Optional.empty(), Route.PORTAL, Optional.of(portal.sent())))));
  }

  @Test
  void aStoppedPushIsNeverPutUp() {
    settle();
    city.approved("flu", City.flu(PORTAL));
    city.campaigns.startDue();
    city.campaigns.stop("flu", City.APPROVER);
    assertThat(dispatcher().workOnce()).isTrue();
    city.campaigns.finish();
    RouteReport portal = city.reports.of("flu").routes().get(Route.PORTAL);
    assertThat(portal.balances()).isTrue();
    assertThat(portal.sent()).isZero();
    assertThat(portal.suppressed()).containsKey("stopped");
    assertThat(city.inbox.newest(City.id(0), "ja", 5)).isEmpty();
  }

  @Test
  void aPostWhoseWorkerDiedIsPutUpOnceByTheNext() {
    settle();
    city.approved("flu", City.flu(PORTAL));
    city.campaigns.startDue();
    Chunk taken = city.ledger().claim(PORTAL, "dead-node").orElseThrow();
    assertThat(dispatcher().workOnce()).isFalse();
    city.clock.pass(java.time.Duration.ofMinutes(6));
    assertThat(dispatcher().workOnce()).isTrue();
    // The dead one wakes up and is told that it has lost the chunk.
    taken.set(taken.crowd().orElseThrow());
    assertThat(city.ledger().save(taken, new jp.todoke.delivery.ledger.Release.Done())).isFalse();
    assertThat(city.inbox.newest(City.id(0), "ja", 5)).hasSize(1);
    assertThat(city.reports.of("flu").balances()).isTrue();
  }

  @Test
  void anInterruptedFreezingGoesOnWithTheSamePeople() {
    settle();
    city.approved("flu", City.flu(EnumSet.of(Route.PORTAL, Route.MAIL)));
    city.campaigns.startDue();
    // As if the node had died between the chunks of the last block.
    Tally whole = city.ledger.tally("flu").get(Route.MAIL);
    store
        .database()
        .getCollection("chunks")
        .deleteMany(new Document("route", "MAIL").append("number", new Document("$gte", 3)));
    store
        .database()
        .getCollection("campaigns")
        .updateOne(
            new Document("_id", "flu"),
            new Document("$set", new Document("status", "APPROVED"))
                .append("$unset", new Document("opened", "").append("selected", "")));
    city.intake(List.of(City.person(PEOPLE)));
    city.clock.pass(java.time.Duration.ofMinutes(10));
    city.campaigns.startDue();
    assertThat(city.ledger.tally("flu").get(Route.MAIL)).isEqualTo(whole);
    assertThat(city.ledger.tally("flu").get(Route.PORTAL).selected()).isEqualTo(PEOPLE);
    assertThat(city.campaigns.find("flu").orElseThrow().status()).isEqualTo(Status.SENDING);
  }
}
