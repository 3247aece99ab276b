package jp.todoke.delivery.wording;

import java.util.Locale;
import java.util.Map;

/**
 * What the product says itself, by language; Japanese where it does not speak the one asked for.
 *
 * @param byTag by BCP 47 tag in lower case; {@code ja} is always there
 */
record FixedWords<W>(Map<String, W> byTag) {

  /** Keeps its own copy. */
  FixedWords {
    byTag = Map.copyOf(byTag);
    if (!byTag.containsKey("ja")) {
      throw new IllegalArgumentException("nothing in Japanese");
    }
  }

  /** The tag spoken for that language: itself, a wider one, or {@code ja}. */
  String tag(String language) {
    String tag = language.toLowerCase(Locale.ROOT);
    while (!byTag.containsKey(tag) && tag.contains("-")) {
      tag = tag.substring(0, tag.lastIndexOf('-'));
    }
    return byTag.containsKey(tag) ? tag : "ja";
  }

  /** Whether Japanese stands in for another language. */
  boolean fallback(String language) {
    return tag(language).equals("ja") && !language.toLowerCase(Locale.ROOT).startsWith("ja");
  }

  /** The words of {@link #tag}. */
  W in(String language) {
    W words = byTag.get(tag(language));
    if (words == null) {
      throw new IllegalStateException("nothing in Japanese");
    }
    return words;
  }
}
