package jp.todoke.api.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.Role;
import jp.todoke.api.wiring.EmbeddedStore;
import jp.todoke.channels.Route;
import jp.todoke.channels.simulator.LineSimulator;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.ledger.Recipient;

/**
 * Sends one push to many people by portal, mail and LINE while the server is killed with SIGKILL
 * again and again and a second node joins and leaves, and then looks into every mailbox.
 *
 * <p>The relay and the platform are simulators in this process, so that they outlive the servers;
 * so does the database: MongoDB at {@code TODOKE_MONGODB_URI}, or the embedded store.
 */
final class CrashBench {

  private static final String DATABASE = "todoke-crash";
  private static final Duration LEASE = Duration.ofSeconds(5);
  private static final Duration LONGEST = Duration.ofMinutes(20);
  private static final int LOOKED_INTO = 200;

  /**
   * What is to happen.
   *
   * @param seed the same seed chooses the same victims and moments
   * @param port of the first node; the second takes the next
   */
  record Plan(int recipients, int kills, long seed, int port) {}

  /**
   * What came of it.
   *
   * @param killed how many processes were killed
   * @param midst how many of them while there was something left to send
   * @param doubted people whose mail was perhaps sent, as the ledger recorded
   * @param mailTwice people who got the mail more than once
   * @param faults what must not be, in words; empty when everything held
   */
  record Outcome(
      int recipients,
      int killed,
      int midst,
      long seconds,
      long doubted,
      long mailTwice,
      List<String> faults) {

    ObjectNode json() {
      return Json.mapper()
          .createObjectNode()
          .put("bench", "crash")
          .put("recipients", recipients)
          .put("kills", killed)
          .put("killsInTheMidst", midst)
          .put("seconds", seconds)
          .put("mailRecordedUnknown", doubted)
          .put("mailTwice", mailTwice)
          .put("faults", faults.size());
    }
  }

  private final Plan plan;
  private final PrintStream out;
  private final Random random;
  private final Path folder = Todoke.dataFolder().resolve("crash");
  private final List<String> faults = new CopyOnWriteArrayList<>();
  private final List<Server> running = new CopyOnWriteArrayList<>();
  private final Map<String, String> settings = new HashMap<>();
  private int killed;
  private int midst;

  private CrashBench(Plan plan, PrintStream out) {
    this.plan = plan;
    this.out = out;
    this.random = new Random(plan.seed());
  }

  static Outcome run(Plan plan, PrintStream out) throws IOException, InterruptedException {
    return new CrashBench(plan, out).run();
  }

  private Outcome run() throws IOException, InterruptedException {
    Server.forget(folder, DATABASE);
    String named = System.getenv("TODOKE_MONGODB_URI");
    if (named != null && !named.isBlank()) {
      return with(named);
    }
    try (EmbeddedStore store = EmbeddedStore.in(folder.resolve("store"))) {
      return with(store.uri());
    }
  }

  private Outcome with(String uri) throws IOException, InterruptedException {
    String token = "crash-" + plan.seed();
    try (MailSimulator relay = MailSimulator.start(0, Clock.systemUTC());
        LineSimulator platform = LineSimulator.start(token, 0, Clock.systemUTC());
        MongoClient client = MongoClients.create(uri)) {
      settings.put("TODOKE_MONGODB_URI", uri);
      settings.put("TODOKE_SMTP_HOST", "127.0.0.1");
      settings.put("TODOKE_SMTP_PORT", String.valueOf(relay.port()));
      settings.put("TODOKE_LINE_ENDPOINT", platform.endpoint().toString());
      settings.put("TODOKE_LINE_TOKEN", token);
      settings.put("TODOKE_DELIVERY_LEASE_SECONDS", String.valueOf(LEASE.toSeconds()));
      Ledger ledger = new Ledger(client.getDatabase(DATABASE), Clock.systemUTC(), LEASE);
      try {
        return deliver(ledger, relay, platform);
      } finally {
        running.forEach(Server::close);
      }
    }
  }

  private Outcome deliver(Ledger ledger, MailSimulator relay, LineSimulator platform)
      throws IOException, InterruptedException {
    running.add(server(plan.port()));
    Client client = new Client(running.getFirst().base(), Todoke.issuer());
    settle(client);
    Push push =
        Push.drafted(
            client,
            "everybody",
            "みなさま",
            Json.mapper().readTree("{\"all\": []}"),
            "防災訓練のお知らせ",
            "防災訓練を行います。",
            List.of("portal", "mail", "line"));
    // However fast the machine, a fifth of the mails is left until the last one is killed.
    relay.holdAfter(plan.recipients() * 4 / 5);
    push.approve(push.dryRun());
    long begun = System.nanoTime();
    out.println("approved for " + plan.recipients() + " people; seed " + plan.seed());
    int joins = Math.max(1, plan.kills() - 2);
    int leaves = joins + 1;
    for (int kill = 1; kill <= plan.kills(); kill++) {
      Server victim = kill(kill, ledger, push.id());
      int place = running.indexOf(victim);
      if (kill == leaves && running.size() > 1) {
        running.remove(place);
        out.println("the second node stays away");
      } else if (kill == joins) {
        Thread joining = start(plan.port() + 1);
        running.set(place, again(victim));
        joining.join();
        out.println("a second node joins");
      } else {
        running.set(place, again(victim));
      }
      balance(ledger, push.id(), "after restart " + kill);
    }
    relay.release();
    settled(client(), push, ledger);
    long seconds = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
    return look(push.id(), ledger, relay, platform, seconds);
  }

