package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Receipt;
import jp.todoke.channels.Receipts;
import jp.todoke.channels.Route;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.mail.ReturnPath;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.delivery.bounces.BounceRules;
import jp.todoke.delivery.bounces.Bounces;
import jp.todoke.delivery.bounces.Bounces.Outcome;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BouncesStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final ReturnPath PATH =
      new ReturnPath("bounce.city.example.jp", "0123456789abcdef".getBytes(StandardCharsets.UTF_8));
  private static final ReturnPath FORGER =
      new ReturnPath("bounce.city.example.jp", "fedcba9876543210".getBytes(StandardCharsets.UTF_8));

  private static City city;

  private final MailSimulator relay = MailSimulator.start(0, city.clock);
  private final MailChannel mail =
      new MailChannel(
          MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市").with(PATH), city.clock);
  private final Receipts receipts = new Receipts(store.database());
  private final Bounces bounces =
      new Bounces(
          store.database(),
          Optional.of(PATH),
          city.ledger,
          city.profiles,
          city.suppressions,
          receipts,
          BounceRules.USUAL,
          city.clock);

  @BeforeAll
  static void city() {
    city = new City(store.database());
  }

  @BeforeEach
  void empty() {
    for (String name :
        List.of("profiles", "campaigns", "chunks", "bounces", "suppressions", "receipts")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
    city.settle(0, 3);
  }

  @AfterEach
  void close() {
    mail.close();
    relay.close();
  }

  /** Sends a campaign by mail; the return path of the first person is what the relay was given. */
  private String sent(String campaign) {
    relay.clear();
    store.database().getCollection("contactBudgets").deleteMany(new Document());
    city.approved(campaign, City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    while (city.dispatcher("node", List.of(mail)).workOnce()) {
      assertThat(relay.count()).isLessThan(100);
    }
    return relay.receivedBy(City.mail(0)).getFirst().envelopeFrom();
  }

  private static byte[] report(String to, String action, String status, String recipient) {
    return String.format(
            Locale.ROOT,
            """
            To: <%s>
            From: MAILER-DAEMON@mx.example.jp
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

            --b1
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example.jp

            Final-Recipient: rfc822; %s
            Action: %s
            Status: %s
            --b1--
            """,
            to,
            recipient,
            action,
            status)
        .replace("\n", "\r\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private Outcome hard(String returnPath) {
    return bounces.take(report(returnPath, "failed", "5.1.1", City.mail(0)), Optional.empty());
  }

  private boolean suppressed(int person) {
    return city.suppressions.isSuppressed(Route.MAIL, City.mail(person));
  }

  @Test
  void theSecondDeliveryToAMailboxThatIsNotThereSuppressesIt() {
    String first = sent("flu-1");
    assertThat(first).matches("b\\+flu-1-m0-0\\.[0-9a-f]{20}@bounce\\.city\\.example\\.jp");
    assertThat(hard(first)).isEqualTo(Outcome.COUNTED);
    assertThat(hard(first)).as("told again").isEqualTo(Outcome.COUNTED);
    assertThat(suppressed(0)).isFalse();
    assertThat(hard(sent("flu-2"))).isEqualTo(Outcome.SUPPRESSED);
    assertThat(suppressed(0)).isTrue();
    assertThat(suppressed(1)).isFalse();
  }

  @Test
  void theLedgerStaysBalancedAndTheBounceStandsBesideIt() {
    String path = sent("flu-3");
    hard(path);
    var report = city.reports.of("flu-3").routes().get(Route.MAIL);
    assertThat(report.sent()).isEqualTo(3);
    assertThat(report.balances()).isTrue();
    assertThat(receipts.of("flu-3-m0-0"))
        .extracting(Receipt::status)
        .containsExactly("bounced hard 5.1.1");
  }

  @Test
  void aForgedReportIsNotBelieved() {
    sent("flu-4");
    assertThat(hard(FORGER.of("flu-4-m0-0"))).isEqualTo(Outcome.IGNORED);
    assertThat(hard("info@city.example.jp")).isEqualTo(Outcome.IGNORED);
    assertThat(hard(PATH.of("flu-4-m9-9"))).as("no such delivery").isEqualTo(Outcome.IGNORED);
    assertThat(hard(PATH.of("anything"))).isEqualTo(Outcome.IGNORED);
    assertThat(receipts.of("flu-4-m0-0")).isEmpty();
  }

  @Test
  void aReportThatNamesSomebodyElseSuppressesNobody() {
    for (String campaign : List.of("flu-5", "flu-6", "flu-7")) {
      String path = sent(campaign);
      assertThat(bounces.take(report(path, "failed", "5.1.1", City.mail(1)), Optional.empty()))
          .isEqualTo(Outcome.NOTED);
    }
    assertThat(suppressed(0)).isFalse();
    assertThat(suppressed(1)).isFalse();
  }

  @Test
  void aFullMailboxRestsAfterFiveDeliveries() {
    for (int time = 0; time < 5; time++) {
      String path = sent("soft-" + time);
      Outcome outcome =
          bounces.take(report(path, "failed", "4.2.2", City.mail(0)), Optional.empty());
      assertThat(outcome).isEqualTo(time < 4 ? Outcome.COUNTED : Outcome.SUPPRESSED);
      city.clock.pass(Duration.ofDays(1));
    }
    assertThat(suppressed(0)).isTrue();
    city.clock.pass(Duration.ofDays(30));
    assertThat(suppressed(0)).isFalse();
    assertThat(bounces.forgetOld()).isEqualTo(5);
  }

  @Test
  void oldBouncesDoNotCount() {
    hard(sent("old-1"));
    city.clock.pass(Duration.ofDays(31));
    assertThat(hard(sent("old-2"))).isEqualTo(Outcome.COUNTED);
  }

  @Test
  void policyAndDelayAndOrdinaryMailSayNothingAboutTheMailbox() {
    String path = sent("flu-8");
    assertThat(bounces.take(report(path, "failed", "5.7.1", City.mail(0)), Optional.empty()))
        .isEqualTo(Outcome.NOTED);
    assertThat(bounces.take(report(path, "delayed", "4.4.1", City.mail(0)), Optional.empty()))
        .isEqualTo(Outcome.IGNORED);
    byte[] away =
        ("To: <" + path + ">\r\nAuto-Submitted: auto-replied\r\nSubject: 不在です\r\n\r\n不在です\r\n")
            .getBytes(StandardCharsets.UTF_8);
    assertThat(bounces.take(away, Optional.of(path))).isEqualTo(Outcome.IGNORED);
    assertThat(bounces.take(new byte[0], Optional.of(path))).isEqualTo(Outcome.IGNORED);
  }

  @Test
  void theEnvelopeNamesTheDeliveryWhereTheHeaderDoesNot() {
    String path = sent("flu-9");
    byte[] report = report("postmaster@city.example.jp", "failed", "5.1.1", City.mail(0));
    assertThat(bounces.take(report, Optional.empty())).isEqualTo(Outcome.IGNORED);
    assertThat(bounces.take(report, Optional.of(path.toUpperCase(Locale.ROOT))))
        .isEqualTo(Outcome.COUNTED);
  }

  @Test
  void theMailboxItselfIsNotKept() {
    hard(sent("flu-10"));
    assertThat(store.database().getCollection("bounces").find().first().toJson())
        .doesNotContain("@", "example.jp");
  }
}
