package jp.todoke.search.vectors;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import jp.todoke.search.Embedder;
import jp.todoke.search.UnusableEmbedder;

/** Row 0 of the last hidden state, turned to length 1. */
final class OnnxEmbedder implements Embedder {

  private static final int MOST_PIECES = 256;

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final OrtSession session;
  private final WordPieces pieces;
  private final int dimensions;

  OnnxEmbedder(Path model, WordPieces pieces) {
    if (!Files.isReadable(model)) {
      throw new UnusableEmbedder("model.onnx cannot be read");
    }
    this.pieces = pieces;
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(1);
      session = environment.createSession(model.toString(), options);
    } catch (OrtException e) {
      throw new UnusableEmbedder("model.onnx is no model: " + e.getCode());
    }
    dimensions = embed("住民票").length;
  }

  @Override
  public int dimensions() {
    return dimensions;
  }

  @Override
  public float[] embed(String text) {
    long[] numbers = pieces.of(text, MOST_PIECES);
    long[] attention = new long[numbers.length];
    Arrays.fill(attention, 1);
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try (OnnxTensor ids = tensor(numbers);
        OnnxTensor mask = tensor(attention);
        OnnxTensor types = tensor(new long[numbers.length])) {
      for (String name : session.getInputNames()) {
        switch (name) {
          case "input_ids" -> inputs.put(name, ids);
          case "attention_mask" -> inputs.put(name, mask);
          case "token_type_ids" -> inputs.put(name, types);
          default -> throw new UnusableEmbedder("the model asks for " + name);
        }
      }
      try (OrtSession.Result result = session.run(inputs)) {
        if (result.get(0).getValue() instanceof float[][][] states) {
          return unit(states[0][0]);
        }
        throw new UnusableEmbedder("the model gives no hidden states");
      }
    } catch (OrtException e) {
      throw new UnusableEmbedder("the model failed: " + e.getCode());
    }
  }

  private OnnxTensor tensor(long[] row) throws OrtException {
    return OnnxTensor.createTensor(environment, new long[][] {row});
  }

  private static float[] unit(float[] vector) {
    double square = 0;
    for (float value : vector) {
      square += value * value;
    }
    float[] unit = vector.clone();
    for (int i = 0; i < unit.length && square > 0; i++) {
      unit[i] /= (float) Math.sqrt(square);
    }
    return unit;
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException e) {
      throw new IllegalStateException(e);
    }
  }
}
