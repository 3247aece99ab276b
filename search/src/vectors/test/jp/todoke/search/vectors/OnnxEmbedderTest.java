package jp.todoke.search.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.search.Embedder;
import jp.todoke.search.UnusableEmbedder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With the smallest model that can be had: a Chinese one of 16 MB, used on Japanese. */
class OnnxEmbedderTest {

  @TempDir private Path folder = Path.of("");

  private void putModel() throws IOException {
    Files.write(folder.resolve("model.onnx"), resource("/bge-small-zh-v1.5-q.onnx"));
    String tokenizer =
        new String(resource("/bge-small-zh-v1.5-q-tokenizer.json"), StandardCharsets.UTF_8);
    Map<Integer, String> pieces = new TreeMap<>();
    Matcher piece =
        Pattern.compile("\"((?:[^\"\\\\]|\\\\.)+)\"\\s*:\\s*(\\d+)")
            .matcher(tokenizer.substring(tokenizer.indexOf("\"vocab\"") + 7));
    while (piece.find()) {
      pieces.put(Integer.valueOf(piece.group(2)), piece.group(1));
    }
    Files.write(folder.resolve("vocab.txt"), pieces.values());
  }

  private static byte[] resource(String name) throws IOException {
    try (InputStream file =
        Objects.requireNonNull(OnnxEmbedderTest.class.getResourceAsStream(name), name)) {
      return file.readAllBytes();
    }
  }

  @Test
  void likeSentencesAreNearerThanOthers() throws IOException {
    putModel();
    try (Embedder embedder = Embedder.open(folder)) {
      float[] asked = embedder.embed("国民健康保険の加入手続");
      double near = dot(asked, embedder.embed("健康保険に加入する"));
      double far = dot(asked, embedder.embed("犬の散歩と公園"));

      assertThat(embedder.dimensions()).isEqualTo(512);
      assertThat(dot(asked, asked)).isBetween(.999, 1.001);
      assertThat(near).isGreaterThan(far);
      assertThat(embedder.embed("")).hasSize(512);
      assertThat(embedder.embed("\ud83d ごみ ".repeat(10_000))).hasSize(512);
    }
  }

  @Test
  void aFolderWithoutAModelIsRefused() throws IOException {
    assertThatThrownBy(() -> Embedder.open(folder)).isInstanceOf(UnusableEmbedder.class);
    Files.writeString(folder.resolve("vocab.txt"), "[CLS]\n[SEP]\n[UNK]\n");
    Files.writeString(folder.resolve("model.onnx"), "no model");
    assertThatThrownBy(() -> Embedder.open(folder)).isInstanceOf(UnusableEmbedder.class);
  }

  private static double dot(float[] one, float[] other) {
    double dot = 0;
    for (int i = 0; i < one.length; i++) {
      dot += one[i] * other[i];
    }
    return dot;
  }
}
