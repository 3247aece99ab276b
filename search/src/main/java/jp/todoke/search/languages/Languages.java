package jp.todoke.search.languages;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import jp.todoke.search.japanese.Concept;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.japanese.Utterance;
import jp.todoke.search.japanese.Word;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/**
 * Reads texts in their own language.
 *
 * <p>Any text is accepted in any language; what has no word of meaning gives none. Thread-safe.
 */
public final class Languages {

  private static final int LONGEST_TERM = 100;

  private final JapaneseAnalysis japanese;
  private final Map<Tongue, Analyzer> analyzers = new EnumMap<>(Tongue.class);

  /** Languages with the Japanese of one city. */
  public Languages(JapaneseAnalysis japanese) {
    this.japanese = japanese;
    analyzers.put(Tongue.EN, new English());
    analyzers.put(Tongue.ZH, new Chinese());
    analyzers.put(Tongue.KO, new Korean());
    analyzers.put(Tongue.VI, new Spaced());
    analyzers.put(Tongue.OTHER, new Spaced());
  }

  /**
   * The language a text shows by itself: by its script, by letters and words no other language has.
   *
   * @return {@code ja}, {@code ko}, {@code vi}, {@code zh} or {@code en}; empty where it may be
   *     several, as a name in Latin letters or in Chinese characters
   */
  public static Optional<String> evident(String text) {
    String read = text.length() > Utterance.LONGEST ? text.substring(0, Utterance.LONGEST) : text;
    int kana = 0;
    int hangul = 0;
    int han = 0;
    int latin = 0;
    for (int c : read.codePoints().toArray()) {
      switch (Character.UnicodeScript.of(c)) {
        case HIRAGANA, KATAKANA -> kana++;
        case HANGUL -> hangul++;
        case HAN -> han++;
        case LATIN -> latin++;
        default -> {
          // Digits and marks belong to every language.
        }
      }
    }
    if (kana > 0 && kana >= hangul) {
      return Optional.of("ja");
    }
    if (hangul > 0) {
      return Optional.of("ko");
    }
    if (han > 0) {
      return Chinese.evident(read) ? Optional.of("zh") : Optional.empty();
    }
    if (latin > 0 && Spaced.vietnamese(read)) {
      return Optional.of("vi");
    }
    return latin > 0 && English.evident(read.toLowerCase(Locale.ROOT))
        ? Optional.of("en")
        : Optional.empty();
  }

  /** The form in which texts of a language are compared. */
  public String normalise(String text, Tongue tongue) {
    if (tongue == Tongue.JA) {
      return japanese.normalise(text);
    }
    String clean = JapaneseAnalysis.clean(text);
    return tongue == Tongue.ZH ? Chinese.simplified(clean) : clean;
  }

  /**
   * A normalised text as somebody may type it who leaves accents out or writes the other script.
   */
  public static String bare(String normalised) {
    return Chinese.simplified(Spaced.bare(normalised));
  }

  /** The meaning-carrying words of a text in their order, repetitions kept. */
  public List<Word> words(String text, Tongue tongue) {
    if (tongue == Tongue.JA) {
      return japanese.words(text);
    }
    List<Word> words = cut(normalise(text, tongue), tongue);
    if (tongue != Tongue.VI) {
      return words;
    }
    // Each syllable also without its accents, for who types none.
    return words.stream()
        .flatMap(
            word -> {
              String bare = Spaced.bare(word.base());
              return bare.equals(word.base())
                  ? Stream.of(word)
                  : Stream.of(word, new Word(bare, word.surface(), word.start()));
            })
        .toList();
  }

  /** A question read in a language; the synonyms are Japanese. */
  public Utterance read(String text, Tongue tongue, Synonyms synonyms) {
    if (tongue == Tongue.JA) {
      return Utterance.of(text, japanese, synonyms);
    }
    String normalised = normalise(cut(text), tongue);
    List<Word> words = cut(normalised, tongue).stream().limit(Utterance.MOST_WORDS).toList();
    return new Utterance(
        normalised, words, words.stream().map(this::concept).distinct().toList(), synonyms);
  }

  private static String cut(String text) {
    return text.length() > Utterance.LONGEST ? text.substring(0, Utterance.LONGEST) : text;
  }

  private Concept concept(Word word) {
    String bare = Spaced.bare(word.base());
    return new Concept(
        word.surface(),
        List.of(),
        List.of(word.base()),
        bare.equals(word.base()) ? List.of() : List.of(List.of(bare)));
  }

  private List<Word> cut(String normalised, Tongue tongue) {
    Analyzer analyzer = analyzers.get(tongue);
    if (analyzer == null || normalised.isEmpty()) {
      return List.of();
    }
    String read = tongue == Tongue.ZH ? Chinese.withoutAsking(normalised) : normalised;
    List<Word> words = new ArrayList<>();
    try (TokenStream tokens = analyzer.tokenStream("text", read)) {
      CharTermAttribute term = tokens.getAttribute(CharTermAttribute.class);
      OffsetAttribute offset = tokens.getAttribute(OffsetAttribute.class);
      tokens.reset();
      while (tokens.incrementToken()) {
        String base = term.toString();
        String surface = read.substring(offset.startOffset(), offset.endOffset());
        if (base.length() <= LONGEST_TERM && (tongue != Tongue.VI || !Spaced.empty(base))) {
          words.add(
              new Word(
                  tongue == Tongue.OTHER ? Spaced.bare(base) : base,
                  surface,
                  offset.startOffset()));
        }
      }
      tokens.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return words;
  }
}
