package jp.todoke.segmentation.rules;

import com.fasterxml.jackson.databind.JsonNode;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * Residents per second and core through the same conditions in three values: Drools, hand-written
 * Java, the tree asked node by node, and two other engines. All read the same fact sheets, and
 * before anything is measured every verdict of every resident is compared.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SegmentsBench {

  /** How many residents one invocation decides. */
  public static final int RESIDENTS = 2_048;

  /** How many conditions are decided. */
  @Param({"100", "300", "1000"})
  public int conditions;

  private SyntheticCity city = new SyntheticCity(1, 1);
  private OtherEngine easyRules = new OtherEngine.OfEasyRules(List.of());
  private OtherEngine evrete = new OtherEngine.OfEvrete(List.of());

  /** Compares all sides on every resident before anything is measured. */
  @Setup
  public void compare() {
    city = new SyntheticCity(conditions, RESIDENTS);
    easyRules = new OtherEngine.OfEasyRules(city.tests());
    evrete = new OtherEngine.OfEvrete(city.tests());
    city.compare();
    city.compare(easyRules);
    city.compare(evrete);
  }

  /** Drools, a block of residents a session. */
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

  /** Easy Rules 4.1, a rule per condition. */
  @Benchmark
  @OperationsPerInvocation(RESIDENTS)
  public int easyRules() {
    return city.other(easyRules);
  }

  /** Evrete 4.0, a rule per condition, a session per 1,024 residents. */
  @Benchmark
  @OperationsPerInvocation(RESIDENTS)
  public int evrete() {
    return city.other(evrete);
  }

  /**
   * Runs it and prints the figures as one line of JSON at the end.
   *
   * @param arguments how many conditions; all three sizes when there are none
   */
  public static void main(String[] arguments) throws Exception {
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    String[] sizes = arguments.length > 0 ? arguments : new String[] {"100", "300", "1000"};
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(SegmentsBench.class.getName() + "\\.")
                    .param("conditions", sizes)
                    .jvmArgs("-Xmx2g", "-XX:+UseSerialGC")
                    .build())
            .run();
    ObjectNode figures = new JsonMapper().createObjectNode().put("bench", "segments");
    for (RunResult result : results) {
      ObjectNode size = figures.withObjectProperty(result.getParams().getParam("conditions"));
      double score = result.getPrimaryResult().getScore();
      String name = List.of(result.getParams().getBenchmark().split("\\.")).getLast();
      size.put(name + "PerSecond", Math.round(score));
      size.put(
          name + "Error",
          String.format(
              Locale.ROOT, "%.1f %%", 100 * result.getPrimaryResult().getScoreError() / score));
    }
    for (JsonNode size : figures) {
      if (size instanceof ObjectNode row) {
        double drools = row.path("droolsPerSecond").asDouble();
        for (String other : List.of("handWrittenJava", "compiledTree", "easyRules", "evrete")) {
          double score = row.path(other + "PerSecond").asDouble();
          row.put("droolsTo" + capital(other), Math.round(100 * drools / score) / 100.0);
        }
      }
    }
    out.println(figures);
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }
}
