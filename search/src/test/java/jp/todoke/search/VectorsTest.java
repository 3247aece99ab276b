package jp.todoke.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class VectorsTest {

  /** Three directions of meaning, told by letters no two of the words share. */
  private static final class Directions implements Embedder {
    private final AtomicInteger embedded = new AtomicInteger();

    @Override
    public int dimensions() {
      return 3;
    }

    @Override
    public float[] embed(String text) {
      embedded.incrementAndGet();
      float[] vector = {
        text.matches("(?s).*(保育|預け).*") ? 1 : 0,
        text.matches("(?s).*(ごみ|捨て).*") ? 1 : 0,
        text.matches("(?s).*(年金|老後).*") ? 1 : 0
      };
      float length = (float) Math.sqrt(vector[0] + vector[1] + vector[2]);
      for (int i = 0; i < 3 && length > 0; i++) {
        vector[i] /= length;
      }
      return vector;
    }

    @Override
    public void close() {}
  }

  private final JapaneseAnalysis analysis = new JapaneseAnalysis();
  private final Directions directions = new Directions();
  private final SearchIndex index =
      new SearchIndex(analysis, Synonyms.of(List.of(), analysis), Optional.of(directions));

  private final List<SearchDocument> all =
      List.of(
          Documents.faq("hoiku", "保育所の申込", "こども課へ。"),
          Documents.faq("gomi", "ごみの出し方", "朝に出してください。"),
          Documents.faq("nenkin", "年金の請求", "年金事務所へ。"),
          Documents.faq("none", "市章について", "図をご覧ください。"));

  VectorsTest() {
    index.replaceAll(all);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private List<String> nearest(String question, String... kinds) {
    return index
        .nearest(
            new SearchQuery(question, Set.of(kinds), "ja", 1),
            index.read(question, "ja"),
            index.vector(question))
        .stream()
        .map(Hit::id)
        .toList();
  }

  @Test
  void whatMeansTheSameIsFoundWithoutAWordInCommon() {
    assertThat(index.search(new SearchQuery("預けたい", Set.of(), "ja", 5))).isEmpty();
    assertThat(nearest("預けたい", "faq")).contains("hoiku");
    assertThat(nearest("預けたい", "program")).isEmpty();
    assertThat(nearest("何も言わない")).isEmpty();
  }

  @Test
  void likenessIsTheSumOfTitleAndBody() {
    List<Hit> hits = index.search(new SearchQuery("申込 出し方 請求 市章", Set.of(), "ja", 5));
    double[] likeness = index.vectorLikeness(index.vector("老後"), hits);

    for (int i = 0; i < likeness.length; i++) {
      assertThat(likeness[i]).isEqualTo(hits.get(i).id().equals("nenkin") ? 2 : 0);
    }
    assertThat(hits).hasSize(4);
  }

  @Test
  void aTextIsEmbeddedOnceAndAChangedOneAgain() {
    int before = directions.embedded.get();
    index.replaceAll(all);
    assertThat(directions.embedded.get()).isEqualTo(before);
    index.put(List.of(Documents.faq("gomi", "老後の備え", "朝に出してください。")));

    assertThat(directions.embedded.get()).isEqualTo(before + 1);
    index.remove("faq", List.of("nenkin"));
    assertThat(nearest("老後")).contains("gomi");
    index.remove("faq", List.of("gomi"));
    assertThat(nearest("年金")).doesNotContain("nenkin", "gomi");
  }

  @Test
  void withoutVectorsNothingIsNear() {
    try (SearchIndex plain = new SearchIndex()) {
      plain.replaceAll(all);
      SearchQuery query = new SearchQuery("保育", Set.of(), "ja", 5);
      assertThat(plain.hasVectors()).isFalse();
      float[] none = plain.vector("保育");
      assertThat(none).isEmpty();
      assertThat(plain.nearest(query, plain.read("保育", "ja"), none)).isEmpty();
      assertThat(plain.vectorLikeness(none, plain.search(query))).containsOnly(0);
    }
  }

  @Test
  void aModelThatFailsIsCountedAndLoggedOnceAMinuteWithoutTheText() {
    AtomicLong now = new AtomicLong();
    Vectors vectors = new Vectors(new Broken(), now::get);
    List<String> logged = new ArrayList<>();
    Handler handler = new Listening(logged);
    Logger logger = Logger.getLogger(Vectors.class.getName());
    logger.addHandler(handler);
    logger.setUseParentHandlers(false);
    try {
      for (int i = 0; i < 5; i++) {
        assertThat(vectors.of("秘密の質問")).isEmpty();
        assertThat(vectors.of("短い")).isEmpty();
        assertThat(vectors.of("数でない")).isEmpty();
      }
      assertThat(logged).singleElement().asString().contains("IllegalStateException");
      now.addAndGet(Duration.ofSeconds(59).toNanos());
      vectors.of("短い");
      assertThat(logged).hasSize(1);
      now.addAndGet(Duration.ofSeconds(1).toNanos());
      vectors.of("短い");
      assertThat(logged).hasSize(2);
      assertThat(logged).noneMatch(line -> line.contains("秘密") || line.contains("短い"));
      assertThat(vectors.failures()).isEqualTo(17);
    } finally {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }

  @Test
  void entriesAreFoundByTheirWordsWhereTheModelFails() {
    try (SearchIndex broken =
        new SearchIndex(analysis, Synonyms.of(List.of(), analysis), Optional.of(new Broken()))) {
      broken.replaceAll(all);
      broken.put(List.of(Documents.faq("inu", "犬の登録", "保健所へ。")));
      assertThat(broken.search(new SearchQuery("犬の登録", Set.of(), "ja", 5)))
          .extracting(Hit::id)
          .contains("inu");
      assertThat(broken.vectorFailures()).isEqualTo(10);
    }
  }

  /** Throws, or gives what no model should. */
  private static final class Broken implements Embedder {
    @Override
    public int dimensions() {
      return 3;
    }

    @Override
    public float[] embed(String text) {
      return switch (text) {
        case "短い" -> new float[] {1};
        case "数でない" -> new float[] {1, Float.NaN, 0};
        default -> throw new IllegalStateException(text);
      };
    }

    @Override
    public void close() {}
  }

  private static final class Listening extends Handler {
    private final List<String> heard;

    Listening(List<String> heard) {
      this.heard = heard;
    }

    @Override
    public void publish(LogRecord line) {
      heard.add(new SimpleFormatter().format(line));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }

  @Test
  void aBuildWithoutTheRuntimeOrAFolderWithoutAModelSaysSo() {
    assertThatThrownBy(() -> Embedder.open(Path.of("no such folder")))
        .isInstanceOf(UnusableEmbedder.class);
  }
}
