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
 * request that waits for its turn counts from the moment it was due. Beside it an empty route of
 * the same server at the same pace.
 */
final class InboxBench {

  private static final String DATABASE = "todoke-inbox-bench";
  private static final int PEOPLE = 8_000;
  private static final int POSTS = 10;
  private static final int PER_SECOND = 500;
  private static final int IN_FLIGHT = 64;

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
      for (int index = 0; index < 1_000; index++) {
        inboxes.add(
            HttpRequest.newBuilder(URI.create(server.base() + "/v1/me/inbox"))
                .header(
                    "Authorization", "Bearer " + issuer.token(id(index * 7), Set.of(Role.CITIZEN)))
                .timeout(Duration.ofSeconds(10))
                .build());
      }
      List<HttpRequest> empty =
          List.of(
              HttpRequest.newBuilder(URI.create(server.base() + "/health/live"))
                  .timeout(Duration.ofSeconds(10))
                  .build());
      out.println("warming up");
      paced(inboxes, seconds);
      out.println("reading " + PER_SECOND + " inboxes a second for " + seconds + " s");
      double[] inbox = paced(inboxes, seconds);
      out.println("an empty route of the same server at the same pace");
      double[] limit = paced(empty, seconds);
      out.println(
          Json.mapper()
              .createObjectNode()
              .put("bench", "inbox")
              .put("people", PEOPLE)
              .put("posts", POSTS)
              .put("perSecond", PER_SECOND)
              .put("p50Millis", inbox[0])
              .put("p95Millis", inbox[1])
              .put("p99Millis", inbox[2])
              .put("failed", inbox[3])
              .put("emptyRouteP50Millis", limit[0])
              .put("emptyRouteP99Millis", limit[2]));
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
    return String.format(Locale.ROOT, "p%05d", index % PEOPLE);
  }

  /** The p50, p95 and p99 in milliseconds, and how many failed. */
  private static double[] paced(List<HttpRequest> requests, int seconds)
      throws InterruptedException {
    int total = PER_SECOND * seconds;
    long[] nanos = new long[total];
    AtomicInteger failed = new AtomicInteger();
    Semaphore flight = new Semaphore(IN_FLIGHT);
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
                    requests.get(number % requests.size()), HttpResponse.BodyHandlers.discarding())
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
      failed.get()
    };
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 10_000.0) / 100.0;
  }
}
