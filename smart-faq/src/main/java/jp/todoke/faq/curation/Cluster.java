package jp.todoke.faq.curation;

import java.util.List;
import java.util.Optional;

/**
 * Questions with words in common that found no answer.
 *
 * @param id the same for the same words
 * @param words what they have in common, dictionary forms, the most frequent first
 * @param asked how often they were asked, three times or more
 * @param reAsked how often one followed another within three minutes in other words
 * @param wording the most frequent wording; empty where no wording was asked three times
 * @param nearestId the answer that comes nearest; empty where there is none
 * @param coverage 0 to 1: how much of the words the nearest speaks of
 */
public record Cluster(
    String id,
    List<String> words,
    long asked,
    long reAsked,
    Optional<String> wording,
    Optional<String> nearestId,
    double coverage) {

  /** Keeps its own copy. */
  public Cluster {
    words = List.copyOf(words);
  }
}
