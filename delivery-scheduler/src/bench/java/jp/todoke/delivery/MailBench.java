package jp.todoke.delivery;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import jp.todoke.channels.mail.MailChannel;
import jp.todoke.channels.mail.MailSettings;
import jp.todoke.channels.simulator.MailSimulator;
import jp.todoke.delivery.campaigns.CampaignDraft;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * A campaign by mail, from its frozen audience to the ledger's last record, into a relay that keeps
 * nothing (Postfix's {@code smtp-sink}), beside the raw load tool that comes with it ({@code
 * smtp-source}) with as many connections and mails of the same size, turn by turn in one run.
 *
 * <p>Ours includes asking consent, preference, suppression list and budget of every recipient,
 * rendering, the links of each footer, the MIME message, and two writes of the ledger a slice.
 *
 * <p>Arguments: {@code --people N} (20,000), {@code --workers N} (8, as on a node).
 */
public final class MailBench {

  private static final int ROUNDS = 7;
  private static final String ADDRESS = "127.0.0.1";
  private static final int BACKLOG = 1_000;
  private static final int FORGOTTEN = 10_000;

  /** About what makes a mail of 4 KB out of the text and its footer. */
  private static final int CHARACTERS = 820;

  private MailBench() {}

  /** Runs it and prints the figures as one line of JSON at the end. */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int people = option(arguments, "--people", 20_000);
    int workers = option(arguments, "--workers", 8);
    int port = free();
    List<String> command = new ArrayList<>(List.of(tool("smtp-sink")));
    if ("root".equals(System.getProperty("user.name"))) {
      // It refuses to serve as root.
      command.addAll(List.of("-u", "nobody"));
    }
    command.addAll(List.of(ADDRESS + ":" + port, String.valueOf(BACKLOG)));
    Process sink =
        new ProcessBuilder(command)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (BenchDatabase store = BenchDatabase.named("todoke-mail-bench")) {
      reachable(port);
      out.println(run(store, people, workers, port));
    } finally {
      sink.destroy();
    }
  }

  private static ObjectNode run(BenchDatabase store, int people, int workers, int port)
      throws IOException, InterruptedException {
    City city = new City(store.database());
    store.settle(
        people,
        index ->
            new Document("_id", id(index))
                .append("attributes", new Document("ward", index % 24 + ""))
                .append(
                    "mail",
                    new Document("address", id(index) + "@example.jp").append("verified", true))
                .append("consents", BenchDatabase.pushes(true)));
    city.audiences.load();
    double[] ours = new double[ROUNDS];
    double[] raw = new double[ROUNDS];
    MailSettings settings = MailSettings.local(port, "oshirase@city.example.jp", "大阪市のお知らせ");
    int bytes = size(city, settings, workers, people);
    for (int round = 0; round < ROUNDS; round++) {
      weekLater(city);
      raw[round] = people / raw(port, workers, people, bytes);
      String id = "mail-" + round;
      Bench.approved(city, id, draft());
      city.campaigns.startDue();
      try (MailChannel channel = new MailChannel(settings, Clock.systemUTC())) {
        ours[round] = people / Bench.workOff(city, id, channel, workers, people);
      }
    }
    ObjectNode figures =
        new JsonMapper()
            .createObjectNode()
            .put("bench", "mail")
            .put("mongodb", store.isReal())
            .put("people", people)
            .put("connections", workers)
            .put("payloadBytes", bytes);
    for (int round = 0; round < ROUNDS; round++) {
      figures.put("mailsPerSecond" + (round + 1), Math.round(ours[round]));
      figures.put("rawToolMailsPerSecond" + (round + 1), Math.round(raw[round]));
    }
    double[] ratios = new double[ROUNDS];
    Arrays.setAll(ratios, round -> ours[round] / raw[round]);
    return figures
        .put("mailsPerSecondMedian", Math.round(median(ours)))
        .put("rawToolMailsPerSecondMedian", Math.round(median(raw)))
        .put("ratioOfMedians", Math.round(100 * median(ours) / median(raw)) / 100.0)
        .put("medianOfRatios", Math.round(100 * median(ratios)) / 100.0);
  }

  private static double median(double[] figures) {
    double[] sorted = figures.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** The city of the tests allows three mails a week; the hourly timer forgets older ones. */
  private static void weekLater(City city) {
    city.clock.pass(Duration.ofDays(8));
    long gone = FORGOTTEN;
    while (gone == FORGOTTEN) {
      gone = city.budget.forgetOver(FORGOTTEN);
    }
  }

  private static CampaignDraft draft() {
    return new CampaignDraft(
        "インフルエンザ予防接種のご案内",
        "flu",
        1,
        "everybody",
        1,
        Set.of(Route.MAIL),
        Map.of("place", "北区役所の保健福祉センター".repeat(CHARACTERS / 13)),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The size of a mail of ours without its headers, for the raw tool to send as much: one of a
   * first campaign, which also warms up.
   */
  private static int size(City city, MailSettings settings, int workers, int people)
      throws InterruptedException {
    AtomicReference<@Nullable Batch> first = new AtomicReference<>();
    Bench.approved(city, "mail-first", draft());
    city.campaigns.startDue();
    try (MailChannel channel = new MailChannel(settings, Clock.systemUTC())) {
      Channel watching =
          new Channel() {
            @Override
            public Route route() {
              return Route.MAIL;
            }

            @Override
            public List<SendResult> send(Batch batch) {
              first.compareAndSet(null, batch);
              return channel.send(batch);
            }
          };
      Bench.workOff(city, "mail-first", watching, workers, people);
    }
    Batch batch = Objects.requireNonNull(first.get());
    try (MailSimulator relay = MailSimulator.start(0, Clock.systemUTC());
        MailChannel channel =
            new MailChannel(
                MailSettings.local(relay.port(), settings.from(), settings.fromName()),
                Clock.systemUTC())) {
      List<SendResult> results =
          channel.send(
              new Batch(
                  batch.delivery(),
                  batch.key(),
                  batch.category(),
                  batch.importance(),
                  batch.listId(),
                  batch.parcels().subList(0, 1)));
      if (!(results.getFirst() instanceof SendResult.Accepted)) {
        throw new IllegalStateException("a mail was not taken: " + results);
      }
      byte[] raw = relay.received().getFirst().raw();
      String whole = new String(raw, StandardCharsets.ISO_8859_1);
      return whole.length() - whole.indexOf("\r\n\r\n") - 4;
    }
  }

  private static double raw(int port, int connections, int mails, int bytes)
      throws IOException, InterruptedException {
    long since = System.nanoTime();
    Process source =
        new ProcessBuilder(
                List.of(
                    tool("smtp-source"),
                    "-d",
                    "-s",
                    String.valueOf(connections),
                    "-m",
                    String.valueOf(mails),
                    "-l",
                    String.valueOf(bytes),
                    "-f",
                    "oshirase@city.example.jp",
                    "-t",
                    "somebody@example.jp",
                    ADDRESS + ":" + port))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    if (source.waitFor() != 0) {
      throw new IllegalStateException("smtp-source failed");
    }
    return (System.nanoTime() - since) / 1e9;
  }

  private static String tool(String name) {
    return Stream.of("/usr/sbin", "/usr/bin", "/usr/local/sbin", "/opt/homebrew/sbin")
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .map(Path::toString)
        .findFirst()
        .orElseThrow(
            () -> new IllegalStateException(name + " is missing; Debian has it in postfix"));
  }

  private static int free() throws IOException {
    try (ServerSocket any = new ServerSocket(0)) {
      return any.getLocalPort();
    }
  }

  private static void reachable(int port) {
    for (int turn = 0; turn < 100; turn++) {
      try {
        new Socket(ADDRESS, port).close();
        return;
      } catch (IOException notYet) {
        LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
      }
    }
    throw new IllegalStateException("smtp-sink did not start");
  }

  private static int option(String[] arguments, String name, int usual) {
    int place = List.of(arguments).indexOf(name);
    return place < 0 ? usual : Integer.parseInt(arguments[place + 1]);
  }

  private static String id(int index) {
    return String.format(Locale.ROOT, "c%07d", index);
  }
}
