package jp.todoke.search.languages;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.standard.StandardTokenizer;

/** Languages whose words stand between spaces, Vietnamese among them. */
final class Spaced extends Analyzer {

  private static final Pattern ACCENTS = Pattern.compile("[\\u0300-\\u036f]");

  /** No other language that asks a Japanese city has these letters. */
  private static final Pattern VIETNAMESE = Pattern.compile("[ăĂđĐơƠưƯ\\u1ea0-\\u1ef9]");

  /** Words of every Vietnamese question, with their accents. */
  private static final Set<String> EMPTY =
      Set.of(
          "tôi", "mình", "em", "anh", "chị", "là", "của", "và", "có", "ở", "đâu", "làm", "thế",
          "nào", "cho", "được", "cần", "muốn", "khi", "với", "các", "những", "gì", "bao", "nhiêu",
          "như", "thì", "mà", "phải", "không", "hay", "hoặc", "một", "này", "đó", "để", "từ", "về",
          "trong", "xin", "hỏi", "hãy", "ai", "bị", "sẽ", "đã", "vào", "ra", "bạn", "nếu", "thể");

  /** The same as typed without; those that would hide a word of meaning (tu, ve, ra) left out. */
  private static final Set<String> EMPTY_BARE =
      Stream.of(
              "toi", "minh", "la", "cua", "va", "co", "dau", "lam", "the", "nao", "cho", "duoc",
              "can", "muon", "khi", "voi", "cac", "nhung", "gi", "bao", "nhieu", "nhu", "thi",
              "phai", "khong", "hay", "hoac", "mot", "nay", "do", "trong", "xin", "hoi", "ban",
              "neu")
          .collect(Collectors.toUnmodifiableSet());

  /** Without accents, đ as d. */
  static String bare(String text) {
    String apart = Normalizer.normalize(text, Normalizer.Form.NFD);
    return Normalizer.normalize(ACCENTS.matcher(apart).replaceAll(""), Normalizer.Form.NFC)
        .replace('đ', 'd')
        .replace('Đ', 'D');
  }

  static boolean vietnamese(String text) {
    return VIETNAMESE.matcher(Normalizer.normalize(text, Normalizer.Form.NFC)).find();
  }

  /** Whether a Vietnamese syllable says nothing about what is asked. */
  static boolean empty(String syllable) {
    String lower = syllable.toLowerCase(Locale.ROOT);
    return lower.equals(bare(lower)) ? EMPTY_BARE.contains(lower) : EMPTY.contains(lower);
  }

  @Override
  protected TokenStreamComponents createComponents(String field) {
    Tokenizer words = new StandardTokenizer();
    return new TokenStreamComponents(words, new LowerCaseFilter(words));
  }
}
