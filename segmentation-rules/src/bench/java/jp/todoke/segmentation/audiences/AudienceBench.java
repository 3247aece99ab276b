package jp.todoke.segmentation.audiences;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import jp.todoke.segmentation.rules.CompactCity;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.rules.SliceVerdicts;
import jp.todoke.segmentation.rules.SyntheticCity;
import org.roaringbitmap.RoaringBitmap;

/**
 * The audiences of a whole city in the heap: how large they are, how long a breakdown by ward, age
 * band and reach takes, and set algebra with its count.
 *
 * <p>Argument: {@code --people N} (2,800,000).
 */
public final class AudienceBench {

  private static final int RULES = 300;
  private static final int ROUNDS = 5;

  private AudienceBench() {}

  /** Runs it and prints the figures as one line of JSON at the end. */
  public static void main(String[] arguments) {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    int people = arguments.length == 2 ? Integer.parseInt(arguments[1]) : 2_800_000;
    SyntheticCity synthetic = new SyntheticCity(RULES, 1);
    CompactCity city = new CompactCity(synthetic.catalogue());
    Random random = new Random(28);
    for (int ordinal = 0; ordinal < people; ordinal++) {
      city.put(ordinal, synthetic.person(ordinal), random.nextInt(128));
    }
    ObjectNode figures =
        new JsonMapper()
            .createObjectNode()
            .put("bench", "audience")
            .put("people", people)
            .put("rules", RULES);
    List<Audience> audiences = audiences(city, synthetic.book());
    long bytes = audiences.stream().mapToLong(Audience::bytes).sum();
    figures.put("bitmapMegabytes", rounded(bytes / 1e6));
    long since = System.nanoTime();
    Cells cells = Cells.of(city, "ward", synthetic.book().asOf());
    figures.put("cellsOfADayMilliseconds", rounded((System.nanoTime() - since) / 1e6));
    measure(figures, "breakdown", audiences, one -> () -> cells.count(one).cells().size());
    measure(
        figures,
        "setAlgebra",
        audiences,
        one -> {
          Audience second = audiences.get(random.nextInt(RULES));
          Audience third = audiences.get(random.nextInt(RULES));
          return () -> one.or(second).andNot(third).size();
        });
    out.println(figures);
  }

  private static List<Audience> audiences(CompactCity city, RuleBook book) {
    RoaringBitmap[] yes = new RoaringBitmap[RULES];
    RoaringBitmap[] unknown = new RoaringBitmap[RULES];
    for (int rule = 0; rule < RULES; rule++) {
      yes[rule] = new RoaringBitmap();
      unknown[rule] = new RoaringBitmap();
    }
    for (int slice = 0; slice < city.slices(); slice++) {
      SliceVerdicts verdicts = book.decide(city, slice);
      for (int rule = 0; rule < RULES; rule++) {
        Audiences.append(yes[rule], Audiences.bitmap(verdicts.yes(rule)), slice);
        Audiences.append(unknown[rule], Audiences.bitmap(verdicts.unknown(rule)), slice);
      }
    }
    List<Audience> audiences = new ArrayList<>();
    Ordinals nobody = new Ordinals();
    for (int rule = 0; rule < RULES; rule++) {
      audiences.add(new Audience(book.asOf(), yes[rule], unknown[rule], nobody));
    }
    return audiences;
  }

  /** What is done with one audience. */
  private interface Work {
    Supplier<Integer> on(Audience audience);
  }

  private static void measure(
      ObjectNode figures, String name, List<Audience> audiences, Work work) {
    double[] warm = new double[0];
    long sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
      warm = new double[audiences.size()];
      for (int index = 0; index < warm.length; index++) {
        Supplier<Integer> prepared = work.on(audiences.get(index));
        long since = System.nanoTime();
        sum += prepared.get();
        warm[index] = (System.nanoTime() - since) / 1e6;
      }
    }
    java.util.Arrays.sort(warm);
    figures.put(name + "MedianMilliseconds", rounded(warm[warm.length / 2]));
    figures.put(name + "P99Milliseconds", rounded(warm[warm.length * 99 / 100]));
    figures.put(name + "MaxMilliseconds", rounded(warm[warm.length - 1]));
    figures.put(name + "Sum", sum);
  }

  private static double rounded(double value) {
    return Math.round(value * 1_000) / 1_000.0;
  }
}