  private Server again(Server victim) throws IOException, InterruptedException {
    return server(victim.port());
  }

  private Server server(int port) throws IOException, InterruptedException {
    return Server.start(port, folder.resolve("node-" + port), DATABASE, settings);
  }

  /** Starts one more node beside what goes on. */
  private Thread start(int port) {
    return Thread.ofPlatform()
        .name("joining")
        .start(
            () -> {
              try {
                running.add(server(port));
              } catch (IOException failed) {
                faults.add("the second node did not start");
              } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private Client client() {
    return new Client(running.getFirst().base(), Todoke.issuer());
  }

  /** Everybody with a mailbox, a LINE account and consent. */
  private void settle(Client client) throws IOException, InterruptedException {
    byte[] rows =
        IntStream.range(0, plan.recipients())
            .mapToObj(CrashBench::person)
            .collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.UTF_8);
    InputStream answers =
        client.as("crm", Role.SYSTEM).stream(
                "/v1/exchange/profiles",
                "application/x-ndjson",
                () -> new ByteArrayInputStream(rows))
            .body();
    long taken =
        new String(answers.readAllBytes(), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> line.contains("\"ok\""))
            .count();
    if (taken != plan.recipients()) {
      throw new Failure("only " + taken + " profiles were taken");
    }
    // The segment is read from the heap, which follows the store within seconds.
    Client.As staff = client.approver();
    for (int turn = 0; turn < 240; turn++) {
      if (staff.known("/v1/staff/audiences", "state").equals("done")) {
        Pause.millis(3_000);
        return;
      }
      Pause.millis(500);
    }
  }

  private static String person(int index) {
    return String.format(
        Locale.ROOT,
        "{\"commonId\":\"%s\",\"contactPoints\":{\"mail\":{\"address\":\"%s\",\"verified\":true},"
            + "\"line\":{\"userId\":\"%s\"}},\"consents\":{\"push\":{\"granted\":true,"
            + "\"at\":\"2026-04-01T00:00:00Z\"}}}",
        id(index),
        mail(index),
        line(index));
  }

  private static String id(int index) {
    return String.format(Locale.ROOT, "p%07d", index);
  }

  private static String mail(int index) {
    return id(index) + "@example.jp";
  }

  private static String line(int index) {
    return String.format(Locale.ROOT, "U%032x", index);
  }

  /**
   * Kills somebody: the first time while the audience is frozen or shortly after, then in the midst
   * of LINE, then at random moments of the mails that are left.
   */
  private Server kill(int number, Ledger ledger, String campaign) throws InterruptedException {
    Route route = number == 2 ? Route.LINE : Route.MAIL;
    double share = 0.5 * (number - 1 + random.nextDouble()) / plan.kills();
    long goal = number == 1 ? 0 : Math.max(1, Math.round(plan.recipients() * share));
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (ended(ledger, campaign, route) < goal && System.nanoTime() < deadline) {
      Pause.millis(10);
    }
    Pause.millis(number == 1 ? random.nextInt(3_000) : random.nextInt(50));
    Server victim = running.get(random.nextInt(running.size()));
    victim.kill();
    killed++;
    boolean midway =
        ledger.tally(campaign).isEmpty() || ended(ledger, campaign, Route.MAIL) < plan.recipients();
    midst += midway ? 1 : 0;
    balance(ledger, campaign, "after kill " + number);
    out.println(
        "kill "
            + number
            + ": node "
            + (running.indexOf(victim) + 1)
            + " of "
            + running.size()
            + (midway ? ", in the midst: " : ", too late: ")
            + summary(ledger, campaign));
    return victim;
  }

  private static long ended(Ledger ledger, String campaign, Route route) {
    var tally = ledger.tally(campaign).get(route);
    return tally == null ? 0 : tally.selected() - tally.of(Recipient.State.PENDING);
  }

  private void balance(Ledger ledger, String campaign, String when) {
    ledger
        .tally(campaign)
        .forEach(
            (route, tally) -> {
              long recorded = tally.lines().values().stream().mapToLong(Long::longValue).sum();
              if (recorded != tally.selected()) {
                faults.add("the ledger of " + route + " does not balance " + when);
              }
            });
  }

  private static String summary(Ledger ledger, String campaign) {
    return ledger.tally(campaign).entrySet().stream()
        .map(
            route ->
                route.getKey()
                    + " "
                    + route.getValue().of(Recipient.State.SENT)
                    + " of "
                    + route.getValue().selected())
        .collect(Collectors.joining(", "));
  }

  /** Waits for the end; what was perhaps sent by mail is sent again, as a person would decide. */
  private void settled(Client client, Push push, Ledger ledger)
      throws IOException, InterruptedException {
    Client.As sender = client.approver();
    long deadline = System.nanoTime() + LONGEST.toNanos();
    while (System.nanoTime() < deadline) {
      JsonNode report = sender.get(push.path() + "/report");
      if (!report.path("balances").asBoolean()) {
        faults.add("a report does not balance");
      }
      if (report.path("status").asText().equals("sent")) {
        return;
      }
      long open = 0;
      long unknown = 0;
      for (JsonNode route : report.path("routes")) {
        open += route.path("pending").asLong();
        unknown += route.path("unknown").asLong();
      }
      if (open == 0 && unknown > 0 && report.path("routes").size() == 3) {
        sender.post(
            push.path() + "/unknown", Json.mapper().createObjectNode().put("decision", "resend"));
      }
      Pause.millis(500);
    }
    faults.add(
        "not finished within " + LONGEST.toMinutes() + " minutes: " + summary(ledger, push.id()));
  }

  private Outcome look(
      String campaign, Ledger ledger, MailSimulator relay, LineSimulator platform, long seconds)
      throws IOException, InterruptedException {
    Set<String> doubted = new HashSet<>();
    for (Route route : Route.ofCampaigns()) {
      Set<String> sent = new HashSet<>();
      for (int number = 0; ; number++) {
        var chunk = ledger.find(campaign, route, number);
        if (chunk.isEmpty()) {
          break;
        }
        for (Recipient recipient : chunk.map(Chunk::recipients).orElse(List.of())) {
          if (recipient.state() == Recipient.State.SENT) {
            sent.add(recipient.commonId());
          }
          if (route == Route.MAIL && recipient.doubted()) {
            doubted.add(recipient.commonId() + "@example.jp");
          }
        }
      }
      if (sent.size() != plan.recipients() && !posted(ledger, campaign, route)) {
        faults.add(route + ": " + sent.size() + " recorded as sent");
      }
    }
    Map<String, Long> lines = platform.counts();
    Map<String, Long> mails = relay.counts();
    everybody("LINE", CrashBench::line, lines, Set.of());
    everybody("mail", CrashBench::mail, mails, doubted);
    portal(campaign);
    long twice = mails.values().stream().filter(count -> count > 1).count();
    faults.stream().limit(20).forEach(fault -> out.println("FAULT " + fault));
    return new Outcome(
        plan.recipients(), killed, midst, seconds, doubted.size(), twice, List.copyOf(faults));
  }

  /** A message kept once for all is recorded as one sum. */
  private boolean posted(Ledger ledger, String campaign, Route route) {
    var tally = ledger.tally(campaign).get(route);
    return route == Route.PORTAL
        && tally != null
        && tally.of(Recipient.State.SENT) == plan.recipients();
  }

  private void everybody(
      String what,
      java.util.function.IntFunction<String> address,
      Map<String, Long> received,
      Set<String> mayBeTwice) {
    Set<String> lost = new TreeSet<>();
    Set<String> twice = new TreeSet<>();
    for (int index = 0; index < plan.recipients(); index++) {
      String one = address.apply(index);
      long count = received.getOrDefault(one, 0L);
      if (count == 0) {
        lost.add(one);
      } else if (count > 1 && !mayBeTwice.contains(one)) {
        twice.add(one);
      }
    }
    if (!lost.isEmpty()) {
      faults.add(what + ": " + lost.size() + " lost, such as " + lost.iterator().next());
    }
    if (!twice.isEmpty()) {
      faults.add(what + ": " + twice.size() + " twice, such as " + twice.iterator().next());
    }
    if (received.size() > plan.recipients()) {
      faults.add(what + ": somebody got it who is not in the segment");
    }
  }

  private void portal(String campaign) throws IOException, InterruptedException {
    Client client = client();
    for (int look = 0; look < Math.min(LOOKED_INTO, plan.recipients()); look++) {
      String person = id(random.nextInt(plan.recipients()));
      long found = 0;
      for (JsonNode item : client.citizen(person).get("/v1/me/inbox?limit=50").path("items")) {
        found += item.path("id").asText().startsWith(campaign + ":") ? 1 : 0;
      }
      if (found != 1) {
        faults.add("portal: " + found + " in the inbox of " + person);
      }
    }
  }
}
