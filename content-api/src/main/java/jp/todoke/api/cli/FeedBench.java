package jp.todoke.api.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import jp.todoke.api.rest.Json;
import jp.todoke.api.security.DevelopmentIssuer;
import jp.todoke.api.security.Role;

/**
 * Drives {@code GET /v1/me/feed} over HTTP with as many clients as there are cores times four, each
 * the sample city's people in turn, beside the same load on the public program list as the limit of
 * the server itself.
 */
final class FeedBench {

  private static final List<String> PEOPLE =
      List.of("sato-hanako", "tanaka-ichiro", "suzuki-ken", "ito-misaki");

  private static final String DATABASE = "todoke-bench";

  private FeedBench() {}

  private record Figures(double perSecond, double p50, double p99, long failed) {}

  static void run(int port, int seconds, PrintStream out) throws IOException, InterruptedException {
    Path folder = Todoke.dataFolder().resolve("bench");
    Server.forget(folder, DATABASE);
    DevelopmentIssuer issuer = Todoke.issuer();
    try (Server server = Server.startForSamples(port, folder, DATABASE)) {
      Walk walk = new Walk(new Client(server.base(), issuer), out);
      walk.loadSampleCity();
      int clients = Runtime.getRuntime().availableProcessors() * 4;
      List<HttpRequest> feed = new ArrayList<>();
      for (String person : PEOPLE) {
        feed.add(
            HttpRequest.newBuilder(URI.create(server.base() + "/v1/me/feed"))
                .header("Authorization", "Bearer " + issuer.token(person, Set.of(Role.CITIZEN)))
                .timeout(Duration.ofSeconds(10))
                .build());
      }
      List<HttpRequest> one =
          List.of(
              HttpRequest.newBuilder(URI.create(server.base() + "/health/live"))
                  .timeout(Duration.ofSeconds(10))
                  .build());
      out.println("warming up for " + seconds + " s");
      load(feed, clients, seconds);
      out.println("measuring the feed for " + seconds + " s with " + clients + " clients");
      Figures feeds = load(feed, clients, seconds);
      out.println("measuring an empty route of the same server for comparison");
      Figures limit = load(one, clients, seconds);
      out.println(
          Json.mapper()
              .createObjectNode()
              .put("bench", "feed")
              .put("clients", clients)
              .put("requestsPerSecond", Math.round(feeds.perSecond()))
              .put("p50Millis", feeds.p50())
              .put("p99Millis", feeds.p99())
              .put("failed", feeds.failed())
              .put("emptyRouteRequestsPerSecond", Math.round(limit.perSecond()))
              .put(
                  "ratioToEmptyRoute",
                  Math.round(100 * feeds.perSecond() / limit.perSecond()) / 100.0));
    }
  }

  private static Figures load(List<HttpRequest> requests, int clients, int seconds)
      throws InterruptedException {
    AtomicLong failed = new AtomicLong();
    long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
    List<List<Long>> times = new ArrayList<>();
    List<Thread> threads = new ArrayList<>();
    for (int index = 0; index < clients; index++) {
      List<Long> own = new ArrayList<>();
      times.add(own);
      int first = index;
      threads.add(
          Thread.ofPlatform()
              .name("client-" + index)
              .start(() -> client(requests, first, end, own, failed)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long[] sorted =
        times.stream().flatMap(List::stream).mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length == 0) {
      throw new Failure("no request was answered");
    }
    return new Figures(
        (double) sorted.length / seconds,
        millis(sorted[sorted.length / 2]),
        millis(sorted[(int) (sorted.length * 0.99)]),
        failed.get());
  }

  private static void client(
      List<HttpRequest> requests, int first, long end, List<Long> times, AtomicLong failed) {
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      for (int turn = first; System.nanoTime() < end; turn++) {
        long begun = System.nanoTime();
        int status =
            http.send(requests.get(turn % requests.size()), HttpResponse.BodyHandlers.discarding())
                .statusCode();
        times.add(System.nanoTime() - begun);
        if (status != 200) {
          failed.incrementAndGet();
        }
      }
    } catch (IOException broken) {
      failed.incrementAndGet();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static double millis(long nanos) {
    return Math.round(nanos / 10_000.0) / 100.0;
  }
}
