package jp.todoke.search;

import java.nio.file.Path;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Turns texts into vectors that point alike where the meaning is alike. A port: the city's operator
 * brings the model, and without one nothing here is used. Thread-safe.
 */
public interface Embedder extends AutoCloseable {

  /** How long the vectors are. */
  int dimensions();

  /** The vector of a text, of length 1; all 0 where the text says nothing. */
  float[] embed(String text);

  @Override
  void close();

  /** Opens the model in a folder; found by {@link ServiceLoader}. */
  @FunctionalInterface
  interface Opener {
    /**
     * Opens it.
     *
     * @throws UnusableEmbedder when the folder has no model this build can run
     */
    Embedder open(Path folder);
  }

  /**
   * The model an operator put into a folder.
   *
   * @throws UnusableEmbedder when this build can run none, or the folder has none
   */
  static Embedder open(Path folder) {
    Optional<Opener> opener = ServiceLoader.load(Opener.class).findFirst();
    return opener
        .orElseThrow(() -> new UnusableEmbedder("this build cannot run models (profile vectors)"))
        .open(folder);
  }
}
