package jp.todoke.search.japanese;

import java.util.List;
import java.util.Optional;

/**
 * What somebody said, read once for everything that is asked about it.
 *
 * @param normalised the form in which texts are compared
 * @param words its meaning-carrying words in their order, the first {@value #MOST_WORDS}
 * @param concepts the things it speaks of, each once
 * @param synonyms the list it was read by
 */
public record Utterance(
    String normalised, List<Word> words, List<Concept> concepts, Synonyms synonyms) {

  /** Characters that are read; the rest is cut off. */
  public static final int LONGEST = 500;

  /** Words that are looked up; longer stories are cut. */
  public static final int MOST_WORDS = 64;

  /** Words of synonyms that are looked up; what is said later goes without. */
  private static final int MOST_SYNONYM_WORDS = 200;

  /** Reads any text. */
  public static Utterance of(String text, JapaneseAnalysis analysis, Synonyms synonyms) {
    return of(text, analysis, synonyms, Lexicon.none());
  }

  /**
   * The same; a word in kana, or one letter wrong, is taken for the one the documents have. What
   * the synonyms know is right as it is.
   */
  public static Utterance of(
      String text, JapaneseAnalysis analysis, Synonyms synonyms, Lexicon lexicon) {
    String said = analysis.normalise(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
    List<JapaneseAnalysis.Token> tokens = analysis.tokens(said);
    Optional<String> heard = lexicon.heard(said, tokens);
    String normalised = heard.orElse(said);
    List<Word> words =
        analysis.wordsOf(heard.map(analysis::tokens).orElse(tokens)).stream()
            .limit(MOST_WORDS)
            .map(word -> synonyms.knows(word.base()) ? word : lexicon.repaired(word))
            .toList();
    return new Utterance(
        normalised,
        words,
        Concept.bounded(synonyms.concepts(words).stream().distinct().toList(), MOST_SYNONYM_WORDS),
        synonyms);
  }
}
