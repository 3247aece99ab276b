package jp.todoke.search.languages;

import java.util.List;
import java.util.Locale;

/** BCP 47 tags as answers use them; やさしい日本語 is {@code ja-x-easy}, {@code ja-easy} is the same. */
public final class Tags {

  /** Japanese. */
  public static final String JAPANESE = "ja";

  /** やさしい日本語. */
  public static final String EASY_JAPANESE = "ja-x-easy";

  private Tags() {}

  /** Whether a tag means やさしい日本語. */
  public static boolean easy(String tag) {
    String lower = tag.toLowerCase(Locale.ROOT);
    return lower.equals(EASY_JAPANESE) || lower.equals("ja-easy");
  }

  /**
   * Whether a text in one language is what somebody who wants another asked for: the same language
   * of whatever region; easy Japanese only for who asks for it, and nothing else for them.
   */
  public static boolean serves(String document, String wanted) {
    return easy(document) == easy(wanted) && primary(document).equals(primary(wanted));
  }

  /**
   * The tags a document is found by: {@code en-US} by who asks for {@code en-US} and by who asks
   * for {@code en}; easy Japanese by its own only.
   */
  public static List<String> found(String tag) {
    String lower = tag.toLowerCase(Locale.ROOT);
    if (easy(lower)) {
      return List.of(EASY_JAPANESE);
    }
    int region = lower.indexOf('-');
    return region < 0 ? List.of(lower) : List.of(lower, lower.substring(0, region));
  }

  /** The language of a tag without region or script; an unreadable one is taken for Japanese. */
  public static String primary(String tag) {
    String language = Locale.forLanguageTag(tag).getLanguage();
    return language.isEmpty() ? JAPANESE : language;
  }
}
