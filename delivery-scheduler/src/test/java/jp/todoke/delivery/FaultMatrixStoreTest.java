package jp.todoke.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.MongoException;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.channels.simulator.LineFault;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.channels.simulator.MailFault;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.ledger.Recipient;
import jp.todoke.testkit.StoreExtension;
import org.bson.Document;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Every fault of relay, platform and database, and where the message stands after it: the table in
 * docs/faults.md is what this test saw, line by line.
 */
class FaultMatrixStoreTest {

  @RegisterExtension static final StoreExtension store = new StoreExtension();

  private static final Path TABLE = Path.of("../docs/faults.md");
  private static final int PEOPLE = 3;
  private static final int HIT = 1;
  private static final int FOR_EVER = 100_000;

  private static City shared;

  private City city = shared;

  @BeforeAll
  static void city() {
    shared = new City(store.database());
  }

  @BeforeEach
  void empty() {
    empty(city);
  }

  private static void empty(City of) {
    for (String name :
        List.of("profiles", "campaigns", "peopleSets", "chunks", "suppressions", "inbox")) {
      of.database.getCollection(name).deleteMany(new Document());
    }
  }

  @Test
  void theTableOfFaultsIsTrue() throws Exception {
    List<String> seen = new ArrayList<>();
    for (MailFault fault : MailFault.values()) {
      seen.add(mail(fault, false));
      seen.add(mail(fault, true));
    }
    seen.add(relayAway(false));
    seen.add(relayAway(true));
    for (LineFault fault : LineFault.values()) {
      seen.add(line(fault, false));
      seen.add(line(fault, true));
    }
    for (Route route : Route.ofCampaigns()) {
      seen.add(databaseAway(route, false));
      seen.add(databaseAway(route, true));
    }
    List<String> written =
        Files.readAllLines(TABLE, StandardCharsets.UTF_8).stream()
            .filter(
                line ->
                    line.startsWith("| mail")
                        || line.startsWith("| LINE")
                        || line.startsWith("| database"))
            .toList();
    assertThat(written).as(String.join("\n", seen)).isEqualTo(seen);
  }

