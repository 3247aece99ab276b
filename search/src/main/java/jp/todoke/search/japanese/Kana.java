package jp.todoke.search.japanese;

/** Katakana and hiragana are two letters for one sound; readings are compared in hiragana. */
public final class Kana {

  private static final int SHIFT = 'ァ' - 'ぁ';

  private Kana() {}

  /** The text with every katakana letter as hiragana; everything else stands as it is. */
  public static String hiragana(String text) {
    StringBuilder kana = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      kana.append(c >= 'ァ' && c <= 'ヶ' ? (char) (c - SHIFT) : c);
    }
    return kana.toString();
  }

  /** Whether a text is written in hiragana, katakana and long-vowel marks only. */
  public static boolean only(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(c -> c >= 'ぁ' && c <= 'ゖ' || c >= 'ァ' && c <= 'ー');
  }
}
