package jp.todoke.search.japanese;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Latin letters as a Japanese keyboard takes them (Hepburn and Kunrei), read as hiragana. */
public final class Romaji {

  private static final int LONGEST = 3;
  private static final Map<String, String> SYLLABLES = syllables();

  private Romaji() {}

  /** The sound of a word; empty where it is none. An unfinished last syllable is left out. */
  public static Optional<String> hiragana(String latin) {
    StringBuilder kana = new StringBuilder();
    int at = 0;
    while (at < latin.length()) {
      int length = Math.min(LONGEST, latin.length() - at);
      while (length > 0 && !SYLLABLES.containsKey(latin.substring(at, at + length))) {
        length--;
      }
      char letter = latin.charAt(at);
      if (length > 0) {
        kana.append(SYLLABLES.get(latin.substring(at, at + length)));
        at += length;
      } else if (letter == 'n' && at + 1 < latin.length()) {
        kana.append('ん');
        at += latin.charAt(at + 1) == '\'' ? 2 : 1;
      } else if (at + 1 < latin.length() && letter == latin.charAt(at + 1) && isLetter(letter)) {
        kana.append('っ');
        at++;
      } else if (latin.length() - at < LONGEST
          && latin.chars().skip(at).allMatch(Romaji::isLetter)) {
        break;
      } else {
        return Optional.empty();
      }
    }
    return kana.isEmpty() ? Optional.empty() : Optional.of(kana.toString());
  }

  private static boolean isLetter(int c) {
    return c >= 'a' && c <= 'z';
  }

  private static Map<String, String> syllables() {
    Map<String, String> all = new HashMap<>();
    row(all, "", "あいうえお");
    row(all, "k", "かきくけこ");
    row(all, "s", "さしすせそ");
    row(all, "t", "たちつてと");
    row(all, "n", "なにぬねの");
    row(all, "h", "はひふへほ");
    row(all, "m", "まみむめも");
    row(all, "r", "らりるれろ");
    row(all, "g", "がぎぐげご");
    row(all, "z", "ざじずぜぞ");
    row(all, "d", "だぢづでど");
    row(all, "b", "ばびぶべぼ");
    row(all, "p", "ぱぴぷぺぽ");
    all.putAll(
        Map.of(
            "ya", "や", "yu", "ゆ", "yo", "よ", "wa", "わ", "wo", "を", "shi", "し", "chi", "ち", "tsu",
            "つ", "fu", "ふ", "ji", "じ"));
    all.put("-", "ー");
    small(all, "ky き gy ぎ ny に hy ひ my み ry り by び py ぴ sh し ch ち j じ sy し ty ち zy じ jy じ");
    return Map.copyOf(all);
  }

  private static void row(Map<String, String> all, String consonant, String kana) {
    for (int i = 0; i < kana.length(); i++) {
      all.put(consonant + "aiueo".charAt(i), kana.substring(i, i + 1));
    }
  }

  private static void small(Map<String, String> all, String pairs) {
    String[] parts = pairs.split(" ");
    for (int i = 0; i < parts.length; i += 2) {
      all.put(parts[i] + "a", parts[i + 1] + "ゃ");
      all.put(parts[i] + "u", parts[i + 1] + "ゅ");
      all.put(parts[i] + "o", parts[i + 1] + "ょ");
    }
  }
}
