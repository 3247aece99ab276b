package jp.todoke.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** What the FAQ commands tell a shell. */
class FaqCommandsTest {

  private static final Path SAMPLE =
      Path.of("src", "main", "resources", "jp", "todoke", "api", "cli", "sample");

  private static int evaluate(Path entries, Path queries) {
    return new CommandLine(new FaqCommands())
        .execute("evaluate", "--entries", entries.toString(), "--queries", queries.toString());
  }

  @Test
  void aMeasurementThatWasMadeEndsWithNought() {
    assertThat(evaluate(SAMPLE.resolve("faq.ndjson"), SAMPLE.resolve("faq-gold.ndjson"))).isZero();
  }

  @Test
  void aFileThatIsMissingOrNoneOfOursEndsWithTwo(@TempDir Path folder) throws IOException {
    Path broken = Files.writeString(folder.resolve("broken.ndjson"), "{\"id\": 1,");
    assertThat(evaluate(folder.resolve("nowhere"), SAMPLE.resolve("faq-gold.ndjson"))).isEqualTo(2);
    assertThat(evaluate(broken, SAMPLE.resolve("faq-gold.ndjson"))).isEqualTo(2);
    assertThat(evaluate(SAMPLE.resolve("faq.ndjson"), broken)).isEqualTo(2);
  }
}
