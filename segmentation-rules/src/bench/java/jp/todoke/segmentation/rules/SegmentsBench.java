package jp.todoke.segmentation.rules;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Residents per second and core through 300 conditions in three values: Drools, and the same
 * conditions written by hand in Java. Both read the same compact fact sheets, and before anything
 * is measured every verdict of both is compared.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SegmentsBench {

  /** How many residents one invocation decides. */
  public static final int RESIDENTS = 2_048;

  private final SyntheticCity city = new SyntheticCity(300, RESIDENTS);

  /** Compares both sides on every resident before anything is measured. */
  @Setup
  public void compare() {
    city.compare();
  }

  /** Drools, 256 residents a session. */
  @Benchmark
  @OperationsPerInvocation(RESIDENTS)
  public int drools() {
    return city.drools();
  }

  /** The same conditions as hand-written Java predicates. */
  @Benchmark
  @OperationsPerInvocation(RESIDENTS)
  public int handWrittenJava() {
    return city.handWritten();
  }

  /** The tree of conditions, each asked in turn without Drools. */
  @Benchmark
  @OperationsPerInvocation(RESIDENTS)
  public int compiledTree() {
    return city.tree();
  }

  /** Runs it and prints the figures as one line of JSON at the end. */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(SegmentsBench.class.getName())
                    .jvmArgs("-Xmx2g", "-XX:+UseSerialGC")
                    .build())
            .run();
    ObjectNode figures =
        new JsonMapper().createObjectNode().put("bench", "segments").put("conditions", 300);
    double drools = 0;
    double hand = 0;
    for (RunResult result : results) {
      double score = result.getPrimaryResult().getScore();
      String name = List.of(result.getParams().getBenchmark().split("\\.")).getLast();
      figures.put(name + "PerSecond", Math.round(score));
      figures.put(
          name + "Error",
          String.format(
              Locale.ROOT, "%.1f %%", 100 * result.getPrimaryResult().getScoreError() / score));
      drools = name.equals("drools") ? score : drools;
      hand = name.equals("handWrittenJava") ? score : hand;
    }
    figures.put("droolsToHandWritten", Math.round(1_000 * drools / hand) / 1_000.0);
    out.println(figures);
  }
}
