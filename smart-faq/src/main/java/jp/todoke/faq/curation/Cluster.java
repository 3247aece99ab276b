package jp.todoke.faq.curation;

import java.util.List;
import java.util.Optional;

/**
 * Questions in one language with words in common that found no answer.
 *
 * @param id the same for the same words
 * @param language they were asked in, without region
 * @param words what they have in common, dictionary forms, the most frequent first
 * @param asked how often they were asked, three times or more
 * @param reAsked how often the same asker asked again within three minutes in other words
 * @param wording the most frequent wording; empty where no wording was asked three times
 * @param nearestId the answer that comes nearest; empty where there is none
 * @param coverage 0 to 1: how much of the words the nearest speaks of
 * @param chosenId the entry three or more of the askers opened, or found right after in other
 *     words; empty where there is none
 */
public record Cluster(
    String id,
    String language,
    List<String> words,
    long asked,
    long reAsked,
    Optional<String> wording,
    Optional<String> nearestId,
    double coverage,
    Optional<String> chosenId) {

  /** Keeps its own copy. */
  public Cluster {
    words = List.copyOf(words);
  }
}
