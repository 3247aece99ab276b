package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.portal.InboxEntry;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.channels.simulator.MailFault;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.channels.simulator.ReceivedMail;
import jp.todoke.delivery.approvals.ContentChanged;
import jp.todoke.delivery.approvals.OwnWorkApproval;
import jp.todoke.delivery.approvals.WrongState;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.notices.Evidence;
import jp.todoke.delivery.notices.Notice;
import jp.todoke.delivery.notices.NoticeDraft;
import jp.todoke.delivery.notices.NoticeExists;
import jp.todoke.delivery.notices.NoticeRefused;
import jp.todoke.delivery.notices.UnknownNotice;
import jp.todoke.delivery.wording.TemplateValuesMissing;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class NoticeStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final String HANAKO = City.id(1);

  private static City city;

  private final MailSimulator relay = MailSimulator.start(0, city.clock);
  private final LineSimulator platform = LineSimulator.start("token", 0, city.clock);
  private final Channel mail =
      new MailChannel(MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市"), city.clock);
  private final Dispatcher dispatcher =
      city.dispatcher(
          "node",
          List.of(
              new PortalChannel(city.inbox, city.clock),
              mail,
              new LineChannel(LineSettings.of(platform.endpoint(), "token"))));

  @BeforeAll
  static void city() {
    city = new City(store.database());
  }

  @BeforeEach
  void empty() {
    for (String name : List.of("profiles", "notices", "chunks", "inbox")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
    city.intake(List.of(City.person(1, City.mail(1), true, City.line(1), false, "en")));
  }

  @AfterEach
  void close() {
    mail.close();
    relay.close();
    platform.close();
  }

  private static NoticeDraft tax(Set<Route> routes) {
    return new NoticeDraft(
        HANAKO, "tax", 1, Map.of("name", "大阪 花子", "amount", 123_400), false, routes);
  }

  private static Notice approved(String id) {
    Notice notice = city.notices.create(id, tax(Route.ofCampaigns()), City.EDITOR);
    return city.notices.approve(id, notice.contentHash(), City.APPROVER);
  }

  private void run() {
    int chunks = 0;
    while (dispatcher.workOnce()) {
      assertThat(++chunks).isLessThan(100);
    }
  }

  @Test
  void theInboxHoldsTheWordsAndTheOtherRoadsOnlyAHint() {
    approved("n-tax-1");
    run();

    InboxEntry entry = city.inbox.find(HANAKO, "n-tax-1:" + HANAKO).orElseThrow();
    assertThat(entry.item().title()).isEqualTo("税額決定通知書");
    assertThat(entry.item().body()).isEqualTo("大阪 花子様の税額は123400円です。");
    ReceivedMail hint = relay.received().getFirst();
    assertThat(hint.subject()).isEqualTo("You have a new message");
    String words = hint.subject() + hint.text() + platform.received().getFirst().text();
    assertThat(words)
        .contains(City.PORTAL.toString())
        .doesNotContain("税", "123", "大阪", "花子", HANAKO);
    assertThat(hint.html()).isEmpty();
    assertThat(hint.header("List-Unsubscribe")).isEmpty();
    assertThat(hint.header("Message-ID").orElseThrow()).contains("n-tax-1-m0-0");
    assertThat(relay.count()).isEqualTo(1);
    assertThat(platform.count()).isEqualTo(1);
  }

  @Test
  void whatIsWithdrawnBeforeItsApprovalIsNeverSent() {
    Notice notice = city.notices.create("n-tax-w1", tax(Route.ofCampaigns()), City.EDITOR);
    Notice withdrawn = city.notices.withdraw("n-tax-w1", "宛先の誤り", City.EDITOR);

    assertThat(withdrawn.status()).isEqualTo(Notice.Status.WITHDRAWN);
    assertThat(withdrawn.withdrawn().orElseThrow().reason()).isEqualTo("宛先の誤り");
    assertThatThrownBy(() -> city.notices.approve("n-tax-w1", notice.contentHash(), City.APPROVER))
        .isInstanceOf(WrongState.class);
    assertThatThrownBy(() -> city.notices.withdraw("n-tax-w1", "もう一度", City.EDITOR))
        .isInstanceOf(WrongState.class);
    run();
    assertThat(city.inbox.newest(HANAKO, "ja", 10)).isEmpty();
    assertThat(relay.count() + platform.count()).isZero();
  }

  @Test
  void whatIsWithdrawnBeforeItIsSentStopsOnEveryRoad() {
    approved("n-tax-w2");
    city.notices.withdraw("n-tax-w2", "金額の誤り", City.APPROVER);
    run();
    city.notices.startDue();

    assertThat(city.inbox.newest(HANAKO, "ja", 10)).isEmpty();
    assertThat(relay.count() + platform.count()).isZero();
    assertThat(city.notices.evidence("n-tax-w2").roads().values())
        .hasSize(3)
        .allSatisfy(
            road -> {
              assertThat(road.state()).isEqualTo(Recipient.State.SUPPRESSED);
              assertThat(road.reason()).isEqualTo("stopped");
            });
  }

  @Test
  void whatIsWithdrawnAfterItWasReadShowsItsWordsNoMoreAndKeepsItsEvidence() {
    approved("n-tax-w3");
    run();
    Instant read = city.clock.instant();
    city.notices.opened("n-tax-w3", HANAKO);
    city.clock.pass(Duration.ofHours(1));
    city.notices.withdraw("n-tax-w3", "金額の誤り", City.APPROVER);
    city.clock.pass(Duration.ofHours(1));
    city.notices.downloaded("n-tax-w3", HANAKO);
    city.notices.acknowledged("n-tax-w3", HANAKO);

    InboxEntry entry = city.inbox.find(HANAKO, "n-tax-w3:" + HANAKO).orElseThrow();
    assertThat(entry.item().title()).isEqualTo("取り消されたお知らせ");
    assertThat(entry.item().body()).doesNotContain("税", "123400", "花子");
    assertThat(entry.withdrawnAt()).contains(read.plus(Duration.ofHours(1)));
    Notice notice = city.notices.find("n-tax-w3").orElseThrow();
    assertThat(notice.openedAt()).contains(read);
    assertThat(notice.downloadedAt()).isEmpty();
    assertThat(notice.acknowledgedAt()).isEmpty();
    assertThat(String.join("\n", city.notices.export("n-tax-w3", "kansa-suzuki")))
        .contains("\"what\":\"opened\"", "\"what\":\"withdrawn\"", "金額の誤り");
  }

  /** Whoever holds the chunk may deliver after the withdrawal looked into the inbox. */
  @Test
  void whatIsDeliveredWhileItIsWithdrawnIsTakenBackAfterwards() {
    city.notices.create("n-tax-w4", tax(Set.of(Route.PORTAL)), City.EDITOR);
    city.notices.approve(
        "n-tax-w4", city.notices.find("n-tax-w4").orElseThrow().contentHash(), City.APPROVER);
    Dispatcher slow =
        city.dispatcher(
            "slow",
            List.of(
                new Channel() {
                  @Override
                  public Route route() {
                    return Route.PORTAL;
                  }

                  @Override
                  public List<SendResult> send(Batch batch) {
                    city.notices.withdraw("n-tax-w4", "金額の誤り", City.APPROVER);
                    return new PortalChannel(city.inbox, city.clock).send(batch);
                  }
                }));
    slow.workOnce();
    assertThat(city.inbox.unread(HANAKO)).isEqualTo(1);

    city.notices.startDue();

    assertThat(city.inbox.unread(HANAKO)).isZero();
    assertThat(city.inbox.newest(HANAKO, "ja", 10).getFirst().item().title())
        .isEqualTo("取り消されたお知らせ");
  }

  @Test
  void theReasonOfAWithdrawalIsOneLine() {
    approved("n-tax-w5");
    for (String reason : List.of("", " ", "a\nb", "x".repeat(501))) {
      assertThatThrownBy(() -> city.notices.withdraw("n-tax-w5", reason, City.EDITOR))
          .isInstanceOf(NoticeRefused.class);
    }
    assertThatThrownBy(() -> city.notices.withdraw("n-none", "誤り", City.EDITOR))
        .isInstanceOf(UnknownNotice.class);
  }

  @Test
  void theFirstOpeningAndAcknowledgementAreKept() {
    approved("n-tax-2");
    assertThat(city.notices.opened("n-tax-2", HANAKO)).as("not delivered yet").isEmpty();
    run();
    Instant first = city.clock.instant();
    city.notices.opened("n-tax-2", HANAKO);
    city.clock.pass(Duration.ofHours(1));
    city.notices.opened("n-tax-2", HANAKO);
    Notice notice = city.notices.acknowledged("n-tax-2", HANAKO).orElseThrow();
    city.clock.pass(Duration.ofHours(1));
    city.notices.acknowledged("n-tax-2", HANAKO);

    assertThat(notice.openedAt()).contains(first);
    assertThat(notice.acknowledgedAt()).contains(first.plus(Duration.ofHours(1)));
    assertThat(city.notices.find("n-tax-2")).contains(notice);
    assertThat(city.notices.opened("n-tax-2", City.id(2))).as("somebody else's").isEmpty();
    assertThat(city.notices.opened("n-none", HANAKO)).isEmpty();
  }

  @Test
  void anOpeningInTheInboxShowsInTheEvidence() {
    approved("n-tax-3");
    run();
    city.inbox.opened(HANAKO, "n-tax-3:" + HANAKO, city.clock.instant());

    Evidence evidence = city.notices.evidence("n-tax-3");

    assertThat(evidence.notice().openedAt()).contains(city.clock.instant());
    assertThat(evidence.notice().approved().orElseThrow().by()).isEqualTo(City.APPROVER);
    assertThat(evidence.roads().values())
        .hasSize(3)
        .allSatisfy(road -> assertThat(road.state()).isEqualTo(Recipient.State.SENT));
    assertThat(city.reports.of("n-tax-3").routes().get(Route.PORTAL).opened()).isEqualTo(1);
  }

  @Test
  void aNoticeNeedsNoConsentButSomebodyElsesApprovalOfExactlyIt() {
    Notice notice = city.notices.create("n-tax-4", tax(Set.of(Route.PORTAL)), City.EDITOR);
    assertThat(notice.draft().sensitive()).as("as its template").isTrue();
    assertThatThrownBy(() -> city.notices.approve("n-tax-4", notice.contentHash(), City.EDITOR))
        .isInstanceOf(OwnWorkApproval.class);
    assertThatThrownBy(() -> city.notices.approve("n-tax-4", "0", City.APPROVER))
        .isInstanceOf(ContentChanged.class);
    run();
    assertThat(city.inbox.unread(HANAKO)).isZero();

    city.notices.approve("n-tax-4", notice.contentHash(), City.APPROVER);
    run();
    assertThat(city.inbox.unread(HANAKO)).isEqualTo(1);
    assertThatThrownBy(() -> city.notices.approve("n-tax-4", notice.contentHash(), City.APPROVER))
        .isInstanceOf(WrongState.class);
  }

  @Test
  void aHintThatWasPerhapsSentIsSentAgain() {
    approved("n-tax-5");
    relay.failNext(1, MailFault.DROP_AFTER_DATA);
    run();
    assertThat(city.reports.of("n-tax-5").routes().get(Route.MAIL).pending()).isEqualTo(1);
    city.clock.pass(Duration.ofMinutes(1));
    run();

    assertThat(relay.count()).isEqualTo(2);
    Recipient road = city.notices.evidence("n-tax-5").roads().get(Route.MAIL);
    assertThat(road.state()).isEqualTo(Recipient.State.SENT);
    assertThat(road.doubted()).isTrue();
  }

  @Test
  void anApprovalThatBrokeOffBeforeTheQueueIsTakenUp() {
    approved("n-tax-6");
    store.database().getCollection("chunks").deleteMany(new Document());
    store
        .database()
        .getCollection("notices")
        .updateMany(new Document(), new Document("$set", new Document("queued", false)));

    city.notices.startDue();
    run();

    assertThat(city.inbox.unread(HANAKO)).isEqualTo(1);
  }

  @Test
  void aNoticeThatCanNotBeSentIsRefused() {
    assertThatThrownBy(() -> city.notices.create("n-1", tax(Set.of(Route.MAIL)), City.EDITOR))
        .isInstanceOf(NoticeRefused.class)
        .hasMessageContaining("routes");
    assertThatThrownBy(() -> city.notices.create("tax", tax(Set.of(Route.PORTAL)), City.EDITOR))
        .isInstanceOf(NoticeRefused.class);
    NoticeDraft nobody =
        new NoticeDraft("c-nobody", "tax", 1, Map.of(), false, Set.of(Route.PORTAL));
    assertThatThrownBy(() -> city.notices.create("n-1", nobody, City.EDITOR))
        .isInstanceOf(NoticeRefused.class)
        .hasMessageNotContaining("c-nobody");
    NoticeDraft half =
        new NoticeDraft(HANAKO, "tax", 1, Map.of("name", "花子"), false, Set.of(Route.PORTAL));
    assertThatThrownBy(() -> city.notices.create("n-1", half, City.EDITOR))
        .isInstanceOf(TemplateValuesMissing.class)
        .hasMessageContaining("amount")
        .hasMessageNotContaining("花子");
    city.notices.create("n-1", tax(Set.of(Route.PORTAL)), City.EDITOR);
    assertThatThrownBy(() -> city.notices.create("n-1", tax(Set.of(Route.PORTAL)), City.EDITOR))
        .isInstanceOf(NoticeExists.class);
    assertThat(city.notices.page("", 10)).extracting(Notice::id).containsExactly("n-1");
  }
}
