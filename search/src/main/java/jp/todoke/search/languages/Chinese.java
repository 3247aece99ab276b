package jp.todoke.search.languages;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cjk.CJKBigramFilter;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/** Chinese: simplified characters for both scripts, pairs of neighbouring characters as words. */
final class Chinese extends Analyzer {

  private static final String TABLE = "traditional-simplified.txt";

  /** Said in every question, in simplified characters; the longer first. */
  private static final Pattern ASKING =
      Pattern.compile(
          "请问一下|请问|我想要|我想|我要|请告诉我|告诉我|怎么样|怎么办理|怎么办|怎样|怎么|如何|什么时候|什么地方|什么|哪里|哪儿|哪些|哪个|多少|为什么"
              + "|可不可以|可以|能不能|是否|有没有|应该|需要|我们|我的|您的|你们|吗|呢|吧|的|了|在|是|要|和|与|或");

  private static final Pattern NEVER_JAPANESE = Pattern.compile("[吗嗎么麼们們您呢吧哪怎这這没妳啊]");

  private static final Map<Character, Character> SIMPLE = table();

  private static Map<Character, Character> table() {
    Map<Character, Character> simple = new HashMap<>();
    try (InputStream file =
            Objects.requireNonNull(Chinese.class.getResourceAsStream(TABLE), TABLE);
        BufferedReader lines =
            new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
      lines
          .lines()
          .filter(line -> !line.startsWith("#"))
          .flatMap(line -> Pattern.compile(" ").splitAsStream(line.strip()))
          .forEach(pair -> simple.put(pair.charAt(0), pair.charAt(1)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Map.copyOf(simple);
  }

  /** Every traditional character as the simplified one. */
  static String simplified(String text) {
    StringBuilder simple = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      simple.append((char) SIMPLE.getOrDefault(c, c));
    }
    return simple.toString();
  }

  /** The text with spaces, one for each character, where nothing is said but that it is asked. */
  static String withoutAsking(String simplified) {
    return ASKING.matcher(simplified).replaceAll(found -> " ".repeat(found.group().length()));
  }

  /** Whether a text in Chinese characters alone cannot be Japanese. */
  static boolean evident(String text) {
    if (NEVER_JAPANESE.matcher(text).find()) {
      return true;
    }
    // The characters of Japanese texts stand in this set; most simplified ones do not.
    CharsetEncoder japanese = Charset.forName("windows-31j").newEncoder();
    return text.chars()
        .anyMatch(
            c ->
                Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN
                    && !japanese.canEncode((char) c));
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer words = new StandardTokenizer();
    return new TokenStreamComponents(
        words, new CJKBigramFilter(new LowerCaseFilter(words), CJKBigramFilter.HAN));
  }
}
