package jp.todoke.faq.ranking;

import java.time.Instant;
import java.util.Map;

/**
 * Weights that staff stored.
 *
 * @param version from 1 on; 0 are the weights the server was started with
 * @param name the version the file gives itself
 * @param fittedOn what they were fitted on, in words
 * @param figures what was measured when they were fitted
 * @param usable whether they are of this program's features
 * @param by who stored them
 * @param at when
 */
public record StoredModel(
    int version,
    String name,
    String fittedOn,
    Map<String, Double> figures,
    boolean usable,
    String by,
    Instant at) {

  /** Keeps its own copy. */
  public StoredModel {
    figures = Map.copyOf(figures);
  }
}
