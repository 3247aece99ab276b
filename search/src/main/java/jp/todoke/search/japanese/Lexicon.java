package jp.todoke.search.japanese;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import jp.todoke.search.japanese.JapaneseAnalysis.Token;

/**
 * The words of some documents by how they sound and by how they are nearly written, so that a
 * question in kana, or with a slip of the finger, finds them. Immutable, thread-safe; a question
 * costs a few look-ups for each of its words.
 */
public final class Lexicon {

  /** Shorter ones sound like anything. */
  private static final int SHORTEST_SOUND = 4;

  private static final int LONGEST_SOUND = 16;
  private static final int MOST_PARTS = 3;

  private static final String PARTICLES = "がはをのにでともへやか";

  private static final int SHORTEST_SLIP = 4;
  private static final int LONGEST_SLIP = 12;

  private final Map<String, String> bySound;
  private final Map<String, List<String>> nearly;
  private final ToIntFunction<String> counts;

  private Lexicon(
      Map<String, String> bySound, Map<String, List<String>> nearly, ToIntFunction<String> counts) {
    this.bySound = bySound;
    this.nearly = nearly;
    this.counts = counts;
  }

  /** No words: every question stands as it is. */
  public static Lexicon none() {
    return new Lexicon(Map.of(), Map.of(), word -> 1);
  }

  /**
   * The words of documents.
   *
   * @param titles of which words are known by their sound
   * @param words that are known by their letters, compared forms
   * @param counts in how many documents a word is; 0 for none
   * @param step done after each title, so that others get their turn
   */
  public static Lexicon of(
      Collection<String> titles,
      Collection<String> words,
      ToIntFunction<String> counts,
      JapaneseAnalysis analysis,
      Runnable step) {
    Map<String, Map<String, Integer>> sounds = new HashMap<>();
    if (analysis.folds(Folding.SOUNDS)) {
      for (String title : titles) {
        sounds(analysis.tokens(analysis.normalise(title)), sounds);
        step.run();
      }
    }
    Map<String, String> bySound = new HashMap<>();
    sounds.forEach(
        (sound, written) ->
            bySound.put(
                sound,
                written.entrySet().stream()
                    .max(
                        Map.Entry.<String, Integer>comparingByValue()
                            .thenComparing(Map.Entry.comparingByKey()))
                    .orElseThrow()
                    .getKey()));
    Map<String, List<String>> nearly = new HashMap<>();
    if (analysis.folds(Folding.SLIPS)) {
      words.stream()
          .filter(Lexicon::maySlip)
          .sorted()
          .forEach(
              word ->
                  lacking(word)
                      .forEach(
                          key -> nearly.computeIfAbsent(key, k -> new ArrayList<>(1)).add(word)));
    }
    return new Lexicon(Map.copyOf(bySound), Map.copyOf(nearly), counts);
  }

  private static void sounds(List<Token> tokens, Map<String, Map<String, Integer>> sounds) {
    for (int from = 0; from < tokens.size(); from++) {
      StringBuilder written = new StringBuilder();
      StringBuilder sound = new StringBuilder();
      for (int to = from; to < Math.min(tokens.size(), from + MOST_PARTS); to++) {
        Token token = tokens.get(to);
        if (!token.kind().contains("名詞") || token.reading() == null) {
          break;
        }
        written.append(token.surface());
        sound.append(Kana.hiragana(token.reading()));
        if (sound.length() >= SHORTEST_SOUND
            && sound.length() <= LONGEST_SOUND
            && JapaneseAnalysis.hasKanji(written.toString())) {
          sounds
              .computeIfAbsent(sound.toString(), s -> new HashMap<>())
              .merge(written.toString(), 1, Integer::sum);
        }
      }
    }
  }

  /**
   * A question with what is written in kana as the documents write it; empty where nothing is.
   *
   * @param tokens of the normalised question
   */
  Optional<String> heard(String normalised, List<Token> tokens) {
    if (bySound.isEmpty()) {
      return Optional.empty();
    }
    Set<Integer> begins = new HashSet<>();
    tokens.forEach(token -> begins.add(token.start()));
    begins.add(normalised.length());
    StringBuilder heard = new StringBuilder();
    int copied = 0;
    for (Token token : tokens) {
      int begin = token.start();
      if (begin >= copied) {
        int end = sounding(normalised, begin, begins);
        if (end > begin) {
          String word = bySound.get(Kana.hiragana(normalised.substring(begin, end)));
          heard.append(normalised, copied, begin).append(word);
          copied = end;
        }
      }
    }
    return copied == 0
        ? Optional.empty()
        : Optional.of(heard.append(normalised.substring(copied)).toString());
  }

  /**
   * Where the longest known sound that begins here ends; here where none does. It ends with a word,
   * or before a particle: the general dictionary cuts what it does not know anywhere.
   */
  private int sounding(String normalised, int begin, Set<Integer> begins) {
    int most = begin;
    while (most < Math.min(normalised.length(), begin + LONGEST_SOUND)
        && Kana.only(normalised.substring(most, most + 1))) {
      most++;
    }
    for (int end = most; end >= begin + SHORTEST_SOUND; end--) {
      boolean word =
          begins.contains(end)
              || end > begin + SHORTEST_SOUND && PARTICLES.indexOf(normalised.charAt(end)) >= 0;
      if (word && bySound.containsKey(Kana.hiragana(normalised.substring(begin, end)))) {
        return end;
      }
    }
    return begin;
  }

  /**
   * The word meant by one that no dictionary and no document has; itself where none is one letter
   * away.
   */
  Word repaired(Word word) {
    if (word.known()
        || nearly.isEmpty()
        || !maySlip(word.base())
        || counts.applyAsInt(word.base()) > 0) {
      return word;
    }
    Set<String> near = new LinkedHashSet<>();
    lacking(word.base()).forEach(key -> near.addAll(nearly.getOrDefault(key, List.of())));
    return near.stream()
        .filter(other -> oneApart(word.base(), other) && counts.applyAsInt(other) > 0)
        .max(Comparator.comparingInt(counts).thenComparing(Comparator.reverseOrder()))
        .map(other -> new Word(other, word.surface(), word.start()))
        .orElse(word);
  }

  private static boolean maySlip(String word) {
    return word.length() >= SHORTEST_SLIP
        && word.length() <= LONGEST_SLIP
        && word.chars().noneMatch(Character::isDigit);
  }

  /** A word and what it is with any one letter left out. */
  private static Stream<String> lacking(String word) {
    return Stream.concat(
            Stream.of(word),
            IntStream.range(0, word.length())
                .mapToObj(i -> word.substring(0, i) + word.substring(i + 1)))
        .distinct();
  }

  /** Whether one letter put in, left out, changed or exchanged with the next makes the other. */
  static boolean oneApart(String one, String other) {
    if (Math.abs(one.length() - other.length()) > 1 || one.equals(other)) {
      return false;
    }
    int same = 0;
    while (same < Math.min(one.length(), other.length())
        && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    String rest = one.substring(same);
    String others = other.substring(same);
    if (one.length() != other.length()) {
      return rest.length() > others.length()
          ? rest.substring(1).equals(others)
          : others.substring(1).equals(rest);
    }
    return rest.substring(1).equals(others.substring(1))
        || rest.length() > 1
            && rest.charAt(0) == others.charAt(1)
            && rest.charAt(1) == others.charAt(0)
            && rest.substring(2).equals(others.substring(2));
  }
}
