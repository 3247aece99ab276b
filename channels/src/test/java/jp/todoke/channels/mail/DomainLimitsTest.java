package jp.todoke.channels.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import jp.todoke.channels.Citizens;
import jp.todoke.channels.DeferralReason;
import jp.todoke.channels.Pace;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.channels.simulator.ReceivedMail;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class DomainLimitsTest {

  private static final Clock NOON = Clock.fixed(Citizens.NOON, ZoneOffset.UTC);

  private static MailChannel channel(MailSimulator relay, String... limits) {
    return new MailChannel(
        MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市"),
        DomainLimits.of(List.of(limits)),
        NOON);
  }

  private static boolean isPaced(SendResult result) {
    return result instanceof SendResult.Deferred deferred
        && deferred.reason() == DeferralReason.PACED
        && !result.stopsRoute();
  }

  @Test
  void aStrictDomainIsPutOffAndTheOthersAreSentFirst() {
    try (MailSimulator relay = MailSimulator.start(0, NOON);
        MailChannel mail = channel(relay, "docomo.ne.jp=2@1/s")) {
      String[] people =
          IntStream.range(0, 10)
              .mapToObj(n -> n % 2 == 0 ? n + "@DOCOMO.ne.jp" : n + "@example.jp")
              .toArray(String[]::new);
      List<SendResult> results =
          mail.send(Citizens.campaign(UUID.randomUUID(), Citizens.toAll("お知らせ", people)));

      assertThat(results.get(0)).isInstanceOf(SendResult.Accepted.class);
      assertThat(List.of(results.get(2), results.get(4), results.get(6), results.get(8)))
          .allMatch(DomainLimitsTest::isPaced);
      assertThat(IntStream.of(1, 3, 5, 7, 9).mapToObj(results::get))
          .allMatch(SendResult.Accepted.class::isInstance);
      assertThat(relay.received())
          .extracting(ReceivedMail::to)
          .containsExactly(
              "1@example.jp",
              "3@example.jp",
              "5@example.jp",
              "7@example.jp",
              "9@example.jp",
              "0@DOCOMO.ne.jp");
    }
  }

  @Test
  void atMostSoManyAreSentToADomainAtOnce() {
    DomainLimits limits = DomainLimits.of(List.of("docomo.ne.jp=2@1000/s"));
    assertThat(limits.enter("a@docomo.ne.jp", Duration.ZERO)).isEmpty();
    assertThat(limits.enter("b@docomo.ne.jp", Duration.ZERO)).isEmpty();
    assertThat(limits.enter("c@docomo.ne.jp", Duration.ZERO)).isPresent();
    assertThat(limits.enter("d@example.jp", Duration.ZERO)).isEmpty();
    limits.leave("a@docomo.ne.jp");
    limits.leave("d@example.jp");
    assertThat(limits.enter("c@docomo.ne.jp", Duration.ZERO)).isEmpty();
  }

  /** Workers that wait for their turn do so until the test lets them. */
  private static final class Turns {
    private final AtomicLong now = new AtomicLong();
    private final Semaphore resting = new Semaphore(0);
    private final CountDownLatch go = new CountDownLatch(1);

    Pace pace(int perSecond) {
      return new Pace(perSecond, now::get, this::rest);
    }

    private void rest(long nanos) {
      resting.release();
      try {
        go.await();
      } catch (InterruptedException ended) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static SendResult one(MailChannel mail, String to) {
    return mail.send(Citizens.campaign(UUID.randomUUID(), Citizens.toAll("お知らせ", to))).getFirst();
  }

  @Test
  @Timeout(30)
  void whenTwoWaitForTheirTurnTheOtherWorkersAreAnsweredAtOnce() throws Exception {
    Turns turns = new Turns();
    try (MailSimulator relay = MailSimulator.start(0, NOON);
        MailChannel mail =
            new MailChannel(
                MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市"),
                DomainLimits.of(List.of("docomo.ne.jp=9@10/s"), turns::pace),
                NOON);
        ExecutorService workers =
            Executors.newFixedThreadPool(2, Thread.ofPlatform().name("worker-", 0).factory())) {
      assertThat(one(mail, "first@docomo.ne.jp")).isInstanceOf(SendResult.Accepted.class);
      Future<SendResult> second = workers.submit(() -> one(mail, "second@docomo.ne.jp"));
      Future<SendResult> third = workers.submit(() -> one(mail, "third@docomo.ne.jp"));
      turns.resting.acquire(2);

      // Its turn would come in 300 milliseconds, for which a worker waits.
      assertThat(one(mail, "fourth@docomo.ne.jp"))
          .isEqualTo(
              new SendResult.Deferred(DeferralReason.PACED, Optional.of(Duration.ofSeconds(2))));
      assertThat(one(mail, "fifth@example.jp")).isInstanceOf(SendResult.Accepted.class);
      assertThat(relay.received())
          .extracting(ReceivedMail::to)
          .containsExactly("first@docomo.ne.jp", "fifth@example.jp");

      turns.now.set(Duration.ofSeconds(1).toNanos());
      turns.go.countDown();
      assertThat(second.get()).isInstanceOf(SendResult.Accepted.class);
      assertThat(third.get()).isInstanceOf(SendResult.Accepted.class);
      assertThat(one(mail, "fourth@docomo.ne.jp"))
          .as("nobody waits any more")
          .isInstanceOf(SendResult.Accepted.class);
    }
  }

  @Test
  void withoutLimitsTheOrderStays() {
    try (MailSimulator relay = MailSimulator.start(0, NOON);
        MailChannel mail = channel(relay)) {
      List<Parcel> parcels = new ArrayList<>();
      for (String to : List.of("a@docomo.ne.jp", "b@example.jp", "c@docomo.ne.jp")) {
        parcels.add(Parcel.plain("ref-" + parcels.size(), to, "お知らせ", "本文"));
      }
      assertThat(mail.send(Citizens.campaign(UUID.randomUUID(), parcels.toArray(Parcel[]::new))))
          .allMatch(SendResult.Accepted.class::isInstance);
      assertThat(relay.received())
          .extracting(ReceivedMail::to)
          .containsExactly("a@docomo.ne.jp", "b@example.jp", "c@docomo.ne.jp");
    }
  }

  @Test
  void aLimitThatCanNotBeReadIsRefused() {
    for (String wrong : List.of("docomo.ne.jp", "docomo.ne.jp=0@1/s", "docomo.ne.jp=1@0/s", "=")) {
      assertThatIllegalArgumentException().isThrownBy(() -> DomainLimits.of(List.of(wrong)));
    }
  }
}
