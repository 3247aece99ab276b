package jp.todoke.delivery;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import jp.todoke.channels.Route;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.channels.line.LineSettings;
import jp.todoke.channels.simulator.LineSimulator;
import org.bson.Document;

/**
 * A campaign by LINE at LINE's own limit of 200 multicasts a second, from its frozen audience to
 * the ledger's last record, against the simulator in the same process: consent, preference,
 * suppression list and budget of everybody included. Beside it the limit of the machine: the same
 * multicasts by the channel alone.
 *
 * <p>Arguments: {@code --people N} (500,000 on MongoDB, 50,000 on the embedded store), {@code
 * --workers N} (16: each waits for the platform most of the time).
 */
public final class LineBench {

  private static final int ROUNDS = 8;
  private static final int AT_ONCE = 500;

  private LineBench() {}

  /** Runs it and prints the figures as one line of JSON at the end. */
  public static void main(String[] arguments) throws InterruptedException {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    String token = UUID.randomUUID().toString();
    try (BenchDatabase store = BenchDatabase.named("todoke-line-bench");
        LineSimulator platform = LineSimulator.start(token, 0, Clock.systemUTC())) {
      int people = option(arguments, "--people", store.isReal() ? 500_000 : 50_000);
      int workers = option(arguments, "--workers", 16);
      City city = new City(store.database());
      store.settle(
          people,
          index ->
              new Document("_id", id(index))
                  .append("attributes", new Document("ward", index % 24 + ""))
                  .append("line", line(index))
                  .append("consents", BenchDatabase.pushes(true)));
      city.audiences.load();
      ObjectNode figures =
          new JsonMapper()
              .createObjectNode()
              .put("bench", "line")
              .put("mongodb", store.isReal())
              .put("people", people)
              .put("workers", workers);
      LineSettings settings = LineSettings.of(platform.endpoint(), token);
      for (int round = 1; round <= ROUNDS; round++) {
        try (LineChannel channel = new LineChannel(settings)) {
          figures.put("channelAloneMulticastsPerSecond" + round, alone(channel, people, workers));
          String id = "line-" + round;
          Bench.approved(city, id, Route.LINE);
          city.campaigns.startDue();
          long before = platform.requests();
          double seconds = Bench.workOff(city, id, channel, workers, people);
          figures.put(
              "multicastsPerSecond" + round, Math.round((platform.requests() - before) / seconds));
          figures.put("peoplePerSecond" + round, Math.round(people / seconds));
        }
      }
      out.println(figures);
    }
  }

  /** The same requests, as many at once, without anything of ours around them. */
  private static long alone(LineChannel channel, int people, int workers)
      throws InterruptedException {
    AtomicInteger next = new AtomicInteger();
    List<Thread> threads = new ArrayList<>();
    long since = System.nanoTime();
    for (int worker = 0; worker < workers; worker++) {
      threads.add(
          Thread.ofPlatform()
              .start(
                  () -> {
                    for (int first = next.getAndAdd(AT_ONCE);
                        first < people;
                        first = next.getAndAdd(AT_ONCE)) {
                      List<String> some =
                          IntStream.range(first, Math.min(people, first + AT_ONCE))
                              .mapToObj(LineBench::line)
                              .toList();
                      channel.multicast(UUID.randomUUID(), some, "北区役所で予防接種を行います。");
                    }
                  }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    return Math.round(people / (double) AT_ONCE / ((System.nanoTime() - since) / 1e9));
  }

  private static int option(String[] arguments, String name, int usual) {
    int place = List.of(arguments).indexOf(name);
    return place < 0 ? usual : Integer.parseInt(arguments[place + 1]);
  }

  private static String id(int index) {
    return String.format(Locale.ROOT, "c%07d", index);
  }

  private static String line(int index) {
    return String.format(Locale.ROOT, "U%032x", index);
  }
}
