package jp.todoke.channels.line;

import static jp.todoke.channels.Citizens.HANAKO_LINE;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import jp.todoke.channels.Citizens;
import jp.todoke.channels.simulator.LineWebhook;
import jp.todoke.testkit.HandClock;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class LineEventsStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Instant NOON = Citizens.NOON;

  private final HandClock clock = new HandClock(NOON);
  private final LineEvents events = new LineEvents(store.database(), clock);

  @BeforeEach
  void empty() {
    store.database().getCollection("lineEvents").deleteMany(new Document());
  }

  private OptionalInt told(LineWebhook.Event... told) {
    return events.take(LineWebhook.of("secret", told).body().getBytes(StandardCharsets.UTF_8));
  }

  private String kept() {
    StringBuilder all = new StringBuilder();
    store.database().getCollection("lineEvents").find().forEach(it -> all.append(it.toJson()));
    return all.toString();
  }

  @Test
  void anEventToldTwiceIsOne() {
    LineWebhook.Event question = LineWebhook.text(HANAKO_LINE, "m1", "粗大ごみの出し方", NOON);
    assertThat(told(question)).hasValue(1);
    assertThat(told(question.again())).hasValue(0);
    assertThat(told(question, question.again())).hasValue(0);

    LineEvent first = events.next().orElseThrow();
    assertThat(first)
        .isEqualTo(
            new LineEvent.Wrote(
                question.id(), NOON, HANAKO_LINE, question.replyToken(), "m1", "粗大ごみの出し方"));
    assertThat(events.next()).isEmpty();
    events.done(first.id());
    clock.pass(Duration.ofDays(29));
    assertThat(told(question.again())).as("a late repetition").hasValue(0);
    assertThat(events.next()).isEmpty();
  }

  @Test
  void aCallWithoutEventsIsWelcomeAndOneThatIsNoneIsNot() {
    assertThat(told()).hasValue(0);
    assertThat(events.take("{}".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(events.take("{".getBytes(StandardCharsets.UTF_8))).isEmpty();
    assertThat(events.take(new byte[] {(byte) 0xff})).isEmpty();
    assertThat(events.take(new byte[0])).isEmpty();
  }

  @Test
  void whatTheCityDoesNotActOnIsPassedOver() {
    LineWebhook.Event standby = LineWebhook.follow(HANAKO_LINE, NOON);
    standby.json().put("mode", "standby");
    LineWebhook.Event group = LineWebhook.text(HANAKO_LINE, "m2", "みなさん", NOON);
    group.json().putObject("source").put("type", "group").put("userId", HANAKO_LINE);
    LineWebhook.Event nobody = LineWebhook.follow("nobody", NOON);
    assertThat(
            told(
                LineWebhook.unheardOf(HANAKO_LINE, NOON),
                LineWebhook.accountLink(HANAKO_LINE, "nonce", false, NOON),
                standby,
                group,
                nobody))
        .hasValue(0);
    assertThat(told(LineWebhook.unheardOf(HANAKO_LINE, NOON), follow())).hasValue(1);
  }

  private static LineWebhook.Event follow() {
    return LineWebhook.follow(HANAKO_LINE, NOON);
  }

  @Test
  void anEventWhoseWorkerDiedComesAgainFiveTimesAtMost() {
    told(follow());
    for (int attempt = 0; attempt < 5; attempt++) {
      assertThat(events.next()).isPresent();
      assertThat(events.next()).as("in somebody's hands").isEmpty();
      clock.pass(Duration.ofMinutes(1));
    }
    assertThat(events.next()).isEmpty();
    assertThat(events.open()).isZero();
    assertThat(kept()).contains("GIVEN_UP").doesNotContain(HANAKO_LINE);
  }

  @Test
  void whatWasSaidIsForgottenWhenItIsDone() {
    told(
        LineWebhook.text(HANAKO_LINE, "m3", "生活保護の相談", NOON),
        LineWebhook.accountLink(HANAKO_LINE, "nonce-4711", true, NOON));
    assertThat(kept()).contains("生活保護の相談", "nonce-4711");
    for (Optional<LineEvent> next = events.next(); next.isPresent(); next = events.next()) {
      assertThat(next.toString()).doesNotContain("生活保護", "nonce-4711");
      events.done(next.get().id());
    }
    assertThat(kept()).doesNotContain("生活保護", "nonce-4711", HANAKO_LINE).contains("DONE");
  }

  @Test
  void aMessageTakenBackHasNoWordsWhicheverWasToldFirst() {
    told(LineWebhook.text(HANAKO_LINE, "m4", "先の話", NOON));
    events.forgetText("m4");
    assertThat(kept()).doesNotContain("先の話");
    told(LineWebhook.unsend(HANAKO_LINE, "m5", NOON));
    told(LineWebhook.text(HANAKO_LINE, "m5", "後の話", NOON));
    for (Optional<LineEvent> next = events.next(); next.isPresent(); next = events.next()) {
      if (next.get() instanceof LineEvent.Wrote wrote) {
        assertThat(wrote.text()).isEmpty();
      }
    }
  }

  @Test
  void fourWorkersShareTheEventsAndNoneIsTakenTwice() throws Exception {
    told(
        IntStream.range(0, 100)
            .mapToObj(n -> LineWebhook.text(HANAKO_LINE, "w" + n, "質問", NOON))
            .toArray(LineWebhook.Event[]::new));
    ConcurrentLinkedQueue<String> taken = new ConcurrentLinkedQueue<>();
    Thread[] workers = new Thread[4];
    for (int worker = 0; worker < workers.length; worker++) {
      workers[worker] =
          new Thread(
              () -> {
                for (Optional<LineEvent> it = events.next(); it.isPresent(); it = events.next()) {
                  taken.add(it.get().id());
                }
              });
      workers[worker].start();
    }
    for (Thread worker : workers) {
      worker.join();
    }
    assertThat(taken).hasSize(100).doesNotHaveDuplicates();
  }

  @Test
  void eventsAreSweptWhenTheyAreOld() {
    told(follow());
    clock.pass(Duration.ofDays(31));
    told(follow());
    assertThat(events.forgetBefore(clock.instant().minus(Duration.ofDays(30)))).isEqualTo(1);
    assertThat(events.open()).isEqualTo(1);
  }
}
