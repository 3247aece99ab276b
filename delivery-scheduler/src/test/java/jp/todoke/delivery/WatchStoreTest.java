package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.dispatch.RouteStates;
import jp.todoke.delivery.dispatch.SignedUnsubscribeLinks;
import jp.todoke.delivery.dispatch.Subscriptions;
import jp.todoke.delivery.dispatch.UnsubscribeLinks;
import jp.todoke.delivery.pauses.Pause;
import jp.todoke.delivery.preferences.SignedLinks;
import jp.todoke.delivery.reports.DeliveryFacts;
import jp.todoke.delivery.reports.Reports;
import jp.todoke.delivery.reports.WardReports;
import jp.todoke.delivery.triggers.Trigger;
import jp.todoke.delivery.triggers.TriggerDraft;
import jp.todoke.delivery.triggers.TriggerRounds;
import jp.todoke.delivery.triggers.When;
import jp.todoke.delivery.watch.Alarm;
import jp.todoke.delivery.watch.Watchdog;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What the watchdog says, what a day leaves behind, and what the links of a mail do. */
class WatchStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static City city;

  private final Provider portal = new Provider(Route.PORTAL);
  private final Provider mail = new Provider(Route.MAIL);
  private Map<Route, RouteStates.Rest> resting = Map.of();
  private Optional<TriggerRounds> watched = Optional.empty();
  @TempDir Path folder;

  @BeforeAll
  static void city() {
    city = new City(store.database());
  }

  @BeforeEach
  void empty() {
    for (String name :
        List.of(
            "profiles",
            "campaigns",
            "peopleSets",
            "chunks",
            "triggers",
            "deliveryState",
            "deliveryFacts",
            "deliveryPreferences",
            "contactBudgets")) {
      store.database().getCollection(name).deleteMany(new Document());
    }
  }

  private static void run(Dispatcher dispatcher) {
    int chunks = 0;
    while (dispatcher.workOnce()) {
      assertThat(++chunks).as("the queue comes to rest").isLessThan(1_000);
    }
  }

  private Watchdog watchdog(Pause pause) {
    TriggerRounds rounds =
        new TriggerRounds(
            city.database,
            city.triggers,
            city.firings,
            city.audiences,
            city.profiles,
            city.decisions,
            city.clock);
    watched = Optional.of(rounds);
    return new Watchdog(
        city.ledger, city.campaigns, pause, rounds, () -> resting, Map::of, city.clock);
  }

  @Test
  void itSaysWhatStandsStillAndWhatDoesNotBalance() {
    Pause pause = new Pause(store.database(), folder.resolve("beat"), city.clock);
    Watchdog watchdog = watchdog(pause);
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.PORTAL, Route.MAIL)));
    city.approved("flood", City.emergency(Set.of(Route.PORTAL)));
    city.campaigns.startDue();
    assertThat(codes(watchdog)).containsExactly("review-due flood");

    assertThat(city.ledger.claim(List.of(Route.MAIL), "dead")).isPresent();
    city.clock.pass(Duration.ofMinutes(21));
    assertThat(codes(watchdog))
        .containsExactlyInAnyOrder(
            "chunk-stuck flu:PORTAL:0",
            "chunk-stuck flood:PORTAL:0",
            "lease-expired flu:MAIL:0",
            "review-due flood");

    Dispatcher dispatcher = city.dispatcher("node", List.of(portal, mail));
    mail.next(Provider.Fate.SILENT_AND_LOST);
    run(dispatcher);
    city.campaigns.review("flood", "shonin-tanaka");
    assertThat(codes(watchdog)).isEmpty();
    city.clock.pass(Duration.ofDays(2));
    run(dispatcher);
    assertThat(codes(watchdog)).containsExactly("decision-due flu:MAIL:0");

    // Somebody tampers with the ledger.
    store.database().getCollection("chunks").deleteOne(new Document("_id", "flu:PORTAL:0"));
    assertThat(codes(watchdog))
        .containsExactlyInAnyOrder("decision-due flu:MAIL:0", "ledger-imbalance flu");
    assertThat(watchdog.last()).hasSize(2);

    pause.pause(City.APPROVER, Pause.STAFF);
    assertThat(codes(watchdog)).contains("deliveries-paused staff");
  }

  @Test
  void itSaysWhatIsTriedInVainAndWhatDoesNotBegin() {
    Pause pause = new Pause(store.database(), folder.resolve("beat"), city.clock);
    Watchdog watchdog = watchdog(pause);
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.clock.pass(Duration.ofMinutes(16));
    assertThat(codes(watchdog)).containsExactly("campaign-waits flu");
    city.campaigns.startDue();
    assertThat(codes(watchdog)).isEmpty();

    // The relay refuses the city; each turn fails, and the chunk is never overdue.
    Dispatcher dispatcher = city.dispatcher("node", List.of(mail));
    mail.next(Provider.Fate.REFUSES_THE_CITY);
    run(dispatcher);
    resting = dispatcher.resting();
    assertThat(codes(watchdog)).isEmpty();
    city.clock.pass(Duration.ofMinutes(6));
    resting = dispatcher.resting();
    assertThat(codes(watchdog)).containsExactly("route-rests MAIL configuration");
    run(dispatcher);
    resting = dispatcher.resting();
    assertThat(codes(watchdog)).isEmpty();
  }

  @Test
  void aChunkThatIsTakenAgainAndAgainIsLate() {
    Watchdog watchdog = watchdog(new Pause(store.database(), folder.resolve("beat"), city.clock));
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    for (int hour = 0; hour < 31; hour++) {
      city.clock.pass(Duration.ofHours(1));
      assertThat(city.ledger.claim(List.of(Route.MAIL), "poisoned")).isPresent();
    }
    assertThat(codes(watchdog)).containsExactly("delivery-late flu:MAIL:0");
  }

  @Test
  void aChunkWhoseSumsDoNotAddUpIsAnAlarmWhateverItBelongsTo() {
    Watchdog watchdog = watchdog(new Pause(store.database(), folder.resolve("beat"), city.clock));
    city.settle(0, 3);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    city.campaigns.stop("flu", City.EDITOR);
    assertThat(codes(watchdog)).isEmpty();
    store
        .database()
        .getCollection("chunks")
        .updateOne(
            new Document("_id", "flu:MAIL:0"), new Document("$inc", new Document("tally.1.n", 1L)));
    assertThat(codes(watchdog)).containsExactly("ledger-imbalance flu");
  }

  @Test
  void itSaysWhichTriggerRests() {
    Pause pause = new Pause(store.database(), folder.resolve("beat"), city.clock);
    Watchdog watchdog = watchdog(pause);
    TriggerRounds rounds = watched.orElseThrow();
    city.audiences.load();
    city.audiences.recompute().run();
    city.segments.create("other", "他", new Condition.All(List.of()), City.EDITOR);
    city.segments.submit("other", 1);
    city.segments.publish("other", 2, City.APPROVER);
    for (String segment : List.of("everybody", "other")) {
      Trigger trigger =
          city.triggers.create(
              "for-" + segment,
              new TriggerDraft(
                  "ご案内",
                  new When.Enters(),
                  segment,
                  1,
                  "flu",
                  1,
                  Set.of(Route.PORTAL),
                  "general",
                  Map.of("place", "北区役所"),
                  Optional.empty()),
              City.EDITOR);
      city.triggers.approve(trigger.id(), trigger.contentHash(), City.APPROVER);
    }
    rounds.round();
    assertThat(codes(watchdog)).as("perhaps it is only being computed").isEmpty();
    city.clock.pass(Duration.ofMinutes(16));
    rounds.round();
    assertThat(codes(watchdog)).containsExactly("trigger-rests for-other");
    city.triggers.stop("for-other", City.APPROVER);
    rounds.round();
    assertThat(codes(watchdog)).isEmpty();
  }

  private static List<String> codes(Watchdog watchdog) {
    List<String> codes = new ArrayList<>();
    for (Alarm alarm : watchdog.look()) {
      codes.add(alarm.code().json() + " " + alarm.subject());
    }
    return codes;
  }

  @Test
  void theFactsOfADayAreWrittenOnce() {
    city.settle(0, 5);
    city.profiles.prefer(City.id(4), Set.of("mail"), "ja", 0);
    city.approved("flu", City.flu(Set.of(Route.PORTAL, Route.MAIL)));
    city.campaigns.startDue();
    run(city.dispatcher("node", List.of(portal)));
    city.clock.pass(Duration.ofSeconds(11));
    mail.next(Provider.Fate.REFUSES_FIRST);
    run(city.dispatcher("node", List.of(portal, mail)));
    LocalDate day = LocalDate.ofInstant(city.clock.instant(), ZoneId.of("Asia/Tokyo"));
    DeliveryFacts facts = new DeliveryFacts(store.database(), city.ledger, city.clock);
    facts.writeDue();
    assertThat(facts.page("", 10)).as("the day is not over").isEmpty();

    city.clock.pass(Duration.ofDays(1));
    facts.writeDue();
    facts.writeDue();
    DeliveryFacts.Fact byMail =
        new DeliveryFacts.Fact(
            day,
            "flu",
            Route.MAIL,
            Map.of("sent", 3L, "failed:message-rejected", 1L, "suppressed:route-off", 1L),
            3,
            0);
    DeliveryFacts.Fact byPortal =
        new DeliveryFacts.Fact(day, "flu", Route.PORTAL, Map.of("sent", 5L), 5, 5);
    assertThat(facts.page("", 10)).containsExactly(byMail, byPortal);
    assertThat(facts.page(day + ":flu:MAIL", 10)).containsExactly(byPortal);
    assertThat(facts.write(day)).as("written already").isZero();
  }

  @Test
  void aDayOnWhichNothingRanGetsItsFactsAfterwards() {
    city.settle(0, 5);
    city.approved("flu", City.flu(Set.of(Route.PORTAL)));
    city.campaigns.startDue();
    run(city.dispatcher("node", List.of(portal)));
    LocalDate day = LocalDate.ofInstant(city.clock.instant(), ZoneId.of("Asia/Tokyo"));
    DeliveryFacts facts = new DeliveryFacts(store.database(), city.ledger, city.clock);
    city.clock.pass(Duration.ofDays(6));
    facts.writeDue();
    assertThat(facts.page("", 10))
        .containsExactly(
            new DeliveryFacts.Fact(day, "flu", Route.PORTAL, Map.of("sent", 5L), 5, 5));
  }

  @Test
  void aReportHasEveryReasonAndWardsWithoutSmallGroups() {
    city.settle(0, 12);
    city.approved("flu", City.flu(Set.of(Route.PORTAL, Route.MAIL)));
    city.profiles.prefer(City.id(4), Set.of("mail"), "ja", 0);
    city.campaigns.startDue();
    run(city.dispatcher("node", List.of(portal, mail)));
    assertThat(city.reports.lines("flu"))
        .containsExactly(
            new Reports.Line(Route.PORTAL, "sent", "", 12),
            new Reports.Line(Route.MAIL, "sent", "", 11),
            new Reports.Line(Route.MAIL, "suppressed", "route-off", 1));
    assertThat(city.wardReports.of("flu"))
        .isEqualTo(
            new WardReports.WardReport.Cells(
                List.of(
                    new WardReports.Cell(Optional.empty(), Route.PORTAL, Optional.of(12L)),
                    new WardReports.Cell(Optional.empty(), Route.MAIL, Optional.of(11L)))));
  }

  @Test
  void aLinkTellsNothingToWhoeverSeesIt() {
    SignedLinks signed = new SignedLinks(new byte[16], city.clock);
    String token = signed.sign(SignedLinks.Purpose.UNSUBSCRIBE, "flu-2026-m0-17");
    assertThat(token).matches("[A-Za-z0-9_-]+").doesNotContain("flu", "m0");
    assertThat(
            new String(java.util.Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1))
        .doesNotContain("flu");
    assertThat(signed.sign(SignedLinks.Purpose.UNSUBSCRIBE, "flu-2026-m0-17")).isEqualTo(token);
    assertThat(signed.verify(SignedLinks.Purpose.UNSUBSCRIBE, token)).contains("flu-2026-m0-17");
    assertThat(signed.verify(SignedLinks.Purpose.PREFERENCES, token)).isEmpty();
    assertThat(
            new SignedLinks("another key 1234".getBytes(StandardCharsets.UTF_8), city.clock)
                .verify(SignedLinks.Purpose.UNSUBSCRIBE, token))
        .isEmpty();
    for (int place = 0; place < token.length(); place++) {
      char other = token.charAt(place) == 'A' ? 'B' : 'A';
      String altered = token.substring(0, place) + other + token.substring(place + 1);
      assertThat(signed.verify(SignedLinks.Purpose.UNSUBSCRIBE, altered)).isEmpty();
    }
  }

  @Test
  void theLinksOfAMailEndItsTopicAndLeadToAllPreferences() {
    SignedLinks signed = new SignedLinks(new byte[16], city.clock);
    Subscriptions subscriptions =
        new Subscriptions(city.ledger, city.campaigns, city.firings, city.preferences, signed);
    city.settle(0, 2);
    city.approved("flu", City.flu(Set.of(Route.MAIL)));
    city.campaigns.startDue();
    UnsubscribeLinks.Links links =
        new SignedUnsubscribeLinks(
                signed, "https://x/u/", "https://x/p/", Duration.ofDays(30), city.clock)
            .of("flu-m0-1")
            .orElseThrow();
    String stop = links.stop().toString().substring("https://x/u/".length());
    String settings = links.settings().toString().substring("https://x/p/".length());
    assertThat(subscriptions.person(settings)).contains(City.id(1));
    assertThat(subscriptions.person(stop)).isEmpty();
    assertThat(subscriptions.stop(settings)).isEmpty();
    assertThat(subscriptions.stop(stop)).contains(CampaignDraft.GENERAL);
    assertThat(subscriptions.stop(stop)).contains(CampaignDraft.GENERAL);
    assertThat(city.preferences.find(City.id(1)).topicsOff())
        .isEqualTo(Map.of(CampaignDraft.GENERAL, Set.of(Route.MAIL)));
    city.clock.pass(Duration.ofDays(30));
    assertThat(subscriptions.person(settings)).isEmpty();
    assertThat(subscriptions.stop(stop)).as("a mail may be opened years later").isPresent();
  }
}
