package jp.todoke.api.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.DevelopmentIssuer;
import jp.todoke.api.security.Role;

/**
 * Reads inboxes over HTTP at a fixed pace, 500 a second, whether or not the server keeps up: a
 * request that waits for its turn counts from the moment it was due. People come at random, each
 * about four times a minute, as a visit of several pages would. First to a server just started,
 * then to the same server warm, in rounds; between them an empty route of it at the same pace,
 * which tells what the machine itself does to a request. A virtual machine also says how much of
 * its time others had in a round.
 */
final class InboxBench {

  private static final String DATABASE = "todoke-inbox-bench";
  private static final int PEOPLE = 8_000;
  private static final int POSTS = 10;
  private static final int PER_SECOND = 500;
  private static final int IN_FLIGHT = 64;
  private static final int WARM_UP_SECONDS = 90;
  private static final int ROUNDS = 12;

  private InboxBench() {}

  static void run(int port, int seconds, PrintStream out) throws IOException, InterruptedException {
    Path folder = Todoke.dataFolder().resolve("inbox-bench");
    Server.forget(folder, DATABASE);
    DevelopmentIssuer issuer = Todoke.issuer();
    try (Server server = Server.start(port, folder, DATABASE)) {
      Client client = new Client(server.base(), issuer);
      settle(client);
      for (int number = 0; number < POSTS; number++) {
        Push push =
            Push.drafted(
                client,
                "everybody-" + number,
                "みなさま",
                Json.mapper().readTree("{\"all\": []}"),
                "お知らせ" + number,
                "本文です。",
                List.of("portal"));
        push.approve(push.dryRun());
        String path = push.path() + "/report";
        while (!client.approver().known(path, "status").equals("sent")) {
          Pause.millis(200);
        }
      }
      List<HttpRequest> inboxes = new ArrayList<>();
      for (int index = 0; index < PEOPLE; index++) {
        inboxes.add(
            HttpRequest.newBuilder(URI.create(server.base() + "/v1/me/inbox"))
                .header("Authorization", "Bearer " + issuer.token(id(index), Set.of(Role.CITIZEN)))
                .timeout(Duration.ofSeconds(10))
                .build());
      }
      List<HttpRequest> empty =
          List.of(
              HttpRequest.newBuilder(URI.create(server.base() + "/health/live"))
                  .timeout(Duration.ofSeconds(10))
                  .build());
      out.println("a server just started");
      double[] fresh = paced(inboxes, seconds);
      out.println("warming up");
      paced(inboxes, WARM_UP_SECONDS);
      List<double[]> read = new ArrayList<>();
      List<double[]> limit = new ArrayList<>();
      for (int round = 1; round <= ROUNDS; round++) {
        read.add(paced(inboxes, seconds));
        limit.add(paced(empty, seconds));
        out.println(
            "round "
                + round
                + ": inbox p50, p95, p99 in ms and failed "
                + Arrays.toString(read.getLast())
                + ", empty route "
                + Arrays.toString(limit.getLast())
                + String.format(
                    Locale.ROOT,
                    ", taken by others %.1f and %.1f %%",
                    read.getLast()[4],
                    limit.getLast()[4]));
      }
      List<double[]> quiet =
          read.stream().filter(round -> round[4] <= StolenTime.QUIET_PERCENT).toList();
      List<double[]> quietLimit =
          limit.stream().filter(round -> round[4] <= StolenTime.QUIET_PERCENT).toList();
      out.println(
          Json.mapper()
              .createObjectNode()
              .put("bench", "inbox")
              .put("people", PEOPLE)
              .put("posts", POSTS)
              .put("perSecond", PER_SECOND)
              .put("rounds", ROUNDS)
              .put("p50Millis", StolenTime.median(read, 0))
              .put("p95Millis", StolenTime.median(read, 1))
              .put("p99Millis", StolenTime.median(read, 2))
              .put("failed", read.stream().mapToDouble(round -> round[3]).sum())
              .put("freshP50Millis", fresh[0])
              .put("freshP99Millis", fresh[2])
              .put("emptyRouteP50Millis", StolenTime.median(limit, 0))
              .put("emptyRouteP99Millis", StolenTime.median(limit, 2))
              .put("quietRounds", quiet.size())
              .put("quietP50Millis", StolenTime.median(quiet, 0))
              .put("quietP99Millis", StolenTime.median(quiet, 2))
              .put("quietEmptyRouteP99Millis", StolenTime.median(quietLimit, 2)));
    }
  }

  private static void settle(Client client) throws IOException, InterruptedException {
    byte[] rows =
        IntStream.range(0, PEOPLE)
            .mapToObj(
                index ->
                    String.format(
                        Locale.ROOT,
                        "{\"commonId\":\"%s\",\"consents\":{\"push\":{\"granted\":true,"
                            + "\"at\":\"2026-04-01T00:00:00Z\"}}}",
                        id(index)))
            .collect(Collectors.joining("\n"))
            .getBytes(StandardCharsets.UTF_8);
    client.as("crm", Role.SYSTEM).stream(
            "/v1/exchange/profiles", "application/x-ndjson", () -> new ByteArrayInputStream(rows))
        .body()
        .readAllBytes();
    Pause.millis(5_000);
  }

  private static String id(int index) {
    return String.format(Locale.ROOT, "p%05d", index);
  }

  /** The p50, p95 and p99 in milliseconds, how many failed, and the percentage others took. */
  private static double[] paced(List<HttpRequest> requests, int seconds)
      throws IOException, InterruptedException {
    int total = PER_SECOND * seconds;
    long[] nanos = new long[total];
    AtomicInteger failed = new AtomicInteger();
    Semaphore flight = new Semaphore(IN_FLIGHT);
    Random chance = new Random(total);
    StolenTime stolen = new StolenTime();
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      long begun = System.nanoTime();
      for (int number = 0; number < total; number++) {
        int place = number;
        long due = begun + number * (1_000_000_000L / PER_SECOND);
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        flight.acquire();
        var unused =
            http.sendAsync(
                    requests.get(chance.nextInt(requests.size())),
                    HttpResponse.BodyHandlers.discarding())
                .whenComplete(
                    (answer, thrown) -> {
                      nanos[place] = System.nanoTime() - due;
                      if (thrown != null || answer.statusCode() != 200) {
                        failed.incrementAndGet();
                      }
                      flight.release();
                    });
      }
      flight.acquire(IN_FLIGHT);
    }
    Arrays.sort(nanos);
    return new double[] {
      millis(nanos[total / 2]),
      millis(nanos[(int) (total * 0.95)]),
      millis(nanos[(int) (total * 0.99)]),
      failed.get(),
      stolen.percent()
    };
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 10_000.0) / 100.0;
  }
}
