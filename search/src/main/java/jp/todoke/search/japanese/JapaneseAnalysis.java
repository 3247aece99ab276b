package jp.todoke.search.japanese;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.ja.JapaneseTokenizer;
import org.apache.lucene.analysis.ja.dict.UserDictionary;
import org.apache.lucene.analysis.ja.tokenattributes.BaseFormAttribute;
import org.apache.lucene.analysis.ja.tokenattributes.PartOfSpeechAttribute;
import org.apache.lucene.analysis.ja.tokenattributes.ReadingAttribute;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.jspecify.annotations.Nullable;

/**
 * Cuts Japanese text into the words that carry meaning: NFKC, Kuromoji in search mode with the
 * municipal user dictionary, nouns, verbs and adjectives only, dictionary form, lower case.
 *
 * <p>The same analysis serves documents and questions, so both sides always agree. Any text is
 * accepted: empty, symbols, control characters and lone surrogates give no words. Thread-safe.
 */
public final class JapaneseAnalysis {

  private static final String WORDS = "municipal-words.csv";

  /** Words of every sentence: they say nothing about what is asked. */
  private static final Set<String> EMPTY_WORDS =
      Set.of(
          "する", "なる", "ある", "いる", "できる", "出来る", "やる", "いう", "行う", "くださる", "下さる", "いただく", "頂く", "願う",
          "お願い", "御願い", "思う", "よい", "良い", "いい", "ない", "無い", "何", "さん", "様", "方", "等", "的", "の");

  private static final Set<String> EMPTY_KINDS =
      Set.of("名詞-代名詞", "名詞-非自立", "動詞-非自立", "動詞-接尾", "形容詞-非自立");

  private static final Pattern KANJI = Pattern.compile("\\p{IsHan}");

  private static final Pattern KANA_OF_KANJI = Pattern.compile("(?<=\\p{IsHan})[ぁ-ゖ]{1,2}");

  private final UserDictionary words;

  private final Set<Folding> foldings;

  private final Spelling spelling;

  private final Set<String> emptyWords;

  /** The analysis with the user dictionary shipped with this module. */
  public JapaneseAnalysis() {
    this(List.of());
  }

  /**
   * The same for one city.
   *
   * @param cityNames what the city calls itself; these words say nothing about what is asked
   */
  public JapaneseAnalysis(Collection<String> cityNames) {
    this(cityNames, EnumSet.allOf(Folding.class));
  }