  @Test
  void amongSeveralFaultsInOneBatchEverybodyGoesTheirOwnWay() throws Exception {
    List<MailFault> faults =
        List.of(MailFault.CLOSING, MailFault.GREYLISTED, MailFault.BOUNCE, MailFault.FULL);
    List<String> people = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      people.add(
          City.person(2 * i, faults.get(i).prefix() + City.mail(2 * i), true, "", true, "ja"));
      people.add(City.person(2 * i + 1, City.mail(2 * i + 1), true, "", true, "ja"));
    }
    settle(people);
    try (MailSimulator relay = MailSimulator.start(0, city.clock);
        Channel mail = new MailChannel(impatient(relay.port()), city.clock)) {
      approve(Route.MAIL);
      toTheEnd(mail, Route.MAIL, 0);
      assertThat(IntStream.range(0, people.size()).mapToObj(i -> state(Route.MAIL, i)).toList())
          .containsExactly(
              "failed route-unavailable",
              "sent",
              "failed recipient-busy",
              "sent",
              "failed hard-bounce",
              "sent",
              "failed mailbox-full",
              "sent");
      for (int i = 1; i < people.size(); i += 2) {
        assertThat(relay.receivedBy(City.mail(i))).hasSize(1);
      }
    }
  }

  /** One person's way through a fault. */
  private static String row(
      String where, String fault, String how, String first, String last, long received) {
    return String.format(
        Locale.ROOT, "| %s | %s | %s | %s | %s | %d |", where, fault, how, first, last, received);
  }

  private static String words(Enum<?> fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  private String mail(MailFault fault, boolean always) throws Exception {
    String hit = (always ? fault.prefix() : "") + City.mail(HIT);
    settle(
        IntStream.range(0, PEOPLE)
            .mapToObj(i -> City.person(i, i == HIT ? hit : City.mail(i), true, "", true, "ja"))
            .toList());
    try (MailSimulator relay = MailSimulator.start(0, city.clock);
        Channel mail = new MailChannel(impatient(relay.port()), city.clock)) {
      approve(Route.MAIL);
      if (!always) {
        relay.failNext(1, fault);
      }
      assertThat(city.dispatcher("node", List.of(mail)).workOnce()).isTrue();
      int who = always ? HIT : hit(Route.MAIL);
      String after = state(Route.MAIL, who);
      String last = toTheEnd(mail, Route.MAIL, who);
      others(Route.MAIL, who, i -> relay.receivedBy(City.mail(i)).size());
      return row(
          "mail",
          words(fault),
          always ? "at every attempt" : "once",
          after,
          last,
          relay.receivedBy(always ? hit : City.mail(who)).size());
    }
  }

  /** Nothing listens at first, or for three days; else the relay is there an hour later. */
  private String relayAway(boolean always) throws Exception {
    settle(IntStream.range(0, PEOPLE).mapToObj(City::person).toList());
    int port;
    try (MailSimulator gone = MailSimulator.start(0, city.clock)) {
      port = gone.port();
    }
    approve(Route.MAIL);
    String after;
    try (Channel nowhere = new MailChannel(impatient(port), city.clock)) {
      after = first(nowhere, Route.MAIL, HIT);
      if (always) {
        String last = toTheEnd(nowhere, Route.MAIL, HIT);
        return row("mail", "no relay", "at every attempt", after, last, 0);
      }
    }
    try (MailSimulator relay = MailSimulator.start(0, city.clock);
        Channel mail = new MailChannel(impatient(relay.port()), city.clock)) {
      String last = toTheEnd(mail, Route.MAIL, HIT);
      return row("mail", "no relay", "once", after, last, relay.receivedBy(City.mail(HIT)).size());
    }
  }

  private static MailSettings impatient(int port) {
    MailSettings local = MailSettings.local(port, "info@city.example.jp", "なにわ市");
    return local.with(
        new MailSettings.Timeouts(
            Duration.ofSeconds(2), Duration.ofMillis(700), Duration.ofSeconds(2)),
        // One connection: the mails go in the order of the chunk.
        new MailSettings.Pool(1, 100, Duration.ofSeconds(30)));
  }

  private String line(LineFault fault, boolean always) throws Exception {
    String plain = City.line(HIT);
    boolean named = always && !fault.suffix().isEmpty();
    String hit = named ? "U7" + plain.substring(2, plain.length() - 8) + fault.suffix() : plain;
    settle(
        IntStream.range(0, PEOPLE)
            .mapToObj(i -> City.person(i, "", false, i == HIT ? hit : City.line(i), true, "ja"))
            .toList());
    try (LineSimulator platform = LineSimulator.start("token", 0, city.clock)) {
      Channel line =
          new LineChannel(
              new LineSettings(platform.endpoint(), "token", Duration.ofMillis(700), 16));
      approve(Route.LINE);
      if (!named) {
        platform.failNext(always ? FOR_EVER : 1, fault);
      }
      String after = first(line, Route.LINE, HIT);
      String last = toTheEnd(line, Route.LINE, HIT);
      // What befalls a request befalls all in it; only these two concern one person.
      boolean alone = fault == LineFault.UNKNOWN_USER || fault == LineFault.BLOCKED;
      if (alone || !always) {
        others(Route.LINE, HIT, i -> platform.receivedBy(City.line(i)).size());
      }
      return row(
          "LINE",
          words(fault),
          always ? "at every attempt" : "once",
          after,
          last,
          platform.receivedBy(hit).size());
    }
  }

  /** The database is away for 60 seconds, from before or from after the request on. */
  private String databaseAway(Route route, boolean afterTheRequest) throws Exception {
    City whole = city;
    try (Cable cable = new Cable(store.port());
        MongoClient client = client(cable.port());
        MailSimulator relay = MailSimulator.start(0, whole.clock);
        LineSimulator platform = LineSimulator.start("token", 0, whole.clock)) {
      city = new City(client.getDatabase("fault-" + UUID.randomUUID()));
      settle(IntStream.range(0, PEOPLE).mapToObj(City::person).toList());
      Channel channel =
          switch (route) {
            case PORTAL -> new PortalChannel(city.inbox, city.clock);
            case MAIL -> new MailChannel(impatient(relay.port()), city.clock);
            case LINE -> new LineChannel(LineSettings.of(platform.endpoint(), "token"));
            case HTTP -> throw new IllegalArgumentException("for notices alone");
          };
      approve(route);
      Channel cutting =
          new Channel() {
            @Override
            public Route route() {
              return route;
            }

            @Override
            public List<SendResult> send(Batch batch) {
              List<SendResult> results = channel.send(batch);
              cable.cut();
              return results;
            }

            @Override
            public void close() {
              channel.close();
            }
          };
      Dispatcher dispatcher = city.dispatcher("node", List.of(cutting));
      if (!afterTheRequest) {
        cable.cut();
      }
      try {
        dispatcher.workOnce();
      } catch (MongoException away) {
        assertThat(away).isNotNull();
      }
      city.clock.pass(Duration.ofSeconds(60));
      cable.mend();
      String after = stateOnceMended(route);
      city.clock.pass(Duration.ofMinutes(6));
      String last = toTheEnd(channel, route, HIT);
      long received =
          switch (route) {
            case PORTAL -> city.inbox.newest(City.id(HIT), "ja", 10).size();
            case MAIL -> relay.receivedBy(City.mail(HIT)).size();
            case LINE -> platform.receivedBy(City.line(HIT)).size();
            case HTTP -> 0;
          };
      city.database.drop();
      channel.close();
      return row(
          "database",
          "away for 60 s, " + (afterTheRequest ? "after" : "before") + " the request",
          route == Route.LINE ? "LINE" : route.name().toLowerCase(Locale.ROOT),
          after,
          last,
          received);
    } finally {
      city = whole;
    }
  }

  /** The first readers still meet connections of before. */
  private String stateOnceMended(Route route) {
    for (int turn = 1; ; turn++) {
      try {
        return state(route, HIT);
      } catch (MongoException stale) {
        assertThat(turn).isLessThan(50);
      }
    }
  }

  private static MongoClient client(int port) {
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(
                new ConnectionString("mongodb://127.0.0.1:" + port + "/?directConnection=true"))
            .applyToClusterSettings(
                cluster -> cluster.serverSelectionTimeout(500, TimeUnit.MILLISECONDS))
            .uuidRepresentation(UuidRepresentation.STANDARD)
            .writeConcern(WriteConcern.MAJORITY)
            .build());
  }

  private void settle(List<String> people) {
    empty(city);
    city.intake(people);
  }

  private void approve(Route route) {
    city.approved("flu", City.flu(Set.of(route)));
    city.campaigns.startDue();
  }

  /**
   * Mails go side by side: the one whose mail met the fault is the one it did not get through to.
   */
  private int hit(Route route) {
    List<Integer> hit =
        IntStream.range(0, PEOPLE).filter(i -> !state(route, i).equals("sent")).boxed().toList();
    assertThat(hit).isNotEmpty();
    return hit.getFirst();
  }

  /** What the ledger says of that person after the first attempt. */
  private String first(Channel channel, Route route, int who) {
    assertThat(city.dispatcher("node", List.of(channel)).workOnce()).isTrue();
    assertThat(city.reports.of("flu").balances()).isTrue();
    return state(route, who);
  }

  /** The same after three days in which nobody decided anything. */
  private String toTheEnd(Channel channel, Route route, int who) {
    Dispatcher dispatcher = city.dispatcher("node", List.of(channel));
    for (int hour = 0; hour < 72; hour++) {
      while (dispatcher.workOnce()) {
        assertThat(city.reports.of("flu").balances()).isTrue();
      }
      city.clock.pass(Duration.ofHours(1));
    }
    return state(route, who);
  }

  private String state(Route route, int who) {
    Recipient recipient =
        city.ledger.find("flu", route, 0).orElseThrow().recipients().stream()
            .filter(one -> one.commonId().equals(City.id(who)))
            .findFirst()
            .orElseThrow();
    return (recipient.state().name().toLowerCase(Locale.ROOT) + " " + recipient.reason()).strip();
  }

  /** Everybody else got it once, whatever happened to the one. */
  private void others(Route route, int who, java.util.function.IntUnaryOperator received) {
    for (int i = 0; i < PEOPLE; i++) {
      if (i != who) {
        assertThat(state(route, i)).as("person " + i).isEqualTo("sent");
        assertThat(received.applyAsInt(i)).as("person " + i).isEqualTo(1);
      }
    }
  }
}
