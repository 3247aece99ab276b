package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.ApprovalExpired;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.approvals.OwnWorkApproval;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.dispatch.TestSend;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.pauses.Pause;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two approvers, approvals that lapse, emergencies reviewed afterwards, and the main switch. */
class ApprovalRulesStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final String SECOND = "shonin-tanaka";
  private static City city;

  @TempDir Path folder;

  @BeforeAll
  static void city() {
    city = new City(store.database());
  }

  @BeforeEach
  void empty() {
    for (String name : List.of("profiles", "campaigns", "peopleSets", "chunks", "deliveryState")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
    city.settle(0, 5);
  }

  private static Campaigns campaigns(long twoFrom) {
    return city.campaigns(city.ledger(), new ApprovalPolicy(twoFrom, Duration.ofDays(7)));
  }

  private static String submitted(Campaigns campaigns, String id, CampaignDraft draft) {
    campaigns.create(id, draft, City.EDITOR);
    return campaigns.submit(id, 1, City.EDITOR).submission().orElseThrow().contentHash();
  }

  @Test
  void manyPeopleNeedTwoDifferentApprovers() {
    Campaigns campaigns = campaigns(5);
    String hash = submitted(campaigns, "flu", City.flu(Set.of(Route.PORTAL)));
    Campaign first = campaigns.approve("flu", hash, City.APPROVER);
    assertThat(first.status()).isEqualTo(Status.SUBMITTED);
    assertThat(first.firstApproved().orElseThrow().by()).isEqualTo(City.APPROVER);
    assertThat(campaigns.startDue()).isZero();
    assertThatExceptionOfType(OwnWorkApproval.class)
        .isThrownBy(() -> campaigns.approve("flu", hash, City.APPROVER));
    assertThatExceptionOfType(OwnWorkApproval.class)
        .isThrownBy(() -> campaigns.approve("flu", hash, City.EDITOR));
    assertThat(campaigns.approve("flu", hash, SECOND).status()).isEqualTo(Status.APPROVED);
    assertThat(campaigns.startDue()).isEqualTo(1);
  }

  @Test
  void whatGrowsBeyondWhatOneMayDecideAsksForTheSecondOrDoesNotBegin() {
    Campaigns campaigns = campaigns(8);
    String hash = submitted(campaigns, "flu", City.flu(Set.of(Route.PORTAL)));
    String late = submitted(campaigns, "late", City.flu(Set.of(Route.PORTAL)));
    campaigns.approve("late", late, City.APPROVER);
    city.settle(5, 9);
    assertThat(campaigns.approve("flu", hash, City.APPROVER).status()).isEqualTo(Status.SUBMITTED);
    assertThat(campaigns.approve("flu", hash, SECOND).status()).isEqualTo(Status.APPROVED);
    assertThat(campaigns.startDue()).isEqualTo(1);
    assertThat(campaigns.find("late").orElseThrow().status()).isEqualTo(Status.STOPPED);
  }

  @Test
  void anEditVoidsTheFirstOfTwoApprovals() {
    Campaigns campaigns = campaigns(5);
    String hash = submitted(campaigns, "flu", City.flu(Set.of(Route.PORTAL)));
    long version = campaigns.approve("flu", hash, City.APPROVER).version();
    Campaign edited = campaigns.edit("flu", City.flu(Set.of(Route.MAIL)), version, "henshu-mori");
    assertThat(edited.firstApproved()).isEmpty();
    String next =
        campaigns
            .submit("flu", edited.version(), "henshu-mori")
            .submission()
            .orElseThrow()
            .contentHash();
    assertThat(next).isNotEqualTo(hash);
    assertThat(campaigns.approve("flu", next, SECOND).status())
        .as("the first one anew")
        .isEqualTo(Status.SUBMITTED);
  }

  @Test
  void fewPeopleAndEmergenciesNeedOne() {
    assertThat(
            campaigns(6)
                .approve(
                    "few",
                    submitted(campaigns(6), "few", City.flu(Set.of(Route.PORTAL))),
                    City.APPROVER)
                .status())
        .isEqualTo(Status.APPROVED);
    assertThat(
            campaigns(5)
                .approve(
                    "flood",
                    submitted(campaigns(5), "flood", City.emergency(Set.of(Route.PORTAL))),
                    City.APPROVER)
                .status())
        .isEqualTo(Status.APPROVED);
  }

  @Test
  void anEmergencyIsReviewedByAThirdPersonAfterwards() {
    Campaigns campaigns = campaigns(100);
    String hash = submitted(campaigns, "flood", City.emergency(Set.of(Route.PORTAL)));
    campaigns.approve("flood", hash, City.APPROVER);
    assertThat(campaigns.reviewsDue()).isEmpty();
    assertThatExceptionOfType(WrongState.class).isThrownBy(() -> campaigns.review("flood", SECOND));
    campaigns.startDue();
    assertThat(campaigns.reviewsDue()).extracting(Campaign::id).containsExactly("flood");
    for (String hand : List.of(City.EDITOR, City.APPROVER)) {
      assertThatExceptionOfType(OwnWorkApproval.class)
          .isThrownBy(() -> campaigns.review("flood", hand));
    }
    assertThat(campaigns.review("flood", SECOND).reviewed().orElseThrow().by()).isEqualTo(SECOND);
    assertThat(campaigns.reviewsDue()).isEmpty();

    campaigns.approve(
        "false",
        submitted(campaigns, "false", City.emergency(Set.of(Route.PORTAL))),
        City.APPROVER);
    campaigns.stop("false", City.APPROVER);
    assertThat(campaigns.reviewsDue()).as("nobody heard of it").isEmpty();
  }

  @Test
  void anApprovalLapses() {
    Campaigns campaigns = campaigns(100);
    String hash = submitted(campaigns, "flu", City.flu(Set.of(Route.PORTAL)));
    campaigns.approve("flu", hash, City.APPROVER);
    city.clock.pass(Duration.ofDays(7));
    assertThat(campaigns.startDue()).isZero();
    Campaign expired = campaigns.find("flu").orElseThrow();
    assertThat(expired.status()).isEqualTo(Status.EXPIRED);
    assertThat(city.ledger.tally("flu")).isEmpty();
    assertThatExceptionOfType(WrongState.class)
        .isThrownBy(() -> campaigns.approve("flu", hash, City.APPROVER));

    Campaign edited =
        campaigns.edit("flu", City.flu(Set.of(Route.PORTAL)), expired.version(), City.EDITOR);
    assertThat(edited.approved()).isEmpty();
    String again =
        campaigns
            .submit("flu", edited.version(), City.EDITOR)
            .submission()
            .orElseThrow()
            .contentHash();
    campaigns.approve("flu", again, City.APPROVER);
    assertThat(campaigns.startDue()).isEqualTo(1);
  }

  @Test
  void whoWasMeantByALapsedApprovalIsNotWhoIsMeantByTheNext() {
    Ledger away;
    try (MongoClient gone =
        MongoClients.create("mongodb://127.0.0.1:" + store.port() + "/?directConnection=true")) {
      away =
          new Ledger(
              gone.getDatabase(store.database().getName()), city.clock, Duration.ofMinutes(5));
    }
    ApprovalPolicy policy = new ApprovalPolicy(100, Duration.ofDays(7));
    Campaigns dying = city.campaigns(away, policy);
    String hash = submitted(dying, "flu", City.flu(Set.of(Route.PORTAL)));
    dying.approve("flu", hash, City.APPROVER);
    assertThat(dying.startDue()).as("it dies after it knows who").isZero();

    Campaigns campaigns = city.campaigns(city.ledger(), policy);
    city.clock.pass(Duration.ofDays(7));
    assertThat(campaigns.startDue()).isZero();
    Campaign expired = campaigns.find("flu").orElseThrow();
    assertThat(expired.status()).isEqualTo(Status.EXPIRED);
    city.settle(5, 7);
    long version =
        campaigns
            .edit("flu", City.flu(Set.of(Route.PORTAL)), expired.version(), City.EDITOR)
            .version();
    String again =
        campaigns.submit("flu", version, City.EDITOR).submission().orElseThrow().contentHash();
    campaigns.approve("flu", again, City.APPROVER);
    assertThat(campaigns.startDue()).isEqualTo(1);
    assertThat(campaigns.find("flu").orElseThrow().selected()).contains(7L);
  }

  @Test
  void whatBeginsAfterTheApprovalHasLapsedIsNotApproved() {
    Campaigns campaigns = campaigns(100);
    CampaignDraft flu = City.flu(Set.of(Route.PORTAL));
    String hash =
        submitted(
            campaigns,
            "later",
            new CampaignDraft(
                flu.title(),
                "flu",
                1,
                "everybody",
                1,
                flu.routes(),
                flu.values(),
                Optional.of(city.clock.instant().plus(Duration.ofDays(8))),
                Optional.empty()));
    assertThatExceptionOfType(ApprovalExpired.class)
        .isThrownBy(() -> campaigns.approve("later", hash, City.APPROVER));
    city.clock.pass(Duration.ofDays(2));
    assertThat(campaigns.approve("later", hash, City.APPROVER).status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void aTestGoesToNamedStaffAloneAndIsNotInTheLedger() {
    city.campaigns.create("flu", City.flu(Set.of(Route.MAIL, Route.PORTAL)), City.EDITOR);
    Provider mail = new Provider(Route.MAIL);
    Provider line = new Provider(Route.LINE);
    TestSend test =
        new TestSend(
            city.campaigns,
            city.templates,
            List.of(mail, line),
            Map.of(
                Route.MAIL, List.of("kouhou@city.example.jp"), Route.LINE, List.of(City.line(1))));
    assertThat(test.send("flu", City.EDITOR)).isEqualTo(Map.of(Route.MAIL, 2L));
    assertThat(mail.lastText()).startsWith("【TEST】");
    assertThat(city.ledger.tally("flu")).isEmpty();
    assertThat(
            store
                .database()
                .getCollection("campaigns")
                .find()
                .first()
                .getList("testSends", Document.class))
        .hasSize(1)
        .allMatch(sent -> sent.getString("by").equals(City.EDITOR));
    assertThat(city.campaigns.find("flu").orElseThrow().version()).isEqualTo(1);
  }

  @Test
  void aDatabaseOlderThanWhatANodeHasSeenStartsPaused() throws IOException {
    Pause pause = new Pause(store.database(), folder.resolve("beat"), city.clock);
    assertThat(pause.closed()).as("before anything was compared").isTrue();
    pause.beat();
    assertThat(pause.closed()).isFalse();
    Document backup = store.database().getCollection("deliveryState").find().first();
    pause.beat();
    pause.beat();

    store.database().getCollection("deliveryState").replaceOne(new Document("_id", "city"), backup);
    Pause afterwards = new Pause(store.database(), folder.resolve("beat"), city.clock);
    afterwards.beat();
    assertThat(afterwards.closed()).isTrue();
    assertThat(afterwards.state().reason()).isEqualTo(Pause.RESTORED);
    afterwards.beat();
    assertThat(afterwards.closed()).isTrue();

    assertThat(afterwards.resume(City.APPROVER).paused()).isFalse();
    afterwards.beat();
    assertThat(afterwards.closed()).isFalse();
    assertThat(afterwards.state().turned().orElseThrow().by()).isEqualTo(City.APPROVER);
    assertThat(store.database().getCollection("deliveryState").countDocuments())
        .as("the switch and its two turns")
        .isEqualTo(3);
  }

  @Test
  void aNewNodeBeginsOnlyWhereOthersHaveCountedLately() {
    Pause old = new Pause(store.database(), folder.resolve("beat"), city.clock);
    old.beat();
    city.clock.pass(Duration.ofMinutes(10));
    Pause joining = new Pause(store.database(), folder.resolve("joining"), city.clock);
    joining.beat();
    assertThat(joining.closed()).as("others count").isFalse();

    // A backup of today on machines of tomorrow: no node remembers anything.
    city.clock.pass(Duration.ofHours(20));
    Pause first = new Pause(store.database(), folder.resolve("first"), city.clock);
    Pause second = new Pause(store.database(), folder.resolve("second"), city.clock);
    first.beat();
    second.beat();
    assertThat(first.closed() && second.closed()).isTrue();
    assertThat(first.state().reason()).isEqualTo(Pause.RESTORED);
    first.resume(City.APPROVER);
    second.beat();
    assertThat(first.closed() || second.closed()).isFalse();

    // A node that remembers may stand still for as long as it likes.
    city.clock.pass(Duration.ofDays(2));
    Pause again = new Pause(store.database(), folder.resolve("first"), city.clock);
    again.beat();
    assertThat(again.closed()).isFalse();
  }

  @Test
  void anotherDatabaseIsNoRestoredOneAndNodesDoNotDisturbEachOther() {
    Path file = folder.resolve("beat");
    Pause one = new Pause(store.database(), file, city.clock);
    Pause two = new Pause(store.database(), folder.resolve("other"), city.clock);
    for (int turn = 0; turn < 3; turn++) {
      one.beat();
      two.beat();
    }
    assertThat(one.closed() || two.closed()).isFalse();
    store.database().getCollection("deliveryState").deleteMany(new Document());
    one.beat();
    assertThat(one.closed()).isFalse();
    assertThat(Files.exists(file)).isTrue();
    one.pause(City.APPROVER, Pause.STAFF);
    assertThat(two.closed()).isTrue();
  }
}
