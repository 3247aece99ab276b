package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import jp.todoke.channels.Receipts;
import jp.todoke.channels.RecordedChannel;
import jp.todoke.channels.Route;
import jp.todoke.channels.http.HttpChannel;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.channels.simulator.ProviderSimulator;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.delivery.notices.Evidence;
import jp.todoke.delivery.notices.EvidenceChain;
import jp.todoke.delivery.notices.FallbackStep;
import jp.todoke.delivery.notices.FallbackStep.To;
import jp.todoke.delivery.notices.Notice;
import jp.todoke.delivery.notices.NoticeDraft;
import jp.todoke.delivery.notices.NoticeRefused;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.notices.PrintLetter;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class NoticeFallbackStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final String HANAKO = City.id(1);
  private static final List<FallbackStep> CHAIN =
      List.of(
          new FallbackStep(To.MAIL, Duration.ofDays(3)),
          new FallbackStep(To.HTTP, Duration.ofDays(5)),
          new FallbackStep(To.PRINT, Duration.ofDays(7)));

  private static City city;

  private final MailSimulator relay = MailSimulator.start(0, city.clock);
  private final ProviderSimulator provider = ProviderSimulator.start("shared-secret");
  private final Receipts receipts = new Receipts(store.database());
  private final MailChannel mail =
      new MailChannel(MailSettings.local(relay.port(), "info@city.example.jp", "なにわ市"), city.clock);
  private final HttpChannel http =
      new HttpChannel(
          Optional.of(
              new HttpChannel.Provider(
                  provider.address(), "shared-secret", Duration.ofSeconds(2), true)),
          city.clock);
  private final Dispatcher dispatcher =
      city.dispatcher(
          "node",
          List.of(
              new RecordedChannel(new PortalChannel(city.inbox, city.clock), receipts, city.clock),
              new RecordedChannel(mail, receipts, city.clock),
              new RecordedChannel(http, receipts, city.clock)));

  @BeforeAll
  static void city() {
    city = new City(store.database());
  }

  @BeforeEach
  void empty() {
    city.paused = false;
    for (String name : List.of("profiles", "notices", "chunks", "inbox", "printJobs", "receipts")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
    city.settle(1, 4);
  }

  @AfterEach
  void close() {
    mail.close();
    http.close();
    relay.close();
    provider.close();
  }

  private static NoticeDraft tax(String commonId, List<FallbackStep> fallback) {
    return new NoticeDraft(
        commonId,
        "tax",
        1,
        Map.of("name", "大阪 花子", "amount", 123_400),
        false,
        Set.of(Route.PORTAL),
        fallback);
  }

  private void approved(String id, String commonId) {
    Notice notice = city.notices.create(id, tax(commonId, CHAIN), City.EDITOR);
    city.notices.approve(id, notice.contentHash(), City.APPROVER);
    run();
  }

  private void run() {
    int chunks = 0;
    while (dispatcher.workOnce()) {
      assertThat(++chunks).isLessThan(100);
    }
  }

  private int later(Duration passed) {
    city.clock.pass(passed);
    int steps = city.notices.fallBackDue();
    run();
    return steps;
  }

  @Test
  void aBatchWhoseAnswerWasLostIsFoundAgain() {
    approved("n-lost", HANAKO);
    later(Duration.ofDays(3));
    later(Duration.ofDays(2));
    later(Duration.ofDays(2));
    String batch = city.notices.takePrints("mail-room").orElseThrow();
    assertThat(city.notices.printBatches())
        .singleElement()
        .satisfies(
            taken -> {
              assertThat(taken.id()).isEqualTo(batch);
              assertThat(taken.letters()).isEqualTo(1);
              assertThat(taken.taken().by()).isEqualTo("mail-room");
            });
  }

  @Test
  void aStepThatComesLateLeavesTheWholeTimeBeforeTheNext() {
    approved("n-late", HANAKO);
    // Nothing ran for a week: the hint, the provider and the paper are all overdue.
    assertThat(later(Duration.ofDays(7))).isEqualTo(1);
    assertThat(relay.count()).isEqualTo(1);
    assertThat(city.notices.fallBackDue()).isZero();
    assertThat(later(Duration.ofDays(2).minusSeconds(1))).isZero();
    assertThat(later(Duration.ofSeconds(1))).isEqualTo(1);
    assertThat(provider.taken()).hasSize(1);
  }

  @Test
  void whileDeliveriesArePausedNothingFallsToAnotherChannelOrToPaper() {
    approved("n-paused", HANAKO);
    city.clock.pass(Duration.ofDays(3));
    for (To next : List.of(To.MAIL, To.HTTP, To.PRINT)) {
      Notice before = city.notices.find("n-paused").orElseThrow();
      city.paused = true;
      assertThat(city.notices.fallBackDue()).as("to %s", next).isZero();
      assertThat(city.notices.find("n-paused")).contains(before);
      assertThat(city.notices.prints(Optional.empty())).isEmpty();

      city.paused = false;
      assertThat(city.notices.fallBackDue()).as("to %s", next).isEqualTo(1);
      run();
      assertThat(city.notices.find("n-paused").orElseThrow().taken().getLast().to())
          .isEqualTo(next);
      city.clock.pass(Duration.ofDays(2));
    }
    assertThat(relay.count()).isEqualTo(1);
    assertThat(provider.taken()).hasSize(1);
    assertThat(city.notices.prints(Optional.empty())).hasSize(1);
  }

  @Test
  void aPauseBetweenTwoNoticesHoldsTheSecond() {
    approved("n-early", HANAKO);
    approved("n-next", City.id(2));
    city.clock.pass(Duration.ofDays(3));
    int[] asked = {0};
    Notices until =
        new Notices(
            store.database(),
            city.templates,
            city.addresses,
            city.inbox,
            city.ledger,
            () -> asked[0]++ > 0,
            city.clock);
    assertThat(until.fallBackDue()).isEqualTo(1);
    assertThat(city.notices.fallBackDue()).as("after the pause").isEqualTo(1);
  }

  @Test
  void whatIsNotOpenedGoesFromHintToProviderToPaper() {
    approved("n-1", HANAKO);
    assertThat(later(Duration.ofDays(3).minusSeconds(1))).isZero();
    assertThat(relay.count()).isZero();
    assertThat(later(Duration.ofSeconds(1))).isEqualTo(1);
    assertThat(relay.received().getFirst().text()).doesNotContain("税", "123");
    assertThat(later(Duration.ofDays(1))).isZero();
    assertThat(later(Duration.ofDays(1))).isEqualTo(1);
    assertThat(provider.taken().getFirst().path("text").asText()).isEqualTo("大阪 花子様の税額は123400円です。");
    assertThat(city.notices.takePrints("yubin-kato")).isEmpty();
    assertThat(later(Duration.ofDays(2))).isEqualTo(1);
    assertThat(later(Duration.ofDays(30))).isZero();

    assertThat(city.notices.prints(Optional.empty())).hasSize(1);
    String batch = city.notices.takePrints("yubin-kato").orElseThrow();
    assertThat(city.notices.takePrints("yubin-kato")).as("nothing is left").isEmpty();
    PrintLetter letter = city.notices.prints(Optional.of(batch)).getFirst();
    assertThat(letter.words().text()).contains("123400円");
    assertThat(letter.taken().orElseThrow().by()).isEqualTo("yubin-kato");
    assertThat(city.notices.prints(Optional.of(batch))).as("read again").hasSize(1);
    assertThat(relay.count()).isEqualTo(1);
    assertThat(provider.taken()).hasSize(1);
  }

  @Test
  void anOpenedNoticeStopsTheChainAndIsNotPrinted() {
    approved("n-2", HANAKO);
    city.inbox.opened(HANAKO, "n-2:" + HANAKO, city.clock.instant());
    assertThat(later(Duration.ofDays(10))).isZero();
    assertThat(relay.count()).isZero();

    approved("n-3", City.id(2));
    for (int days = 0; days < 4; days++) {
      later(Duration.ofDays(3));
    }
    assertThat(city.notices.prints(Optional.empty())).hasSize(1);
    city.notices.opened("n-3", City.id(2));
    assertThat(city.notices.takePrints("yubin-kato")).as("opened meanwhile").isEmpty();
  }

  @Test
  void aWithdrawnNoticeTakesNoFurtherStepAndIsNotPrinted() {
    approved("n-w1", HANAKO);
    city.notices.withdraw("n-w1", "金額の誤り", City.APPROVER);
    assertThat(later(Duration.ofDays(10))).isZero();
    assertThat(relay.count()).isZero();

    approved("n-w2", City.id(2));
    approved("n-w3", City.id(3));
    for (int days = 0; days < 4; days++) {
      later(Duration.ofDays(3));
    }
    assertThat(city.notices.prints(Optional.empty())).hasSize(2);
    city.notices.withdraw("n-w2", "金額の誤り", City.APPROVER);
    assertThat(city.notices.prints(Optional.empty())).hasSize(1);
    String batch = city.notices.takePrints("yubin-kato").orElseThrow();
    city.notices.withdraw("n-w3", "金額の誤り", City.APPROVER);
    assertThat(city.notices.prints(Optional.of(batch))).as("taken, but not printed yet").isEmpty();
  }

  @Test
  void aStepThatBrokeOffIsTakenUpAndNeverTakenTwice() {
    approved("n-4", HANAKO);
    city.clock.pass(Duration.ofDays(3));
    city.notices.fallBackDue();
    // As if the node had died between the ledger and the note.
    store
        .database()
        .getCollection("notices")
        .updateOne(
            new Document("_id", "n-4"),
            new Document("$set", new Document("step", 0).append("nextStepAt", new Date(0)))
                .append("$unset", new Document("taken", "")));
    city.notices.fallBackDue();
    run();
    assertThat(relay.count()).isEqualTo(1);
    assertThat(city.notices.find("n-4").orElseThrow().taken()).hasSize(1);
  }

  @Test
  void twoMailRoomsNeverTakeTheSameLetter() throws Exception {
    for (int person = 1; person < 4; person++) {
      approved("n-5-" + person, City.id(person));
    }
    for (int days = 0; days < 4; days++) {
      later(Duration.ofDays(3));
    }
    List<String> batches = new CopyOnWriteArrayList<>();
    Thread[] rooms = new Thread[3];
    for (int room = 0; room < rooms.length; room++) {
      rooms[room] = new Thread(() -> city.notices.takePrints("yubin").ifPresent(batches::add));
      rooms[room].start();
    }
    for (Thread room : rooms) {
      room.join();
    }
    List<String> letters = new ArrayList<>();
    batches.forEach(
        batch ->
            city.notices
                .prints(Optional.of(batch))
                .forEach(letter -> letters.add(letter.notice().id())));
    assertThat(letters).containsExactlyInAnyOrder("n-5-1", "n-5-2", "n-5-3");
  }

  @Test
  void aChainThatCanNotBeKeptIsRefused() {
    for (List<FallbackStep> wrong :
        List.of(
            List.of(new FallbackStep(To.MAIL, Duration.ZERO)),
            List.of(new FallbackStep(To.MAIL, Duration.ofDays(2_000))),
            List.of(
                new FallbackStep(To.MAIL, Duration.ofDays(2)),
                new FallbackStep(To.LINE, Duration.ofDays(1))),
            List.of(
                new FallbackStep(To.MAIL, Duration.ofDays(1)),
                new FallbackStep(To.MAIL, Duration.ofDays(2))),
            List.of(
                new FallbackStep(To.PRINT, Duration.ofDays(1)),
                new FallbackStep(To.MAIL, Duration.ofDays(2))))) {
      assertThatThrownBy(() -> city.notices.create("n-6", tax(HANAKO, wrong), City.EDITOR))
          .isInstanceOf(NoticeRefused.class)
          .hasMessageContaining("fallback");
    }
  }

  @Test
  void theApprovalIsOfTheChainAsWell() {
    Notice with = city.notices.create("n-7", tax(HANAKO, CHAIN), City.EDITOR);
    Notice without = city.notices.create("n-8", tax(HANAKO, List.of()), City.EDITOR);
    assertThat(with.contentHash()).isNotEqualTo(without.contentHash());
  }

  private List<String> wholeStory() {
    provider.failNext(503);
    approved("n-9", HANAKO);
    for (int days = 0; days < 4; days++) {
      later(Duration.ofDays(3));
    }
    later(Duration.ofMinutes(2));
    String batch = city.notices.takePrints("yubin-kato").orElseThrow();
    assertThat(batch).startsWith("p-");
    city.clock.pass(Duration.ofDays(1));
    city.notices.opened("n-9", HANAKO);
    city.clock.pass(Duration.ofMinutes(1));
    city.notices.downloaded("n-9", HANAKO);
    city.notices.downloaded("n-9", City.id(2));
    city.clock.pass(Duration.ofMinutes(1));
    city.notices.acknowledged("n-9", HANAKO);
    return city.notices.export("n-9", "kansa-ito");
  }

  @Test
  void theEvidenceTellsTheWholeStoryAndProvesItself() {
    List<String> lines = wholeStory();
    String all = String.join("\n", lines);
    assertThat(all)
        .contains("\"what\":\"created\"", "\"what\":\"approved\"", "\"what\":\"attempt\"")
        .contains("\"what\":\"not-opened\"", "\"what\":\"taken-for-printing\"")
        .contains("\"what\":\"opened\"", "\"what\":\"downloaded\"", "\"what\":\"acknowledged\"")
        .contains("\"said\":\"no answer\"", "\"said\":\"accepted\"", "wordsHash")
        .doesNotContain("花子", "税額", "123400", "@example.jp");
    assertThat(EvidenceChain.verify(lines))
        .isInstanceOfSatisfying(
            EvidenceChain.Verdict.Whole.class,
            whole -> {
              assertThat(whole.lines()).isEqualTo(lines.size());
              assertThat(lines.getLast()).contains(whole.head());
            });
    Evidence evidence = city.notices.evidence("n-9");
    assertThat(evidence.roads().get(Route.HTTP).state()).isEqualTo(Recipient.State.SENT);
    assertThat(evidence.roads().get(Route.HTTP).attempts()).isEqualTo(2);
  }

  @Test
  void anyChangedByteIsFound() {
    List<String> lines = wholeStory();
    int changes = 0;
    for (int place = 0; place < lines.size(); place++) {
      byte[] bytes = lines.get(place).getBytes(StandardCharsets.UTF_8);
      for (int at = 0; at < bytes.length; at++) {
        byte[] changed = bytes.clone();
        changed[at] ^= 1;
        List<String> forged = new ArrayList<>(lines);
        forged.set(place, new String(changed, StandardCharsets.UTF_8));
        assertThat(EvidenceChain.verify(forged))
            .as("line %s, byte %s", place + 1, at)
            .isInstanceOf(EvidenceChain.Verdict.Broken.class);
        changes++;
      }
    }
    assertThat(changes).isGreaterThan(3_000);
  }

  @Test
  void aMissingMovedOrAddedLineIsFound() {
    List<String> lines = wholeStory();
    for (int place = 0; place < lines.size(); place++) {
      List<String> missing = new ArrayList<>(lines);
      missing.remove(place);
      assertThat(EvidenceChain.verify(missing)).isInstanceOf(EvidenceChain.Verdict.Broken.class);
      List<String> twice = new ArrayList<>(lines);
      twice.add(place, lines.get(place));
      assertThat(EvidenceChain.verify(twice)).isInstanceOf(EvidenceChain.Verdict.Broken.class);
    }
    List<String> padded = new ArrayList<>(lines);
    padded.set(0, lines.getFirst() + " ");
    assertThat(EvidenceChain.verify(padded)).isInstanceOf(EvidenceChain.Verdict.Broken.class);
    assertThat(EvidenceChain.verify(List.of())).isInstanceOf(EvidenceChain.Verdict.Broken.class);
  }

  @Test
  void theCommandInTheDocumentsFindsTheSame(@TempDir Path folder) throws Exception {
    String page = Files.readString(Path.of("../docs/operations.md"));
    int from = page.indexOf("```python\n") + "```python\n".length();
    Path script = folder.resolve("verify.py");
    Files.writeString(script, page.substring(from, page.indexOf("```", from)));
    List<String> lines = wholeStory();
    Path whole = folder.resolve("whole.ndjson");
    Files.writeString(whole, String.join("\n", lines) + "\n");
    assumeTrue(
        python("--version") == 0, "python3 is not at hand: the documented command is not run");
    assertThat(python(script.toString(), whole.toString())).isZero();
    for (int place = 0; place < lines.size(); place += 3) {
      List<String> forged = new ArrayList<>(lines);
      forged.set(place, lines.get(place).replaceFirst("\"at\":\"20", "\"at\":\"19"));
      Path broken = folder.resolve("broken.ndjson");
      Files.writeString(broken, String.join("\n", forged) + "\n");
      assertThat(python(script.toString(), broken.toString())).isNotZero();
    }
    Path cut = folder.resolve("cut.ndjson");
    Files.writeString(cut, String.join("\n", lines.subList(0, lines.size() - 1)) + "\n");
    assertThat(python(script.toString(), cut.toString())).isNotZero();
  }

  private static int python(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>(List.of("python3"));
    command.addAll(List.of(arguments));
    try {
      return new ProcessBuilder(command)
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException absent) {
      return -1;
    }
  }
}
