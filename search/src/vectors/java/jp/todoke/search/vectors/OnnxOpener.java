package jp.todoke.search.vectors;

import java.nio.file.Path;
import jp.todoke.search.Embedder;

/** Opens {@code model.onnx} with {@code vocab.txt} beside it. */
public final class OnnxOpener implements Embedder.Opener {

  @Override
  public Embedder open(Path folder) {
    return new OnnxEmbedder(
        folder.resolve("model.onnx"), WordPieces.read(folder.resolve("vocab.txt")));
  }
}
