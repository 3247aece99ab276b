package jp.todoke.api.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Runs a benchmark class of a module through the module's own Maven profile. */
final class MavenBench {

  private MavenBench() {}

  /** Of segmentation-rules. */
  static void run(String main, PrintStream out) throws IOException, InterruptedException {
    run("segmentation-rules", "bench", main, out);
  }

  static void run(String module, String profile, String main, PrintStream out)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                List.of(
                    "mvn",
                    "-B",
                    "-q",
                    "-Pquick," + profile,
                    "-DskipTests",
                    "-pl",
                    module,
                    "-Dbench.main=" + main,
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
