package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppression;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.approvals.ContentChanged;
import jp.todoke.delivery.approvals.OwnWorkApproval;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.CampaignExists;
import jp.todoke.delivery.campaigns.CampaignRefused;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.campaigns.DryRun;
import jp.todoke.delivery.campaigns.StaleCampaign;
import jp.todoke.delivery.campaigns.UnknownCampaign;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.wording.TemplateValuesMissing;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class CampaignsStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Set<Route> ALL = Route.ofCampaigns();

  private static City city;

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
  void theDryRunSaysPerRouteWhoIsNotReachedAndWhy() {
    city.intake(
        List.of(
            City.person(0),
            City.person(1, "hanako@example.jp", true, "", true, "en"),
            City.person(2, "taro@example.jp", false, City.line(2), true, "ja"),
            City.person(3, City.mail(3), true, City.line(3), false, "ja"),
            City.person(4, "gone@example.jp", true, "", true, "ja")));
    city.profiles.prefer(City.id(0), Set.of("line"), "ja", 0);
    city.suppressions.add(Route.MAIL, "gone@example.jp", Suppression.Reason.HARD_BOUNCE);
    city.campaigns.create("flu-2026", City.flu(ALL), City.EDITOR);

    DryRun run = city.campaigns.dryRun("flu-2026");

    assertThat(run.selected()).isEqualTo(5);
    assertThat(run.routes().get(Route.PORTAL))
        .isEqualTo(new DryRun.Count(4, sorted(Map.of("no-consent", 1L))));
    assertThat(run.routes().get(Route.MAIL))
        .isEqualTo(
            new DryRun.Count(
                2, sorted(Map.of("no-consent", 1L, "not-verified", 1L, "suppression-list", 1L))));
    assertThat(run.routes().get(Route.LINE))
        .isEqualTo(
            new DryRun.Count(
                1, sorted(Map.of("no-consent", 1L, "no-contact-point", 2L, "route-off", 1L))));
    assertThat(run.samples().get("ja").text()).isEqualTo("北区役所で予防接種を行います。");
    assertThat(run.samples().get("en").subject()).isEqualTo("Vaccination");
    assertThat(store.database().getCollection("chunks").countDocuments()).isZero();
  }

  private static SortedMap<String, Long> sorted(Map<String, Long> map) {
    return new TreeMap<>(map);
  }

  @Test
  void nobodyApprovesWhatTheyWorkedOn() {
    city.settle(0, 3);
    city.campaigns.create("flu", City.flu(ALL), "sakusei-tanaka");
    city.campaigns.edit("flu", City.flu(Set.of(Route.MAIL)), 1, City.EDITOR);
    Campaign submitted = city.campaigns.submit("flu", 2, "teishutsu-sato");
    String hash = submitted.submission().orElseThrow().contentHash();
    assertThat(city.campaigns.dryRun("flu").contentHash()).isEqualTo(hash);

    for (String hand : List.of("sakusei-tanaka", City.EDITOR, "teishutsu-sato")) {
      assertThatThrownBy(() -> city.campaigns.approve("flu", hash, hand))
          .isInstanceOf(OwnWorkApproval.class);
    }
    assertThatThrownBy(() -> city.campaigns.approve("flu", "0".repeat(64), City.APPROVER))
        .isInstanceOf(ContentChanged.class);
    Campaign approved = city.campaigns.approve("flu", hash, City.APPROVER);
    assertThat(approved.status()).isEqualTo(Status.APPROVED);
    assertThat(approved.approved().orElseThrow().by()).isEqualTo(City.APPROVER);
    assertThatThrownBy(() -> city.campaigns.approve("flu", hash, City.APPROVER))
        .isInstanceOf(WrongState.class);
    assertThat(city.campaigns.find("flu")).contains(approved);
  }

  @Test
  void anEditAfterTheSubmissionVoidsIt() {
    city.settle(0, 3);
    city.campaigns.create("flu", City.flu(ALL), City.EDITOR);
    String hash =
        city.campaigns.submit("flu", 1, City.EDITOR).submission().orElseThrow().contentHash();

    Campaign edited = city.campaigns.edit("flu", City.flu(Set.of(Route.MAIL)), 2, City.EDITOR);

    assertThat(edited.status()).isEqualTo(Status.DRAFT);
    assertThat(edited.submission()).isEmpty();
    assertThatThrownBy(() -> city.campaigns.approve("flu", hash, City.APPROVER))
        .isInstanceOf(WrongState.class);
    city.campaigns.submit("flu", 3, City.EDITOR);
    assertThatThrownBy(() -> city.campaigns.approve("flu", hash, City.APPROVER))
        .isInstanceOf(ContentChanged.class);
  }

  @Test
  void anAudienceThatDoubledSinceTheSubmissionIsLookedAtAgain() {
    city.settle(0, 20);
    city.campaigns.create("flu", City.flu(ALL), City.EDITOR);
    String hash =
        city.campaigns.submit("flu", 1, City.EDITOR).submission().orElseThrow().contentHash();
    city.settle(20, 41);

    assertThatThrownBy(() -> city.campaigns.approve("flu", hash, City.APPROVER))
        .isInstanceOf(ContentChanged.class);
  }

  @Test
  void anAudienceThatDoubledBetweenApprovalAndStartStopsTheCampaign() {
    city.settle(0, 20);
    city.approved("flu", City.flu(ALL));
    city.settle(20, 50);

    assertThat(city.campaigns.startDue()).isZero();

    Campaign stopped = city.campaigns.find("flu").orElseThrow();
    assertThat(stopped.status()).isEqualTo(Status.STOPPED);
    assertThat(stopped.stopped().orElseThrow().by()).isEqualTo("system");
  }

  @Test
  void aDraftThatCanNotBeSentIsRefused() {
    CampaignDraft flu = City.flu(ALL);
    assertThatThrownBy(() -> city.campaigns.create("n-flu", flu, City.EDITOR))
        .isInstanceOf(CampaignRefused.class);
    assertThatThrownBy(() -> city.campaigns.create("flu", City.flu(Set.of()), City.EDITOR))
        .isInstanceOf(CampaignRefused.class)
        .hasMessageContaining("routes");
    CampaignDraft unpublished =
        new CampaignDraft(
            "案", "flu", 1, "everybody", 2, ALL, Map.of(), Optional.empty(), Optional.empty());
    assertThatThrownBy(() -> city.campaigns.create("flu", unpublished, City.EDITOR))
        .isInstanceOf(CampaignRefused.class)
        .hasMessageContaining("segmentVersion");
    CampaignDraft without =
        new CampaignDraft(
            "案", "flu", 1, "everybody", 1, ALL, Map.of(), Optional.empty(), Optional.empty());
    city.campaigns.create("flu", without, City.EDITOR);
    assertThatThrownBy(() -> city.campaigns.submit("flu", 1, City.EDITOR))
        .isInstanceOf(TemplateValuesMissing.class)
        .hasMessageContaining("place");
    CampaignDraft endless =
        new CampaignDraft(
            "案",
            "flu",
            1,
            "everybody",
            1,
            ALL,
            Map.of("place", "区".repeat(5_001)),
            Optional.empty(),
            Optional.empty());
    city.campaigns.create("endless", endless, City.EDITOR);
    assertThatThrownBy(() -> city.campaigns.submit("endless", 1, City.EDITOR))
        .isInstanceOf(CampaignRefused.class)
        .hasMessageContaining("LINE");
    assertThatThrownBy(() -> city.campaigns.create("flu", flu, City.EDITOR))
        .isInstanceOf(CampaignExists.class);
    assertThatThrownBy(() -> city.campaigns.edit("flu", flu, 7, City.EDITOR))
        .isInstanceOf(StaleCampaign.class);
    assertThatThrownBy(() -> city.campaigns.dryRun("flu-1999")).isInstanceOf(UnknownCampaign.class);
    assertThatThrownBy(() -> city.campaigns.stop("flu", City.APPROVER))
        .isInstanceOf(WrongState.class);
  }

  @Test
  void aCampaignWithATimeStartsThenAndNotBefore() {
    city.settle(0, 3);
    CampaignDraft flu = City.flu(ALL);
    CampaignDraft tonight =
        new CampaignDraft(
            flu.title(),
            "flu",
            1,
            "everybody",
            1,
            ALL,
            flu.values(),
            Optional.of(city.clock.instant().plus(Duration.ofHours(6))),
            Optional.empty());
    city.approved("flu", tonight);

    assertThat(city.campaigns.startDue()).isZero();
    city.clock.pass(Duration.ofHours(6));
    assertThat(city.campaigns.startDue()).isEqualTo(1);
    assertThat(city.campaigns.startDue()).isZero();
    assertThat(city.campaigns.find("flu").orElseThrow().selected()).contains(3L);
  }

  @Test
  void aFreezingThatBrokeOffIsTakenUpWhereItWasWithoutMovingAnybody() {
    city.settle(0, 1_200);
    city.approved("flu", City.flu(Set.of(Route.PORTAL, Route.LINE)));
    // A chunk in the way ends the node between the two routes of the second block, as a crash
    // would.
    Document inTheWay = new Document("_id", "flu:LINE:1");
    store.database().getCollection("chunks").insertOne(inTheWay);
    assertThat(city.campaigns.startDue()).isZero();
    store.database().getCollection("chunks").deleteOne(inTheWay);
    List<String> before = people("flu", Route.PORTAL);
    assertThat(before).hasSize(1_000);
    assertThat(city.ledger.find("flu", Route.LINE, 1)).isEmpty();
    assertThat(city.campaigns.find("flu").orElseThrow().status()).isEqualTo(Status.APPROVED);

    // Meanwhile somebody moves in among those already frozen, and somebody behind them.
    city.intake(List.of(City.person(500).replace("c0500", "c0500a"), City.person(1_300)));
    city.profiles.delete(City.id(700));
    assertThat(city.campaigns.startDue()).as("the dead node's lease still holds").isZero();
    city.clock.pass(Duration.ofMinutes(3));
    assertThat(city.campaigns.startDue()).isEqualTo(1);

    List<String> after = people("flu", Route.PORTAL);
    assertThat(after.subList(0, 1_000)).isEqualTo(before);
    assertThat(after).hasSize(1_200).doesNotContain(City.id(1_300), "c0500a");
    assertThat(after).doesNotHaveDuplicates();
    assertThat(people("flu", Route.LINE)).isEqualTo(after);
    Recipient gone = city.ledger.find("flu", Route.LINE, 1).orElseThrow().at(200);
    assertThat(gone.reason()).isEqualTo("no-profile");
    assertThat(city.campaigns.find("flu").orElseThrow().selected()).contains(1_200L);
    assertThat(city.reports.of("flu").balances()).isTrue();
  }

  private static List<String> people(String campaign, Route route) {
    List<String> people = new ArrayList<>();
    for (int n = 0; ; n++) {
      Optional<Chunk> chunk = city.ledger.find(campaign, route, n);
      if (chunk.isEmpty()) {
        return people;
      }
      chunk.get().recipients().forEach(recipient -> people.add(recipient.commonId()));
    }
  }

  @Test
  void aCampaignStoppedWhileItIsFrozenReachesNobody() {
    city.settle(0, 1_200);
    city.approved("flu", City.flu(Set.of(Route.PORTAL, Route.LINE)));
    Document inTheWay = new Document("_id", "flu:LINE:1");
    store.database().getCollection("chunks").insertOne(inTheWay);
    city.campaigns.startDue();
    store.database().getCollection("chunks").deleteOne(inTheWay);
    city.campaigns.stop("flu", City.APPROVER);
    city.clock.pass(Duration.ofHours(1));
    assertThat(city.campaigns.startDue()).isZero();
    Provider portal = new Provider(Route.PORTAL);
    Dispatcher dispatcher = city.dispatcher("node", List.of(portal, new Provider(Route.LINE)));
    int chunks = 0;
    while (dispatcher.workOnce()) {
      chunks++;
    }
    city.campaigns.finish();

    assertThat(chunks).isEqualTo(3);
    assertThat(portal.shown("flu-p0-0")).isZero();
    city.reports
        .of("flu")
        .routes()
        .forEach(
            (route, sums) ->
                assertThat(sums.suppressed()).isEqualTo(Map.of("stopped", sums.selected())));
    assertThat(store.database().getCollection("campaigns").find().first())
        .containsEntry("settled", true);
  }

  @Test
  void aSensitiveTemplateGoesByMailAndLineAsAHintOnly() {
    city.settle(0, 1);
    CampaignDraft tax =
        new CampaignDraft(
            "税額",
            "tax",
            1,
            "everybody",
            1,
            ALL,
            Map.of("name", "市民", "amount", 1),
            Optional.empty(),
            Optional.empty());
    city.approved("tax", tax);
    city.campaigns.startDue();
    Provider line = new Provider(Route.LINE);
    Dispatcher dispatcher = city.dispatcher("node", List.of(line));
    assertThat(dispatcher.workOnce()).isTrue();
    assertThat(line.lastText()).startsWith("市からお知らせが届きました").doesNotContain("税");
  }

  @Test
  void aStartThatBrokeOffBeforeTheChunksWereOpenedIsRepaired() {
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.PORTAL)));
    city.campaigns.startDue();
    store
        .database()
        .getCollection("chunks")
        .updateMany(new Document(), new Document("$set", new Document("status", "FROZEN")));
    store
        .database()
        .getCollection("campaigns")
        .updateMany(new Document(), new Document("$set", new Document("opened", false)));
    assertThat(city.ledger.claim(List.of(Route.PORTAL), "node")).isEmpty();

    city.campaigns.startDue();

    assertThat(city.ledger.claim(List.of(Route.PORTAL), "node")).isPresent();
  }

  @Test
  void pagesFollowTheIds() {
    for (String id : List.of("b", "a", "c")) {
      city.campaigns.create(id, City.flu(ALL), City.EDITOR);
    }
    assertThat(city.campaigns.page("", 2)).extracting(Campaign::id).containsExactly("a", "b");
    assertThat(city.campaigns.page("b", 2)).extracting(Campaign::id).containsExactly("c");
    assertThat(city.campaigns.newId()).matches("c-[0-9a-f]{20}");
  }

  @Test
  void aCampaignBeyondLinesAllowanceWaitsUntilThereIsMore() {
    city.settle(0, 5);
    AtomicLong left = new AtomicLong(4);
    Campaigns limited =
        new Campaigns(
            store.database(),
            city.templates,
            city.selection,
            city.addresses,
            city.ledger,
            ApprovalPolicy.USUAL,
            people -> people <= left.get(),
            city.clock);
    city.approved("flu", City.flu(Set.of(Route.PORTAL, Route.LINE)));
    city.approved("kinkyu", City.emergency(Set.of(Route.LINE)));

    assertThat(limited.startDue()).as("an emergency is not held up").isEqualTo(1);
    assertThat(limited.find("flu").orElseThrow().status()).isEqualTo(Campaign.Status.APPROVED);
    assertThat(limited.beyondQuota()).containsExactly("flu");
    assertThat(city.ledger.claim(Set.of(Route.PORTAL), "node")).as("nothing is sent").isEmpty();
    assertThat(limited.startDue()).as("looked at again with the next lease").isZero();

    left.set(9);
    city.clock.pass(Duration.ofMinutes(2));
    assertThat(limited.startDue()).as("the emergency's five have not gone out yet").isZero();
    left.set(10);
    city.clock.pass(Duration.ofMinutes(2));
    assertThat(limited.startDue()).isEqualTo(1);
    assertThat(limited.beyondQuota()).isEmpty();
  }

  @Test
  void anotherProviderIsForOfficialNoticesOnly() {
    assertThatThrownBy(
            () -> city.campaigns.create("post", City.flu(Set.of(Route.HTTP)), City.EDITOR))
        .isInstanceOf(CampaignRefused.class)
        .hasMessageContaining("routes");
  }
}
