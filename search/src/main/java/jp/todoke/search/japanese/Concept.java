package jp.todoke.search.japanese;

import java.util.ArrayList;
import java.util.List;

/**
 * One thing a question speaks of: the words it was said with and the other ways to say it.
 *
 * @param surface the citizen's own words, for showing what matched
 * @param parts what the words mean one by one; empty when the concept is a single word
 * @param words the compared forms of the citizen's own words, one or more
 * @param synonyms other ways to say the same, each a sequence of one or more words
 */
public record Concept(
    String surface, List<Concept> parts, List<String> words, List<List<String>> synonyms) {

  /** How many words its synonyms have, those of its parts included. */
  public int synonymWords() {
    return synonyms.stream().mapToInt(List::size).sum()
        + parts.stream().mapToInt(Concept::synonymWords).sum();
  }

  /** The same in the citizen's own words only. */
  public Concept withoutSynonyms() {
    return new Concept(
        surface, parts.stream().map(Concept::withoutSynonyms).toList(), words, List.of());
  }

  /** The concepts with at most so many words of synonyms; what is said later goes without. */
  public static List<Concept> bounded(List<Concept> concepts, int mostSynonymWords) {
    List<Concept> bounded = new ArrayList<>();
    int synonymWords = 0;
    for (Concept concept : concepts) {
      synonymWords += concept.synonymWords();
      bounded.add(synonymWords > mostSynonymWords ? concept.withoutSynonyms() : concept);
    }
    return bounded;
  }
}