  /**
   * The same with some ways of writing taken for one only, for measuring what each gives.
   *
   * @param foldings the ways
   */
  public JapaneseAnalysis(Collection<String> cityNames, Set<Folding> foldings) {
    this.foldings = Set.copyOf(foldings);
    this.spelling = new Spelling(foldings);
    Set<String> empty = new HashSet<>(EMPTY_WORDS);
    cityNames.forEach(name -> empty.add(normalise(name)));
    emptyWords = Set.copyOf(empty);
    try (InputStream csv =
        Objects.requireNonNull(JapaneseAnalysis.class.getResourceAsStream(WORDS), WORDS)) {
      words =
          Objects.requireNonNull(
              UserDictionary.open(new InputStreamReader(csv, StandardCharsets.UTF_8)), WORDS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The form in which texts are compared: NFKC, lower case, control characters and lone surrogates
   * as spaces, runs of white space as one space, trimmed; old characters, numbers and units in one
   * way of writing.
   */
  public String normalise(String text) {
    return spelling.fold(clean(text));
  }

  /** The same in any language: letters, numbers and units stand as they are written. */
  public static String clean(String text) {
    String folded = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    StringBuilder clean = new StringBuilder(folded.length());
    folded
        .codePoints()
        .forEach(
            c -> {
              boolean space =
                  Character.isWhitespace(c)
                      || Character.isSpaceChar(c)
                      || Character.getType(c) == Character.CONTROL
                      || Character.getType(c) == Character.SURROGATE;
              if (!space) {
                clean.appendCodePoint(c);
              } else if (!clean.isEmpty() && clean.charAt(clean.length() - 1) != ' ') {
                clean.append(' ');
              }
            });
    return clean.toString().strip();
  }

  /** The meaning-carrying words of a text in their order, repetitions kept. */
  public List<Word> words(String text) {
    return wordsOf(normalise(text));
  }

  private List<Word> wordsOf(String normalised) {
    return wordsOf(tokens(normalised));
  }

  List<Word> wordsOf(List<Token> tokens) {
    List<Word> found = new ArrayList<>();
    for (Token token : tokens) {
      String word =
          spelling(stem(token.base() == null ? token.surface() : token.base()), token.kind());
      if (carriesMeaning(word, token.kind())) {
        found.add(new Word(word, token.surface(), token.start(), token.reading() != null));
      }
    }
    return found;
  }

  /** Whether this analysis takes these ways of writing for one. */
  boolean folds(Folding folding) {
    return foldings.contains(folding);
  }

  static boolean hasKanji(String text) {
    return KANJI.matcher(text).find();
  }

  /** A whole text as it is read aloud, every word of it, in hiragana. */
  public Reading reading(String text) {
    StringBuilder kana = new StringBuilder();
    List<Integer> starts = new ArrayList<>();
    for (Token token : tokens(normalise(text))) {
      starts.add(kana.length());
      kana.append(Kana.hiragana(token.reading() == null ? token.surface() : token.reading()));
    }
    return new Reading(kana.toString(), List.copyOf(starts));
  }

  List<Token> tokens(String normalised) {
    List<Token> tokens = new ArrayList<>();
    if (normalised.isEmpty()) {
      return tokens;
    }
    try (JapaneseTokenizer tokenizer =
        new JapaneseTokenizer(words, true, JapaneseTokenizer.Mode.SEARCH)) {
      CharTermAttribute term = tokenizer.getAttribute(CharTermAttribute.class);
      BaseFormAttribute base = tokenizer.getAttribute(BaseFormAttribute.class);
      PartOfSpeechAttribute kind = tokenizer.getAttribute(PartOfSpeechAttribute.class);
      ReadingAttribute reading = tokenizer.getAttribute(ReadingAttribute.class);
      OffsetAttribute offset = tokenizer.getAttribute(OffsetAttribute.class);
      tokenizer.setReader(new StringReader(normalised));
      tokenizer.reset();
      while (tokenizer.incrementToken()) {
        tokens.add(
            new Token(
                term.toString(),
                base.getBaseForm(),
                Objects.requireNonNullElse(kind.getPartOfSpeech(), ""),
                reading.getReading(),
                offset.startOffset()));
      }
      tokenizer.end();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return tokens;
  }

  private boolean carriesMeaning(String word, String kind) {
    boolean content = kind.contains("名詞") || kind.startsWith("動詞") || kind.startsWith("形容詞");
    return content
        && EMPTY_KINDS.stream().noneMatch(kind::startsWith)
        && !emptyWords.contains(word)
        && word.codePoints()
            .anyMatch(
                c ->
                    Character.isLetterOrDigit(c)
                        && Character.getType(c) != Character.MODIFIER_LETTER);
  }

  /**
   * One spelling for a noun: without the kana between and behind its kanji (申し込み, 申込み, 申込), and in
   * hiragana where it has no kanji (ゴミ, ごみ). Words of the user dictionary are spelt on purpose.
   */
  private static String spelling(String word, String kind) {
    if (!kind.contains("名詞")) {
      return word;
    }
    if (Kana.only(word)) {
      return Kana.hiragana(word);
    }
    return kind.startsWith("名詞") && KANJI.matcher(word).results().limit(2).count() == 2
        ? KANA_OF_KANJI.matcher(word).replaceAll("")
        : word;
  }

  /** Katakana words are written with and without a final long vowel (コンピュータ, コンピューター). */
  private static String stem(String word) {
    boolean longKatakana =
        word.length() >= 4
            && word.endsWith("ー")
            && word.codePoints().allMatch(c -> c >= 'ァ' && c <= 'ー');
    return longKatakana ? word.substring(0, word.length() - 1) : word;
  }

  /**
   * How a text is read aloud.
   *
   * @param kana the reading in hiragana; what has no known reading stands as written
   * @param wordStarts offsets in {@code kana} at which a word begins, ascending
   */
  public record Reading(String kana, List<Integer> wordStarts) {}

  /** One word of a text as it stands there. */
  record Token(
      String surface, @Nullable String base, String kind, @Nullable String reading, int start) {}
}
