package jp.todoke.api.rest;

import java.util.List;
import java.util.Locale;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * The language somebody wants to read, as a BCP 47 tag; やさしい日本語 is {@code ja-x-easy}.
 *
 * @param tag the first wish
 */
public record Language(String tag) {

  private static final Language JAPANESE = new Language("ja");

  /**
   * The language asked for: {@code locale}, else {@code Accept-Language}, else Japanese. {@code
   * ja-easy} is taken for {@code ja-x-easy}.
   *
   * @throws Refusal 400 {@code invalid-locale} when {@code locale} is no language tag
   */
  public static Language asked(@Nullable String locale, @Nullable String acceptLanguage) {
    if (locale != null && !locale.isBlank()) {
      if (locale.equals("ja-easy")) {
        return new Language("ja-x-easy");
      }
      String tag = Locale.forLanguageTag(locale).toLanguageTag();
      if (tag.equals("und")) {
        throw new Refusal(Problem.at(400, "invalid-locale", "locale", "a BCP 47 language tag"));
      }
      return new Language(tag);
    }
    if (acceptLanguage == null) {
      return JAPANESE;
    }
    try {
      List<Locale.LanguageRange> wishes = Locale.LanguageRange.parse(acceptLanguage);
      String first = wishes.isEmpty() ? "*" : wishes.getFirst().getRange();
      return first.equals("*") ? JAPANESE : new Language(first);
    } catch (IllegalArgumentException malformed) {
      return JAPANESE;
    }
  }

  /** Whether plain Japanese satisfies the wish. */
  public boolean japanese() {
    return tag.equals("ja") || tag.startsWith("ja-") && !tag.contains("-x-");
  }
}
