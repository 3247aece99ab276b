package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppression;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.channels.simulator.ReceivedMail;
import jp.todoke.delivery.campaigns.Campaign.Status;
import jp.todoke.delivery.campaigns.Campaigns.UnknownDecision;
import jp.todoke.delivery.campaigns.DryRun;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.reports.Report;
import jp.todoke.delivery.reports.RouteReport;
import jp.todoke.testkit.StoreExtension;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** 1,200 people, three roads, two nodes of two threads, and everything that goes wrong. */
class WholeCampaignStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final int PEOPLE = 1_200;

  // What is the matter with whom; all rules are disjoint where it counts.
  private static final IntPredicate NO_CONSENT = i -> i % 10 == 9;
  private static final IntPredicate NO_MAIL = i -> i % 10 == 1;
  private static final IntPredicate NOT_VERIFIED = i -> i % 10 == 2;
  private static final IntPredicate NO_LINE = i -> i % 2 == 1;
  private static final IntPredicate SUPPRESSED = i -> i % 100 == 4;
  private static final IntPredicate BOUNCES = i -> i % 100 == 5;
  private static final IntPredicate DEFERS = i -> i % 400 == 6;
  private static final IntPredicate ANSWER_LOST = i -> i % 400 == 7;
  private static final int LINE_ANSWER_LOST = 100;
  private static final int LINE_BLOCKED = 102;
  private static final int LINE_UNKNOWN_USER = 1_100;

  private static String mailOf(int i) {
    String prefix =
        BOUNCES.test(i)
            ? "bounce."
            : DEFERS.test(i) ? "defer." : ANSWER_LOST.test(i) ? "drop-after-data." : "";
    return NO_MAIL.test(i) ? "" : prefix + City.mail(i);
  }

  private static String lineOf(int i) {
    String plain = City.line(i);
    String head = plain.substring(0, plain.length() - 8);
    return switch (i) {
      case LINE_ANSWER_LOST -> "U1" + head.substring(2) + "dead0501";
      case LINE_BLOCKED -> "U2" + head.substring(2) + "deadb10c";
      case LINE_UNKNOWN_USER -> "U3" + head.substring(2) + "dead0400";
      default -> NO_LINE.test(i) ? "" : plain;
    };
  }

  private static long count(IntPredicate... all) {
    return IntStream.range(0, PEOPLE)
        .filter(i -> List.of(all).stream().allMatch(rule -> rule.test(i)))
        .count();
  }

  @Test
  void theReportBalancesAndTheSimulatorsAgree() throws Exception {
    City city = new City(store.database());
    city.intake(
        IntStream.range(0, PEOPLE)
            .mapToObj(
                i ->
                    City.person(
                        i,
                        mailOf(i),
                        !NOT_VERIFIED.test(i),
                        lineOf(i),
                        !NO_CONSENT.test(i),
                        i % 3 == 0 ? "en" : "ja"))
            .toList());
    IntStream.range(0, PEOPLE)
        .filter(SUPPRESSED)
        .forEach(i -> city.suppressions.add(Route.MAIL, mailOf(i), Suppression.Reason.COMPLAINT));
    try (MailSimulator relay = MailSimulator.start(0, city.clock);
        LineSimulator platform = LineSimulator.start("token", 0, city.clock);
        Channel mail =
            new MailChannel(
                MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市"), city.clock)) {
      List<Channel> channels =
          List.of(
              new PortalChannel(city.inbox, city.clock),
              mail,
              new LineChannel(LineSettings.of(platform.endpoint(), "token")));
      city.campaigns.create("flu", City.flu(Route.ofCampaigns()), City.EDITOR);
      DryRun dryRun = city.campaigns.dryRun("flu");
      city.campaigns.submit("flu", 1, City.EDITOR);
      city.campaigns.approve("flu", dryRun.contentHash(), City.APPROVER);
      assertThat(city.campaigns.startDue()).isEqualTo(1);
      assertThat(city.ledger.find("flu", Route.LINE, 2).orElseThrow().recipients()).hasSize(200);

      int rounds = 0;
      while (city.campaigns.finish() == 0) {
        assertThat(++rounds).isLessThan(40);
        work(city, channels);
        assertThat(city.reports.of("flu").balances()).isTrue();
        city.clock.pass(Duration.ofHours(1));
        if (rounds == 30) {
          city.campaigns.decideUnknown("flu", UnknownDecision.LEAVE, City.APPROVER);
        }
      }

      assertThat(city.campaigns.find("flu").orElseThrow().status()).isEqualTo(Status.SENT);
      check(city.reports.of("flu"), dryRun);
      check(city, relay, platform);
    }
  }

  /** Two nodes, each with two threads, until nothing is due. */
  private static void work(City city, List<Channel> channels) throws InterruptedException {
    CountDownLatch done = new CountDownLatch(4);
    AtomicInteger worked = new AtomicInteger();
    AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
    for (String node : List.of("node-a", "node-b")) {
      Dispatcher dispatcher = city.dispatcher(node, channels);
      for (int thread = 0; thread < 2; thread++) {
        Runnable work =
            () -> {
              try {
                int chunks = 0;
                while (dispatcher.workOnce()) {
                  chunks++;
                }
                worked.addAndGet(chunks);
              } catch (RuntimeException | Error broken) {
                failed.set(broken);
              } finally {
                done.countDown();
              }
            };
        new Thread(work, node + "-" + thread).start();
      }
    }
    assertThat(done.await(120, TimeUnit.SECONDS)).isTrue();
    assertThat(failed.get()).isNull();
    assertThat(worked.get()).isLessThanOrEqualTo(9 * 2);
  }

  private static void check(Report report, DryRun dryRun) {
    IntPredicate yes = NO_CONSENT.negate();
    RouteReport portal = report.routes().get(Route.PORTAL);
    assertThat(portal.selected()).isEqualTo(PEOPLE);
    assertThat(portal.sent()).isEqualTo(count(yes));
    assertThat(portal.suppressed()).isEqualTo(Map.of("no-consent", count(NO_CONSENT)));

    RouteReport mail = report.routes().get(Route.MAIL);
    assertThat(mail.suppressed())
        .isEqualTo(
            Map.of(
                "no-consent", count(NO_CONSENT),
                "no-contact-point", count(NO_MAIL),
                "not-verified", count(NOT_VERIFIED),
                "suppression-list", count(SUPPRESSED)));
    assertThat(mail.failed())
        .isEqualTo(Map.of("hard-bounce", count(BOUNCES), "recipient-busy", count(DEFERS)));
    assertThat(mail.unknown()).isEqualTo(count(ANSWER_LOST));
    long troubled = count(BOUNCES) + count(DEFERS) + count(ANSWER_LOST);
    assertThat(mail.sent())
        .isEqualTo(
            count(yes, NO_MAIL.negate(), NOT_VERIFIED.negate(), SUPPRESSED.negate()) - troubled);

    RouteReport line = report.routes().get(Route.LINE);
    assertThat(line.failed()).isEqualTo(Map.of("unreachable", 1L));
    assertThat(line.unknown()).isZero();
    assertThat(line.sent()).isEqualTo(count(yes, NO_LINE.negate()) - 1);

    report
        .routes()
        .forEach(
            (route, sums) -> {
              assertThat(sums.balances()).isTrue();
              assertThat(sums.pending()).isZero();
              assertThat(dryRun.routes().get(route).barred())
                  .as("nothing changed since the dry run")
                  .isEqualTo(sums.suppressed());
            });
  }

  private static void check(City city, MailSimulator relay, LineSimulator platform) {
    Report report = city.reports.of("flu");
    RouteReport mail = report.routes().get(Route.MAIL);
    assertThat(relay.count()).isEqualTo(mail.sent() + mail.unknown());
    Set<String> mailboxes = new HashSet<>();
    Set<String> messageIds = new HashSet<>();
    for (ReceivedMail received : relay.received()) {
      assertThat(mailboxes.add(received.to())).as("one mail each").isTrue();
      assertThat(messageIds.add(received.header("Message-ID").orElseThrow())).isTrue();
      assertThat(received.header("List-Unsubscribe")).isPresent();
      assertThat(received.header("List-Id").orElseThrow()).isEqualTo("<general.push.example.jp>");
    }
    assertThat(relay.receivedBy(City.mail(3)).getFirst().subject()).isEqualTo("Vaccination");
    assertThat(relay.receivedBy(City.mail(8)).getFirst().text()).startsWith("北区役所で予防接種を行います。");
    assertThat(city.suppressions.isSuppressed(Route.MAIL, "bounce." + City.mail(5))).isTrue();

    RouteReport line = report.routes().get(Route.LINE);
    assertThat(platform.count())
        .as("a blocked account is shown nothing")
        .isEqualTo(line.sent() - 1);
    Set<String> users = new HashSet<>();
    platform
        .received()
        .forEach(shown -> assertThat(users.add(shown.userId())).as("one text each").isTrue());

    RouteReport portal = report.routes().get(Route.PORTAL);
    assertThat(store.database().getCollection("inbox").countDocuments()).isEqualTo(portal.sent());
    assertThat(city.inbox.newest(City.id(0), "ja", 5)).hasSize(1);
    city.inbox.opened(City.id(0), "flu:" + City.id(0), city.clock.instant());
    assertThat(city.reports.of("flu").routes().get(Route.PORTAL).opened()).isEqualTo(1);
  }
}
