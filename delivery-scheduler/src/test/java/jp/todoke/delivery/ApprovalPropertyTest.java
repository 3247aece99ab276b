package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.delivery.approvals.ApprovalPolicy;
import jp.todoke.delivery.approvals.ContentChanged;
import jp.todoke.delivery.approvals.OwnWorkApproval;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.campaigns.StaleCampaign;
import jp.todoke.delivery.dispatch.Dispatcher;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.bson.Document;

/**
 * In whatever order staff edit, submit, approve and stop, what goes out is what another one saw.
 */
class ApprovalPropertyTest {

  private static final List<String> STAFF = List.of("yamada", "suzuki", "tanaka");
  private static final List<String> PLACES = List.of("北区役所", "港区役所");

  private static MongoServer server;
  private static MongoClient client;
  private static City city;

  sealed interface Step {
    String by();

    record Edit(String by, String place) implements Step {}

    record Submit(String by) implements Step {}

    /** Approves what this person read last, or reads it first. */
    record Approve(String by, boolean readsFirst) implements Step {}

    record Stop(String by) implements Step {}

    /**
     * The timers of a node: whatever is due is frozen, and one chunk is worked off, or not quite.
     */
    record Run(Provider.Fate fate) implements Step {
      @Override
      public String by() {
        return "";
      }
    }
  }

  @BeforeContainer
  static void open() {
    server = new MongoServer(H2Backend.inMemory());
    client = MongoClients.create("mongodb://127.0.0.1:" + server.bind().getPort());
    city = new City(client.getDatabase("approvals"));
    city.settle(0, 3);
  }

  @AfterContainer
  static void close() {
    client.close();
    server.shutdownNow();
  }

  @Provide
  Arbitrary<List<Step>> histories() {
    Arbitrary<String> staff = Arbitraries.of(STAFF);
    return Arbitraries.<Step>oneOf(
            Combinators.combine(staff, Arbitraries.of(PLACES)).as(Step.Edit::new),
            staff.map(Step.Submit::new),
            Combinators.combine(staff, Arbitraries.of(true, false)).as(Step.Approve::new),
            Combinators.combine(staff, Arbitraries.of(true, false)).as(Step.Approve::new),
            staff.map(Step.Stop::new),
            Arbitraries.of(
                    Provider.Fate.ACCEPTS,
                    Provider.Fate.NODE_DIES_BEFORE,
                    Provider.Fate.NODE_DIES_AFTER)
                .map(Step.Run::new))
        .list()
        .ofMaxSize(18);
  }

  @Property(tries = 150)
  void nothingGoesOutThatNoOtherPersonSaw(
      @ForAll("histories") List<Step> history, @ForAll boolean many) {
    for (String name : List.of("campaigns", "chunks", "inbox", "peopleSets")) {
      city.database.getCollection(name).deleteMany(new Document());
    }
    Campaigns campaigns =
        city.campaigns(city.ledger, new ApprovalPolicy(many ? 1 : 100, Duration.ofDays(7)));
    Provider portal = new Provider(Route.PORTAL);
    Dispatcher dispatcher = city.dispatcher("node", List.of(portal));
    Set<String> approvers = new HashSet<>();
    campaigns.create("flu", draft("北区役所"), "yamada");
    Set<String> hands = new HashSet<>(List.of("yamada"));
    String place = "北区役所";
    String creator = "yamada";
    String seen = "";
    for (Step step : history) {
      Campaign before = campaigns.find("flu").orElseThrow();
      try {
        switch (step) {
          case Step.Edit(String by, String next) -> {
            campaigns.edit("flu", draft(next), before.version(), by);
            place = next;
            hands = new HashSet<>(List.of(creator, by));
            approvers.clear();
          }
          case Step.Submit(String by) -> {
            campaigns.submit("flu", before.version(), by);
            hands.add(by);
          }
          case Step.Approve(String by, boolean readsFirst) -> {
            seen = readsFirst ? campaigns.dryRun("flu").contentHash() : seen;
            Campaign approved = campaigns.approve("flu", seen, by);
            assertThat(before.status()).isEqualTo(Status.SUBMITTED);
            assertThat(hands).doesNotContain(by);
            assertThat(approvers.add(by)).as("each approves once").isTrue();
            assertThat(approved.draft().values()).isEqualTo(Map.of("place", place));
            assertThat(campaigns.dryRun("flu").contentHash()).isEqualTo(seen);
            assertThat(approved.status() == Status.APPROVED)
                .isEqualTo(approvers.size() == (many ? 2 : 1));
          }
          case Step.Stop(String by) -> campaigns.stop("flu", by);
          case Step.Run(Provider.Fate fate) -> run(campaigns, dispatcher, portal, fate);
        }
        if (!(step instanceof Step.Run)) {
          assertThat(campaigns.find("flu").orElseThrow().version()).isEqualTo(before.version() + 1);
        }
      } catch (WrongState | OwnWorkApproval | ContentChanged | StaleCampaign refused) {
        assertThat(campaigns.find("flu")).contains(before);
      }
      if (!portal.lastText().isEmpty()) {
        assertThat(approvers).hasSize(many ? 2 : 1);
        assertThat(portal.lastText()).startsWith(place);
        assertThat(city.reports.of("flu").balances()).isTrue();
      }
    }
  }

  private static void run(
      Campaigns campaigns, Dispatcher dispatcher, Provider portal, Provider.Fate fate) {
    campaigns.startDue();
    portal.next(fate);
    try {
      dispatcher.workOnce();
    } catch (Provider.Killed died) {
      city.clock.pass(Duration.ofMinutes(6));
    }
    portal.forgetFates();
    campaigns.finish();
  }

  private static CampaignDraft draft(String place) {
    return new CampaignDraft(
        "予防接種",
        "flu",
        1,
        "everybody",
        1,
        Set.of(Route.PORTAL),
        Map.of("place", place),
        Optional.empty(),
        Optional.empty());
  }
}
