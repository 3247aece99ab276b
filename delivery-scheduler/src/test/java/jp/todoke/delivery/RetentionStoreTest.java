package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import jp.todoke.channels.Receipt;
import jp.todoke.channels.Route;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.Campaigns.UnknownDecision;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Kind;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.ledger.Release;
import jp.todoke.delivery.notices.NoticeDraft;
import jp.todoke.delivery.reports.ClosedReports;
import jp.todoke.delivery.reports.Report;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.delivery.reports.TriggerReports.TriggerReport;
import jp.todoke.delivery.reports.Usefulness;
import jp.todoke.delivery.reports.WardReports.WardReport;
import jp.todoke.delivery.retention.Retention;
import jp.todoke.delivery.triggers.Trigger;
import jp.todoke.delivery.triggers.TriggerDraft;
import jp.todoke.delivery.triggers.TriggerRounds;
import jp.todoke.delivery.triggers.When;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.PeopleSets;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What was delivered to many is forgotten in time; what is reported about it stays. */
class RetentionStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Duration OVER = PortalInbox.KEPT.plusDays(1);
  private static final String PAGE = "https://www.city.example.jp/";
  private static final List<String> REACTIONS = List.of("clicks", "clickers", "deliveryUsefulness");
  private static final int MANY = City.POST_FROM + 100;

  private final City city = new City(store.database());
  private final Provider mail = new Provider(Route.MAIL);
  private final Provider line = new Provider(Route.LINE);

  @AfterEach
  void empty() {
    store
        .database()
        .listCollectionNames()
        .forEach(name -> store.database().getCollection(name).deleteMany(new Document()));
  }

  private static MongoCollection<Document> collection(String name) {
    return store.database().getCollection(name);
  }

  private static long count(String name) {
    return collection(name).countDocuments();
  }

  private static long chunksOf(String delivery) {
    return collection("chunks").countDocuments(new Document("delivery", delivery));
  }

  private void send() {
    Dispatcher dispatcher =
        city.dispatcher("node-1", List.of(new PortalChannel(city.inbox, city.clock), mail, line));
    while (dispatcher.workOnce()) {
      assertThat(city.paused).isFalse();
    }
    city.campaigns.finish();
  }

  /**
   * A campaign that was sent: somebody cannot be reached, somebody was refused, one has read it.
   */
  private void sent(String id) {
    city.approved(id, City.flu(Route.ofCampaigns()));
    city.campaigns.startDue();
    mail.next(Provider.Fate.REFUSES_FIRST);
    send();
    assertThat(city.campaigns.find(id).orElseThrow().status()).isEqualTo(Status.SENT);
    city.inbox.acknowledged(City.id(1), id + ":" + City.id(1), city.clock.instant());
    city.inbox.opened(City.id(2), id + ":" + City.id(2), city.clock.instant());
  }

  private void settle() {
    city.settle(0, 12);
    city.intake(List.of(City.person(12, "", true, "", true, "ja")));
  }

  @Test
  void aClosedCampaignIsReportedAsBefore() {
    settle();
    sent("flu");
    sent("flu-2026");
    Report before = city.reports.of("flu");
    List<Reports.Line> lines = city.reports.lines("flu");
    List<Reports.Line> both = city.reports.lines(List.of("flu", "flu-2026"));
    assertThat(before.routes().get(Route.PORTAL).opened()).isEqualTo(2);
    assertThat(before.routes().get(Route.PORTAL).acknowledged()).isEqualTo(1);

    assertThat(city.retention().turn())
        .as("too early")
        .isEqualTo(new Retention.Turn(0, 0, 0, 0, 0));
    city.clock.pass(OVER);
    assertThat(city.wardReports.of("flu")).isInstanceOf(WardReport.Cells.class);
    Retention.Turn turn = city.retention().turn();

    assertThat(turn.closed()).isEqualTo(2);
    assertThat(turn.messages()).isEqualTo(26);
    assertThat(turn.sets()).as("the audiences").isEqualTo(2);
    assertThat(count("chunks")).isZero();
    assertThat(count("inbox")).isZero();
    assertThat(count("peopleSets")).isZero();
    assertThat(count("peopleSetParts")).isZero();
    Report after = city.reports.of("flu");
    assertThat(after.routes()).isEqualTo(before.routes());
    assertThat(after.balances()).isTrue();
    assertThat(after.at()).isEqualTo(city.clock.instant());
    assertThat(city.reports.lines("flu")).isEqualTo(lines);
    assertThat(city.reports.lines(List.of("flu-2026", "flu"))).isEqualTo(both);
    assertThat(city.wardReports.of("flu")).isEqualTo(new WardReport.Gone(city.clock.instant()));
    assertThat(city.retention().turn()).isEqualTo(new Retention.Turn(0, 0, 0, 0, 0));
    city.campaigns.finish();
    assertThat(city.campaigns.find("flu").orElseThrow().status()).isEqualTo(Status.SENT);
  }

  private void react(String campaign, int person, boolean useful) {
    assertThat(city.clicks.open(city.link(campaign + "-m0-" + person, PAGE + person % 2)))
        .isPresent();
    assertThat(city.usefulness.say(campaign, City.id(person), useful)).isTrue();
  }

  private static void noReactionsOf(String campaign) {
    for (String name : REACTIONS) {
      assertThat(collection(name).countDocuments(new Document("delivery", campaign)))
          .as(name)
          .isZero();
    }
  }

  @Test
  void whatPeopleDidWithAClosedCampaignStaysInSumsAndNobodyIsLeftInThem() {
    settle();
    sent("flu");
    react("flu", 0, true);
    react("flu", 1, true);
    react("flu", 2, false);
    react("flu", 2, true);
    react("flu", 3, false);
    city.clock.pass(OVER);
    sent("flu-2027");
    react("flu-2027", 0, true);

    assertThat(city.retention().turn().closed()).isEqualTo(1);
    noReactionsOf("flu");
    assertThat(city.clicks.of("flu"))
        .containsExactly(Map.entry(PAGE + 0, 3L), Map.entry(PAGE + 1, 2L));
    assertThat(city.clicks.people("flu")).isEqualTo(4);
    assertThat(city.usefulness.of(List.of("flu"))).isEqualTo(new Usefulness.Counts(3, 1));
    assertThat(city.usefulness.of(List.of("flu-2027", "flu", "none")))
        .isEqualTo(new Usefulness.Counts(4, 1));
    assertThat(collection("closedReports").find().map(Document::toJson).first())
        .doesNotContain(City.id(0), City.id(3), City.mail(0));
    assertThat(city.clicks.people("flu-2027")).as("still open").isEqualTo(1);
    for (String name : REACTIONS) {
      assertThat(count(name)).as(name).isEqualTo(1);
    }
  }

  @Test
  void aLinkOfAClosedCampaignLeadsOnAndATapIsTakenByNobody() {
    settle();
    city.profiles.consent(City.id(0), Purpose.BEHAVIOUR, true, "1");
    sent("flu");
    String link = city.link("flu-m0-0", PAGE);
    city.clock.pass(Duration.ofDays(100));
    Retention early = city.retention(Duration.ofDays(90), city.clock);
    assertThat(early.turn().closed()).isEqualTo(1);

    assertThat(city.clicks.open(link)).contains(URI.create(PAGE));
    assertThat(city.usefulness.tapped("flu", Route.LINE, City.id(0), true)).isFalse();
    assertThat(city.usefulness.say("flu", City.id(0), true)).isFalse();
    noReactionsOf("flu");
    assertThat(count("interactions")).isZero();
    assertThat(city.clicks.people("flu")).isZero();
    assertThat(city.usefulness.of(List.of("flu"))).isEqualTo(new Usefulness.Counts(0, 0));

    // A node died before the chunks went: what the token means can be read yet.
    sent("zoo");
    assertThat(city.reports.close("zoo", Optional.empty())).isTrue();
    city.closed.reacted(
        "zoo", new ClosedReports.Reaction(Map.of(), 0, new Usefulness.Counts(0, 0)));
    assertThat(city.clicks.open(city.link("zoo-m0-0", PAGE))).contains(URI.create(PAGE));
    assertThat(city.usefulness.tapped("zoo", Route.LINE, City.id(0), true)).isFalse();
    noReactionsOf("zoo");
    assertThat(count("interactions")).isZero();
  }

  /** Another node closes the campaign while a click or a tap is on its way into the database. */
  @Test
  void whatComesWhileACampaignIsBeingClosedLeavesNothingBehind() {
    settle();
    sent("flu");
    city.clock.pass(Duration.ofDays(100));
    Clock closing =
        new Clock() {
          @Override
          public Instant instant() {
            city.retention(Duration.ofDays(90), city.clock).turn();
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
        };
    assertThat(city.clicks(closing).open(city.link("flu-m0-0", PAGE))).contains(URI.create(PAGE));
    assertThat(chunksOf("flu")).as("closed meanwhile").isZero();
    noReactionsOf("flu");
    assertThat(city.clicks.people("flu")).isLessThanOrEqualTo(1);

    sent("zoo");
    city.clock.pass(Duration.ofDays(100));
    assertThat(city.usefulness(closing).say("zoo", City.id(0), true)).isFalse();
    assertThat(chunksOf("zoo")).as("closed meanwhile").isZero();
    noReactionsOf("zoo");
  }

  @Test
  void manyReactionsGoInStepsAndTheNextNodeGoesOn() {
    settle();
    sent("flu");
    for (String name : REACTIONS) {
      collection(name)
          .insertMany(
              IntStream.range(0, 2_500)
                  .mapToObj(
                      n ->
                          new Document("_id", "flu:" + n)
                              .append("delivery", "flu")
                              .append("target", PAGE)
                              .append("n", 1L)
                              .append("useful", n % 5 > 0))
                  .toList());
    }
    city.clock.pass(OVER);
    assertThat(city.reports.close("flu", Optional.empty())).isTrue();
    city.closed.reacted(
        "flu",
        new ClosedReports.Reaction(
            city.clicks.of("flu"), city.clicks.people("flu"), city.usefulness.of(List.of("flu"))));
    AtomicInteger steps = new AtomicInteger(2);
    assertThat(city.clicks.forget("flu", () -> steps.getAndDecrement() > 0)).isFalse();
    assertThat(count("clicks")).isEqualTo(500);
    assertThat(count("clickers")).isEqualTo(2_500);
    steps.set(1);
    assertThat(city.usefulness.forget("flu", () -> steps.getAndDecrement() > 0)).isFalse();
    assertThat(count("deliveryUsefulness")).isEqualTo(1_500);
    // A second node that counted what is left does not overwrite what was written down.
    city.closed.reacted(
        "flu", new ClosedReports.Reaction(Map.of(PAGE, 500L), 1, new Usefulness.Counts(1, 1)));

    city.retention().turn();
    noReactionsOf("flu");
    assertThat(chunksOf("flu")).isZero();
    assertThat(city.clicks.of("flu")).containsExactly(Map.entry(PAGE, 2_500L));
    assertThat(city.clicks.people("flu")).isEqualTo(2_500);
    assertThat(city.usefulness.of(List.of("flu"))).isEqualTo(new Usefulness.Counts(2_000, 500));
  }

  /** After the report came no chunk, one, or all but one, before the node died. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3})
  void aClosingThatBrokeOffIsReadRightAndFinishedByTheNext(int gone) {
    settle();
    sent("flu");
    Report before = city.reports.of("flu");
    List<Reports.Line> lines = city.reports.lines("flu");
    city.clock.pass(OVER);

    assertThat(city.reports.close("flu", Optional.empty())).isTrue();
    for (int chunk = 0; chunk < gone; chunk++) {
      collection("chunks").deleteOne(new Document("delivery", "flu"));
    }
    collection("inbox").deleteOne(new Document("openedAt", new Document("$exists", true)));
    assertThat(city.reports.of("flu").routes()).isEqualTo(before.routes());
    assertThat(city.reports.lines("flu")).isEqualTo(lines);
    assertThat(city.wardReports.of("flu")).isInstanceOf(WardReport.Gone.class);

    city.clock.pass(Duration.ofHours(1));
    city.retention().turn();
    assertThat(count("chunks")).isZero();
    assertThat(count("closedReports")).isEqualTo(1);
    assertThat(city.reports.of("flu").routes()).isEqualTo(before.routes());
    assertThat(city.reports.lines("flu")).isEqualTo(lines);
  }

  @Test
  void fourNodesThatCloseAtOnceWriteOneReport() throws Exception {
    settle();
    sent("flu");
    sent("zoo");
    react("flu", 0, true);
    react("zoo", 0, true);
    react("zoo", 1, false);
    List<Reports.Line> lines = city.reports.lines(List.of("flu", "zoo"));
    Usefulness.Counts said = city.usefulness.of(List.of("flu", "zoo"));
    Map<String, Long> opened = city.clicks.of("zoo");
    city.clock.pass(OVER);
    try (ExecutorService nodes =
        Executors.newFixedThreadPool(6, Thread.ofPlatform().name("node-", 0).factory())) {
      List<Callable<Boolean>> work = new ArrayList<>();
      IntStream.range(0, 4).forEach(n -> work.add(() -> city.retention().turn().sets() >= 0));
      work.add(
          () ->
              IntStream.range(0, 50)
                  .allMatch(n -> city.reports.lines(List.of("flu", "zoo")).equals(lines)));
      work.add(
          () ->
              IntStream.range(0, 50)
                  .allMatch(
                      n ->
                          city.usefulness.of(List.of("flu", "zoo")).equals(said)
                              && city.clicks.of("zoo").equals(opened)
                              && city.clicks.people("zoo") == 2));
      for (Future<Boolean> done : nodes.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    }
    assertThat(city.reports.lines(List.of("flu", "zoo"))).isEqualTo(lines);
    assertThat(count("chunks")).isZero();
    noReactionsOf("flu");
    noReactionsOf("zoo");
    assertThat(city.usefulness.of(List.of("flu", "zoo"))).isEqualTo(said);
    assertThat(count("closedReports")).isEqualTo(2);
  }

  /** Whom that campaign means. */
  private static String setOf(String campaign) {
    return store
        .database()
        .getCollection("peopleSets")
        .find(Filters.regex("_id", "^campaign-" + campaign + "\\."))
        .map(found -> found.getString("_id"))
        .first();
  }

  @Test
  void whatWaitsForADecisionIsNotClosedAndHoldsUpNothingElse() {
    city.settle(0, 3);
    city.approved("doubt", City.flu(EnumSet.of(Route.PORTAL, Route.MAIL)));
    city.campaigns.startDue();
    mail.next(Provider.Fate.SILENT_AND_LOST);
    send();
    assertThat(city.campaigns.find("doubt").orElseThrow().status()).isEqualTo(Status.SENDING);
    city.inbox.opened(City.id(0), "doubt:" + City.id(0), city.clock.instant());
    sent("flu");
    Report doubtful = city.reports.of("doubt");

    city.clock.pass(OVER);
    assertThat(city.retention().turn().closed()).isEqualTo(1);
    assertThat(chunksOf("doubt")).isEqualTo(2);
    assertThat(chunksOf("flu")).isZero();
    assertThat(city.closed.find("doubt")).isEmpty();
    assertThat(city.reports.of("doubt").routes()).isEqualTo(doubtful.routes());
    assertThat(count("inbox")).as("its messages are counted yet").isEqualTo(3);
    assertThat(city.sets.size(setOf("doubt"))).isPresent();

    city.campaigns.decideUnknown("doubt", UnknownDecision.LEAVE, City.APPROVER);
    city.retention().turn();
    assertThat(chunksOf("doubt")).as("it was decided upon today").isEqualTo(2);
    city.campaigns.finish();
    city.clock.pass(OVER);
    city.retention().turn();
    assertThat(count("chunks")).isZero();
    assertThat(count("inbox")).isZero();
    assertThat(city.reports.of("doubt").routes().get(Route.MAIL).unknown()).isEqualTo(3);
    assertThat(city.reports.of("doubt").routes().get(Route.PORTAL).opened()).isEqualTo(1);
  }

  @Test
  void whatIsUnfinishedOrDoesNotBalanceIsNotClosed() {
    city.settle(0, 3);
    sent("wrong");
    city.approved("half", City.flu(EnumSet.of(Route.PORTAL, Route.MAIL)));
    city.campaigns.startDue();
    city.dispatcher("node-1", List.of(new PortalChannel(city.inbox, city.clock))).workOnce();
    collection("chunks")
        .updateOne(
            new Document("_id", "wrong:MAIL:0"),
            new Document("$set", new Document("tally.0.n", 99L)));
    city.clock.pass(OVER);
    assertThat(city.retention().turn().closed()).isZero();
    assertThat(chunksOf("half")).isEqualTo(2);
    assertThat(chunksOf("wrong")).isEqualTo(3);
    assertThat(count("closedReports")).isZero();
  }

  @Test
  void aStoppedCampaignIsClosedLikeOneThatWasSent() {
    city.settle(0, 3);
    city.approved("flu", City.flu(EnumSet.of(Route.MAIL)));
    city.campaigns.startDue();
    city.campaigns.stop("flu", City.APPROVER);
    send();
    List<Reports.Line> lines = city.reports.lines("flu");
    city.clock.pass(OVER);
    assertThat(city.retention().turn().closed()).isEqualTo(1);
    assertThat(city.reports.lines("flu"))
        .isEqualTo(lines)
        .containsExactly(new Reports.Line(Route.MAIL, "suppressed", "stopped", 3));
  }

  @Test
  void noticesTheirMessagesReceiptsAndEvidenceStay() {
    city.settle(0, 3);
    city.notices.create(
        "n-tax",
        new NoticeDraft(
            City.id(0),
            "tax",
            1,
            Map.of("name", "佐藤花子", "amount", "12000"),
            false,
            Set.of(Route.PORTAL, Route.MAIL)),
        City.EDITOR);
    city.notices.approve(
        "n-tax", city.notices.find("n-tax").orElseThrow().contentHash(), City.APPROVER);
    city.notices.startDue();
    send();
    sent("flu");
    for (String ref : List.of("n-tax-m0-0", "flu-m0-0")) {
      city.receipts.record(
          List.of(new Receipt("mail", ref, "bounced", Optional.empty(), city.clock.instant())));
    }
    var evidence = city.notices.evidence("n-tax");
    city.clock.pass(OVER);

    assertThat(city.retention().turn()).isEqualTo(new Retention.Turn(1, 3, 0, 1, 1));
    assertThat(chunksOf("n-tax")).isEqualTo(2);
    assertThat(chunksOf("flu")).isZero();
    assertThat(city.inbox.newest(City.id(0), "ja", 5)).hasSize(1);
    assertThat(city.receipts.of("n-tax-m0-0")).hasSize(1);
    assertThat(city.receipts.of("flu-m0-0")).isEmpty();
    assertThat(city.notices.evidence("n-tax")).isEqualTo(evidence);
    assertThat(city.reports.of("n-tax").balances()).isTrue();
    assertThat(city.closed.find("n-tax")).isEmpty();
  }

  private void settleMany() {
    city.intake(
        IntStream.range(0, MANY)
            .mapToObj(i -> City.person(i, City.mail(i), true, "", true, "ja"))
            .toList());
  }

  @Test
  void aPostGoesFromEveryNodeWithItsMessagesAndItsPeople() {
    settleMany();
    Audiences there =
        new Audiences(
            city.database,
            city.attributes,
            city.profiles,
            city.decisions,
            "node-2",
            "ward",
            city.clock);
    there.load();
    PeopleSets setsThere = new PeopleSets(city.database, there);
    PortalInbox elsewhere = new PortalInbox(city.database, setsThere::contains, city.clock);
    city.approved("flu", City.flu(EnumSet.of(Route.PORTAL)));
    city.campaigns.startDue();
    send();
    city.inbox.opened(City.id(7), "flu:" + City.id(7), city.clock.instant());
    city.clock.pass(Duration.ofSeconds(2));
    assertThat(elsewhere.newest(City.id(3), "ja", 5)).hasSize(1);
    assertThat(elsewhere.newest(City.id(7), "ja", 5)).hasSize(1);
    Report before = city.reports.of("flu");
    String set = collection("posts").find().first().getString("audience");

    city.clock.pass(PortalInbox.KEPT.minusDays(1));
    assertThat(city.retention().turn()).isEqualTo(new Retention.Turn(0, 0, 0, 0, 0));
    assertThat(elsewhere.newest(City.id(3), "ja", 5)).hasSize(1);

    city.clock.pass(Duration.ofDays(2));
    assertThat(elsewhere.unread(City.id(3))).as("by its own clock").isZero();
    assertThat(elsewhere.opened(City.id(3), "flu:" + City.id(3), city.clock.instant())).isEmpty();
    assertThat(city.retention().turn()).isEqualTo(new Retention.Turn(1, 1, 1, 0, 2));
    assertThat(elsewhere.newest(City.id(7), "ja", 5)).isEmpty();
    assertThat(city.inbox.newest(City.id(3), "ja", 5)).isEmpty();
    assertThat(setsThere.contains(set, City.id(3))).as("in the memory of that node").isTrue();
    setsThere.letGo();
    assertThat(setsThere.contains(set, City.id(3))).isFalse();
    for (String name :
        List.of("posts", "inbox", "peopleSets", "peopleSetParts", "peopleSetBits", "chunks")) {
      assertThat(count(name)).as(name).isZero();
    }
    assertThat(city.reports.of("flu").routes()).isEqualTo(before.routes());
    assertThat(before.routes().get(Route.PORTAL).opened()).isEqualTo(1);
  }

  @Test
  void aSetOfPeopleStaysWhileAnythingNamesItAndAnOrphanGoesAfterADay() {
    settleMany();
    city.approved("flu", City.flu(EnumSet.of(Route.PORTAL)));
    city.campaigns.startDue();
    var everybody = city.sets.audience(setOf("flu"));
    // A freezing that broke off between the set and its chunk, and sets that are none of ours.
    String orphan = "post-flu-0e4f2f0a-64a5-4f5e-9d2a-5a3b1b0d7c11";
    city.sets.keep(orphan, everybody);
    city.sets.keep("exchange-1", everybody);
    city.sets.keep("post-flu", everybody);
    city.sets.keep("campaign-unknown", everybody);
    city.approved("next", City.flu(EnumSet.of(Route.PORTAL)));
    city.sets.keep("campaign-next", everybody);
    city.sets.keep("post-next-0e4f2f0a-64a5-4f5e-9d2a-5a3b1b0d7c12", everybody);
    Set<String> all = names();
    city.retention().turn();
    assertThat(names()).isEqualTo(all);

    city.clock.pass(Duration.ofDays(2));
    assertThat(city.retention().turn().sets()).isEqualTo(1);
    all.remove(orphan);
    assertThat(names()).as("of the chunk, of one being frozen, of others").isEqualTo(all);
    send();
    assertThat(city.inbox.newest(City.id(0), "ja", 5)).hasSize(1);

    // Another campaign's post names a set of this one: it outlives it.
    String set = collection("posts").find(new Document("_id", "flu")).first().getString("audience");
    city.clock.pass(OVER);
    collection("posts")
        .insertOne(
            new Document("_id", "other")
                .append("audience", set)
                .append("deliveredAt", java.util.Date.from(city.clock.instant())));
    city.retention().turn();
    assertThat(chunksOf("flu")).isZero();
    assertThat(city.sets.size(set)).isPresent();
    collection("posts").deleteMany(new Document());
    city.retention().turn();
    assertThat(city.sets.size(set)).isEmpty();
  }

  private static Set<String> names() {
    return collection("peopleSets").find().map(set -> set.getString("_id")).into(new HashSet<>());
  }

  private Trigger active(String id, When when) {
    Trigger created =
        city.triggers.create(
            id,
            new TriggerDraft(
                "ご案内",
                when,
                "everybody",
                1,
                "flu",
                1,
                Set.of(Route.PORTAL, Route.MAIL),
                "general",
                Map.of("place", "北区役所"),
                Optional.empty()),
            City.EDITOR);
    return city.triggers.approve(id, created.contentHash(), City.APPROVER);
  }

  private TriggerRounds rounds() {
    city.audiences.load();
    city.audiences.recompute().run();
    return new TriggerRounds(
        city.database,
        city.triggers,
        city.firings,
        city.audiences,
        city.profiles,
        city.decisions,
        city.clock);
  }

  private void born(int person) {
    city.intake(
        List.of(
            City.person(person)
                .replace(
                    "\"language\"", "\"attributes\":{\"birthOn\":\"1990-11-20\"},\"language\"")));
  }

  @Test
  void onlyTheFiringsOfDaysGoAndNothingIsToldAgain() {
    born(0);
    born(1);
    active("birthday", new When.Days("birthOn", 0, true));
    active("card", new When.Event("jp.example.card.ready"));
    active("news", new When.NewContent());
    TriggerRounds rounds = rounds();
    assertThat(rounds.round()).isEqualTo(2);
    assertThat(rounds.event("/desk", "1", "jp.example.card.ready", City.id(0))).isEqualTo(1);
    Instant published = city.clock.instant();
    assertThat(rounds.content("item", "everybody", published)).isEqualTo(2);
    send();
    Map<String, TriggerReport> before = reports();
    assertThat(before.get("birthday").fired()).isEqualTo(2);
    assertThat(before.get("birthday").lines()).hasSize(2);

    city.clock.pass(OVER);
    assertThat(city.retention().turn().closed()).isEqualTo(3);
    assertThat(count("chunks")).isZero();
    assertThat(city.firings.count("birthday")).isZero();
    assertThat(city.firings.count("card")).isEqualTo(1);
    assertThat(city.firings.count("news")).isEqualTo(2);
    assertThat(reports()).isEqualTo(before);

    TriggerRounds after = rounds();
    assertThat(after.round()).isZero();
    assertThat(after.event("/desk", "1", "jp.example.card.ready", City.id(0))).isZero();
    assertThat(after.content("item", "everybody", published)).isZero();
    assertThat(count("chunks")).isZero();

    // The next birthday is told, and counted beside what is closed.
    city.clock.pass(Duration.ofDays(330));
    assertThat(rounds().round()).isEqualTo(2);
    assertThat(city.triggerReports().of("birthday").fired()).isEqualTo(4);
  }

  private Map<String, TriggerReport> reports() {
    return Map.of(
        "birthday", city.triggerReports().of("birthday"),
        "card", city.triggerReports().of("card"),
        "news", city.triggerReports().of("news"));
  }

  /** The node died after so many of the two firings of a closed group were gone. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void firingsAreCountedOnceWhereverTheirForgettingBrokeOff(int gone) {
    born(0);
    born(1);
    active("birthday", new When.Days("birthOn", 0, true));
    rounds().round();
    send();
    TriggerReport before = city.triggerReports().of("birthday");
    String group = city.firings.groups("birthday").getFirst();
    city.clock.pass(OVER);
    city.reports.close(
        group,
        Optional.of(
            new jp.todoke.delivery.reports.ClosedReports.Origin(
                "birthday", city.firings.count(List.of(group)))));
    for (int firing = 0; firing < gone; firing++) {
      collection("triggerFirings").deleteOne(new Document("delivery", group));
    }
    assertThat(city.triggerReports().of("birthday")).isEqualTo(before);
    assertThat(city.retention().turn().closed()).isEqualTo(1);
    assertThat(city.firings.count("birthday")).isZero();
    assertThat(city.triggerReports().of("birthday")).isEqualTo(before);
  }

  @Test
  void aGroupThatHasStillToBeQueuedIsNotClosed() {
    born(0);
    active("birthday", new When.Days("birthOn", 0, true));
    city.profiles.delete(City.id(1));
    rounds().round();
    send();
    collection("triggerFirings")
        .updateMany(new Document(), new Document("$set", new Document("queued", false)));
    city.clock.pass(OVER);
    assertThat(city.retention().turn().closed()).isZero();
    city.firings.repair();
    assertThat(city.retention().turn().closed()).isEqualTo(1);
    assertThat(city.firings.count("birthday")).isZero();
  }

  @Test
  void manyChunksOfOneMomentThatMayNotBeClosedHideNothingBehindThem() {
    // More than a page of them, all due at once, none of a campaign that is known.
    for (int number = 0; number < 450; number++) {
      city.ledger.freeze(
          Chunk.frozen(
              "lost",
              Kind.CAMPAIGN,
              Route.MAIL,
              number,
              "hash",
              List.of(Recipient.suppressed(City.id(number), "stopped", city.clock.instant()))));
    }
    city.ledger.open("lost");
    for (Optional<Chunk> next = city.ledger.claim(List.of(Route.MAIL), "node");
        next.isPresent();
        next = city.ledger.claim(List.of(Route.MAIL), "node")) {
      assertThat(city.ledger.save(next.get(), new Release.Done())).isTrue();
    }
    city.clock.pass(Duration.ofSeconds(1));
    city.settle(0, 3);
    sent("flu");
    city.clock.pass(OVER);
    assertThat(city.retention().turn().closed()).isEqualTo(1);
    assertThat(chunksOf("flu")).isZero();
    assertThat(chunksOf("lost")).isEqualTo(450);
  }

  @Test
  void nobodyKeepsDeliveriesForLessThanAMonth() {
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                new Retention(
                    city.ledger,
                    city.reports,
                    city.closed,
                    city.campaigns,
                    city.firings,
                    city.clicks,
                    city.usefulness,
                    city.selection,
                    city.sets,
                    city.inbox,
                    city.receipts,
                    Duration.ofDays(29),
                    city.clock));
  }
}
