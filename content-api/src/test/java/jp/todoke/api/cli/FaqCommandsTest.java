package jp.todoke.api.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import jp.todoke.faq.ranking.RankingModel;
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

  private static int faq(String command, Path queries, String... more) {
    return new CommandLine(new FaqCommands())
        .execute(
            Stream.concat(
                    Stream.of(
                        command,
                        "--entries",
                        SAMPLE.resolve("faq.ndjson").toString(),
                        "--queries",
                        queries.toString()),
                    Stream.of(more))
                .toArray(String[]::new));
  }

  @Test
  void aCitysNamesAndSynonymsTakePartAndABadListEndsWithTwo(@TempDir Path folder)
      throws IOException {
    Path gold = SAMPLE.resolve("faq-gold.ndjson");
    Path groups = Files.writeString(folder.resolve("own.txt"), "# ours\n粗大ごみ, 大きな荷物\n");
    Path sudachi = Files.writeString(folder.resolve("s.txt"), "000001,1,0,1,0,0,0,(),猫,,\n");
    Path bad = Files.writeString(folder.resolve("bad.txt"), "ひとつだけ\n");

    assertThat(faq("evaluate", gold, "--synonyms", groups.toString(), "--city-names", "見本市,見本"))
        .isZero();
    assertThat(faq("evaluate", gold, "--synonyms", sudachi.toString())).isZero();
    assertThat(faq("evaluate", gold, "--synonyms", bad.toString())).isEqualTo(2);
    assertThat(faq("evaluate", gold, "--synonyms", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(faq("evaluate", gold, "--ranking", folder.resolve("none").toString())).isEqualTo(2);
    assertThat(faq("evaluate", gold, "--vectors", folder.toString())).isEqualTo(2);
  }

  @Test
  void weightsAreFittedOnClicksToo(@TempDir Path folder) throws IOException {
    List<String> lines = Files.readAllLines(SAMPLE.resolve("faq-gold.ndjson"));
    Path few = Files.write(folder.resolve("few.ndjson"), lines.subList(0, 12));
    Path clicks =
        Files.writeString(
            folder.resolve("clicks.ndjson"),
            "{\"entry\": \"faq-001\", \"shown\": 50, \"opened\": 30}\n"
                + "{\"question\": \"ごみの分け方\", \"entry\": \"faq-001\", \"opened\": 9}\n");
    Path bad = Files.writeString(folder.resolve("bad.ndjson"), "{\"shown\": 1}\n");
    Path out = folder.resolve("weights.json");

    assertThat(faq("train", few, "--clicks", bad.toString(), "--out", out.toString())).isEqualTo(2);
    assertThat(out).doesNotExist();
    assertThat(faq("train", few, "--clicks", clicks.toString(), "--out", out.toString())).isZero();
    assertThat(RankingModel.read(out).withoutPast()).containsKey("CLICKS");
  }
}
