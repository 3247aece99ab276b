package jp.todoke.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import jp.todoke.faq.ranking.InvalidRankingModel;
import jp.todoke.faq.ranking.Ranking;
import jp.todoke.faq.ranking.RankingModel;
import jp.todoke.search.SearchDocument;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RankingsTest {

  @TempDir private Path folder = Path.of("");

  private static final List<SearchDocument> ENTRIES =
      List.of(
          new SearchDocument(Ranking.FAQ, "neko", "ja", "猫の保護について", List.of(), "ご相談ください。", false),
          new SearchDocument(Ranking.FAQ, "gomi", "ja", "ごみの出し方", List.of(), "朝に出してください。", false));

  private static List<String> ids(Ranking ranking, String question) {
    ranking.replaceAll(ENTRIES);
    return ranking.ask(question, "ja", 5, hit -> true).items().stream()
        .map(item -> item.hit().id())
        .toList();
  }

  @Test
  void anOperatorsListInTheFormatOfSudachiStandsBesideOurs() throws IOException {
    Path synonyms =
        Files.write(
            folder.resolve("synonyms.txt"),
            List.of(
                "000001,1,0,1,0,0,0,(),猫,,",
                "000001,1,0,1,0,0,0,(),ニャンコ太郎,,",
                "",
                "000002,1,2,1,0,0,0,(),ごみ,,",
                "000002,1,2,1,0,0,0,(),ペンギン隊,,"));

    try (Ranking with = Rankings.of("plain", Optional.of(synonyms), List.of());
        Ranking without = Rankings.of("plain", Optional.empty(), List.of())) {
      assertThat(ids(with, "ニャンコ太郎")).containsExactly("neko");
      assertThat(ids(with, "ペンギン隊")).isEmpty();
      assertThat(ids(with, "ゴミ")).contains("gomi");
      assertThat(ids(without, "ニャンコ太郎")).isEmpty();
    }
  }

  @Test
  void aFileThatIsGoneOrOfAnotherVersionIsRefusedOnTheCommandLine() throws IOException {
    Path outdated =
        Files.writeString(
            folder.resolve("old.json"),
            RankingModel.shipped().json().replace("\"MEANING\"", "\"SENSE\""));

    assertThatThrownBy(() -> Rankings.of(outdated.toString(), Optional.empty(), List.of()))
        .isInstanceOf(InvalidRankingModel.class);
    assertThatThrownBy(
            () -> Rankings.of(folder.resolve("none").toString(), Optional.empty(), List.of()))
        .isInstanceOf(InvalidRankingModel.class);
  }

  @Test
  void aServerStartsWithThePlainOrderWhereItsFileOrItsVectorsCannotBeUsed() {
    String none = folder.resolve("none").toString();
    for (Optional<Path> vectors : List.of(Optional.<Path>empty(), Optional.of(folder))) {
      String order = vectors.isPresent() ? "learned" : none;
      try (Ranking served = Rankings.served(order, Optional.empty(), List.of(), vectors)) {
        assertThat(served.learned()).isFalse();
        assertThat(ids(served, "ゴミを出す")).first().isEqualTo("gomi");
      }
    }
  }
}
