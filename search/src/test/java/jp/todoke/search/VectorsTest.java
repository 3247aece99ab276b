package jp.todoke.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
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
        .nearest(new SearchQuery(question, Set.of(kinds), "ja", 1), index.read(question, "ja"))
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
    double[] likeness = index.vectorLikeness("老後", hits);

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
      assertThat(plain.nearest(query, plain.read("保育", "ja"))).isEmpty();
      assertThat(plain.vectorLikeness("保育", plain.search(query))).containsOnly(0);
    }
  }

  @Test
  void aBuildWithoutTheRuntimeOrAFolderWithoutAModelSaysSo() {
    assertThatThrownBy(() -> Embedder.open(Path.of("no such folder")))
        .isInstanceOf(UnusableEmbedder.class);
  }
}
