package jp.todoke.search.languages;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.en.EnglishAnalyzer;
import org.apache.lucene.analysis.en.EnglishPossessiveFilter;
import org.apache.lucene.analysis.en.PorterStemFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/** English: without the words every question has, stems by Porter. */
final class English extends Analyzer {

  /** No other language of the city's residents has these among its common words. */
  private static final Set<String> EVIDENT =
      Set.of(
          "how", "what", "where", "when", "which", "who", "why", "the", "my", "i", "is", "are",
          "please", "need", "want", "to", "for", "can", "should", "does", "there");

  private static final CharArraySet EMPTY = empty();

  private static CharArraySet empty() {
    CharArraySet words = new CharArraySet(EnglishAnalyzer.ENGLISH_STOP_WORDS_SET, true);
    words.addAll(
        List.of(
            "i", "me", "my", "we", "us", "our", "you", "your", "he", "she", "his", "her", "him",
            "them", "how", "what", "where", "when", "which", "who", "whom", "whose", "why", "do",
            "does", "did", "done", "doing", "am", "been", "being", "were", "has", "have", "had",
            "can", "could", "should", "would", "may", "might", "must", "shall", "get", "got",
            "want", "need", "like", "please", "tell", "know", "let", "from", "about", "out", "up",
            "so", "any", "some", "more", "much", "many", "also", "than", "here", "over", "all",
            "just", "don't", "i'm", "i'd", "it's", "there's", "can't", "cannot"));
    return CharArraySet.unmodifiableSet(words);
  }

  /** Whether a lower-case text in Latin letters alone is hardly anything else. */
  static boolean evident(String text) {
    String[] words = text.split("[^a-z]+");
    return words.length > 1 && Arrays.stream(words).anyMatch(EVIDENT::contains);
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer words = new StandardTokenizer();
    return new TokenStreamComponents(
        words,
        new PorterStemFilter(
            new StopFilter(new LowerCaseFilter(new EnglishPossessiveFilter(words)), EMPTY)));
  }
}
