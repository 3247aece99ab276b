package jp.todoke.search.signals;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.search.SearchDocument;
import jp.todoke.search.japanese.JapaneseAnalysis;

/**
 * One document as numbers.
 *
 * @param heading words in 【】 before the title
 * @param title words of the title, those of the heading included
 * @param aliases words of the other wordings, {@link Vocabulary#UNKNOWN} between two of them
 * @param body words of the body
 * @param letters pairs of letters of the title, ascending, each once
 * @param intents kinds of question the title asks
 * @param place where its meaning lies; empty until the space is known
 * @param category its subject heading, or what stands in 【】; empty for none
 * @param day when it was last changed, in days since 1970; 0 where unknown
 */
record Passage(
    int[] heading,
    int[] title,
    int[] aliases,
    int[] body,
    int[] letters,
    int intents,
    byte[] place,
    String category,
    int day) {

  /** What is not known. */
  static final Passage NOTHING =
      new Passage(
          new int[0], new int[0], new int[0], new int[0], new int[0], 0, new byte[0], "", 0);

  private static final Pattern HEADING = Pattern.compile("^\\s*【([^】]{1,60})】");

  static Passage of(SearchDocument document, JapaneseAnalysis analysis, Vocabulary vocabulary) {
    Matcher heading = HEADING.matcher(document.title());
    String title = analysis.normalise(document.title());
    int[] aliases =
        document.aliases().stream()
            .map(alias -> vocabulary.learn(analysis.words(alias)))
            .flatMapToInt(
                words -> {
                  int[] closed = Arrays.copyOf(words, words.length + 1);
                  closed[words.length] = Vocabulary.UNKNOWN;
                  return Arrays.stream(closed);
                })
            .toArray();
    boolean headed = heading.find();
    String category =
        document.category().isBlank() && headed ? heading.group(1) : document.category();
    return new Passage(
        headed ? vocabulary.learn(analysis.words(heading.group(1))) : new int[0],
        vocabulary.learn(analysis.words(title)),
        aliases,
        vocabulary.learn(analysis.words(document.body())),
        letters(title),
        Intents.of(title),
        new byte[0],
        category.strip(),
        document
            .changedAt()
            .map(at -> (int) Duration.between(Instant.EPOCH, at).toDays())
            .orElse(0));
  }

  /** Pairs of neighbouring letters, marks left out. */
  static int[] letters(String normalised) {
    int[] letters = normalised.chars().filter(Character::isLetterOrDigit).toArray();
    int[] pairs = new int[Math.max(0, letters.length - 1)];
    for (int i = 0; i < pairs.length; i++) {
      pairs[i] = letters[i] << 16 | letters[i + 1];
    }
    return Arrays.stream(pairs).sorted().distinct().toArray();
  }

  Passage at(byte[] changed) {
    return new Passage(heading, title, aliases, body, letters, intents, changed, category, day);
  }

  /** Title, aliases and body in one. */
  int[] all() {
    int[] all = Arrays.copyOf(title, title.length + aliases.length + body.length);
    System.arraycopy(aliases, 0, all, title.length, aliases.length);
    System.arraycopy(body, 0, all, title.length + aliases.length, body.length);
    return all;
  }
}
