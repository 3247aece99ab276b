package jp.todoke.api.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs the JMH benchmarks of a module through its Maven profile {@code bench}. */
final class MavenBench {

  private MavenBench() {}

  static void run(String module, PrintStream out) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "mvn",
                    "-B",
                    "-q",
                    "-Pquick,bench",
                    "-DskipTests",
                    "-pl",
                    module,
                    "-am",
                    "verify"))
            .directory(Todoke.home().toFile())
            .redirectErrorStream(true)
            .start();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!line.replaceAll("\u001b\\[[0-9;]*m", "").isBlank()) {
          out.println(line.replaceAll("\u001b\\[[0-9;]*m", ""));
        }
      }
    }
    if (process.waitFor() != 0) {
      throw new Failure("the benchmark failed");
    }
  }
}
