package jp.todoke.delivery;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import jp.todoke.channels.Route;
import jp.todoke.channels.portal.PortalChannel;
import jp.todoke.delivery.dispatch.Dispatcher;
import jp.todoke.delivery.reports.Report;
import org.bson.Document;

/**
 * One push to everybody on the portal: from the approved campaign to its message in every inbox,
 * with the frozen audience and the ledger written, on MongoDB at {@code TODOKE_MONGODB_URI}, or on
 * the embedded store.
 *
 * <p>Argument: {@code --people N} (2,800,000 on MongoDB, 200,000 on the embedded store).
 */
public final class PushBench {

  private static final int ROUNDS = 3;
  private static final int LOOKS = 20_000;

  private PushBench() {}

  /** Runs it and prints the figures as one line of JSON at the end. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    try (BenchDatabase store = BenchDatabase.named("todoke-push-bench")) {
      int people =
          arguments.length == 2
              ? Integer.parseInt(arguments[1])
              : store.isReal() ? 2_800_000 : 200_000;
      City city = new City(store.database());
      store.settle(
          people,
          index ->
              new Document("_id", id(index))
                  .append("attributes", new Document("ward", index % 24 + ""))
                  .append("consents", BenchDatabase.pushes(index % 10 > 0)));
      long since = System.nanoTime();
      city.audiences.load();
      ObjectNode figures =
          new JsonMapper()
              .createObjectNode()
              .put("bench", "push")
              .put("people", people)
              .put("readingTheCitySeconds", seconds(since));
      for (int round = 1; round <= ROUNDS; round++) {
        push(city, "push-" + round, figures, round);
      }
      looks(city, people, figures);
      out.println(figures);
    }
  }

  private static String id(int index) {
    return String.format(Locale.ROOT, "c%07d", index);
  }

  private static void push(City city, String id, ObjectNode figures, int round) {
    Bench.approved(city, id, Route.PORTAL);
    Dispatcher dispatcher =
        city.dispatcher("bench", List.of(new PortalChannel(city.inbox, city.clock)));
    long since = System.nanoTime();
    city.campaigns.startDue();
    double frozen = seconds(since);
    if (!dispatcher.workOnce()) {
      throw new IllegalStateException("nothing was due");
    }
    double whole = seconds(since);
    Report report = city.reports.of(id);
    if (!report.balances()) {
      throw new IllegalStateException("the ledger does not balance");
    }
    figures.put("frozenSeconds" + round, frozen).put("inEveryInboxSeconds" + round, whole);
  }

  private static void looks(City city, int people, ObjectNode figures) {
    Random random = new Random(7);
    long[] nanos = new long[LOOKS];
    int found = 0;
    for (int look = 0; look < LOOKS; look++) {
      String person = id(random.nextInt(people));
      long since = System.nanoTime();
      found += city.inbox.newest(person, "ja", 20).size();
      nanos[look] = System.nanoTime() - since;
    }
    java.util.Arrays.sort(nanos);
    figures.put("lookP50Milliseconds", nanos[LOOKS / 2] / 1e6);
    figures.put("lookP99Milliseconds", nanos[LOOKS * 99 / 100] / 1e6);
    figures.put("foundPerLook", Math.round(100.0 * found / LOOKS) / 100.0);
  }

  private static double seconds(long since) {
    return Math.round((System.nanoTime() - since) / 1e6) / 1e3;
  }
}
