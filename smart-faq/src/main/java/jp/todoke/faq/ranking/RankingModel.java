package jp.todoke.faq.ranking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What each feature is worth, in a file people can read. Weights are of features with mean 0 and
 * deviation 1 among the candidates of a question.
 *
 * @param version of these weights
 * @param fittedOn what they were fitted on, in words; no text of the data
 * @param figures what was measured when they were fitted, by name
 * @param withPast the weight of each feature where past questions are remembered
 * @param withoutPast the same where there are none
 * @param answered the chance that anything answers, by {@link Certainty.Sign}
 * @param firstRight the chance that the first item answers
 * @param noAnswerBelow a smaller chance than this that anything answers is no answer
 * @param confidentFrom from this chance on that the first item answers it is shown alone
 */
public record RankingModel(
    String version,
    String fittedOn,
    Map<String, Double> figures,
    Map<String, Double> withPast,
    Map<String, Double> withoutPast,
    Map<String, Double> answered,
    Map<String, Double> firstRight,
    double noAnswerBelow,
    double confidentFrom) {

  private static final String SHIPPED = "ranking-model.json";

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  /**
   * Keeps its own copies, in order of names.
   *
   * @throws InvalidRankingModel when a feature is missing or unknown
   */
  public RankingModel {
    if (version == null || version.isBlank() || fittedOn == null) {
      throw new InvalidRankingModel("it does not say which it is");
    }
    figures = sorted(figures);
    withPast = checked(withPast, Features.NAMES);
    withoutPast = checked(withoutPast, Features.NAMES);
    answered = checked(answered, Certainty.NAMES);
    firstRight = checked(firstRight, Certainty.NAMES);
  }

  private static Map<String, Double> sorted(Map<String, Double> values) {
    if (values.values().stream().anyMatch(value -> value == null || !Double.isFinite(value))) {
      throw new InvalidRankingModel("a figure or weight is no number");
    }
    return Collections.unmodifiableMap(new TreeMap<>(values));
  }

  private static Map<String, Double> checked(Map<String, Double> weights, List<String> names) {
    if (!weights.keySet().equals(Set.copyOf(names))) {
      throw new InvalidRankingModel("its weights are not those of this version's features");
    }
    return sorted(weights);
  }

  /** The weights shipped with this module. */
  public static RankingModel shipped() {
    try (InputStream file =
        Objects.requireNonNull(RankingModel.class.getResourceAsStream(SHIPPED), SHIPPED)) {
      return read(new String(file.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Reads what {@link #json} wrote.
   *
   * @throws InvalidRankingModel when it is no such file
   */
  public static RankingModel read(String json) {
    try {
      return Optional.ofNullable(JSON.readValue(json, RankingModel.class))
          .orElseThrow(() -> new InvalidRankingModel("it is no JSON of a ranking model"));
    } catch (JsonProcessingException malformed) {
      // A constructor's refusal comes wrapped; it says more than the parser does.
      if (malformed.getCause() instanceof InvalidRankingModel refused) {
        throw refused;
      }
      throw new InvalidRankingModel("it is no JSON of a ranking model");
    }
  }

  /**
   * The same from a file.
   *
   * @throws InvalidRankingModel when it cannot be read, or is no such file
   */
  public static RankingModel read(Path file) {
    String json;
    try {
      json = Files.readString(file);
    } catch (IOException unreadable) {
      throw new InvalidRankingModel("its file cannot be read");
    }
    return read(json);
  }

  /** As a file, one weight a line. */
  public String json() {
    try {
      return JSON.writeValueAsString(this) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  double[] weights(boolean past) {
    Map<String, Double> weights = past ? withPast : withoutPast;
    return Features.NAMES.stream().mapToDouble(weights::get).toArray();
  }
}
