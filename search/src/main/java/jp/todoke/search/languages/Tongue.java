package jp.todoke.search.languages;

import java.util.Locale;

/** A group of language tags whose texts are cut by the same rules. */
public enum Tongue {
  /** Japanese, やさしい日本語 included. */
  JA,
  /** English. */
  EN,
  /** Chinese in traditional or simplified characters. */
  ZH,
  /** Korean. */
  KO,
  /** Vietnamese. */
  VI,
  /** Any other language: words are what stands between spaces and marks. */
  OTHER;

  /** The tongue of a BCP 47 tag; an empty or unreadable one is taken for Japanese. */
  public static Tongue of(String tag) {
    return switch (Locale.forLanguageTag(tag).getLanguage()) {
      case "", "ja" -> JA;
      case "en" -> EN;
      case "zh", "yue", "cmn" -> ZH;
      case "ko" -> KO;
      case "vi" -> VI;
      default -> OTHER;
    };
  }
}
