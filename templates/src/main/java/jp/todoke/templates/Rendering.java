package jp.todoke.templates;

import java.util.Optional;
import java.util.Set;

/** What came of filling a template with one person's values. */
public sealed interface Rendering {

  /**
   * The finished words.
   *
   * @param subject one line without control characters, not HTML-escaped
   * @param text plain text, not HTML-escaped
   * @param html the HTML part, values escaped; empty where the variant has none
   * @param language BCP 47 tag of the words actually used
   * @param fallback true when the language asked for was not there
   */
  record Rendered(
      String subject, String text, Optional<String> html, String language, boolean fallback)
      implements Rendering {}

  /**
   * Nothing was rendered because values are missing: names reached by the template and absent from
   * the values. A half-filled message is never handed out.
   */
  record ValuesMissing(Set<String> names) implements Rendering {

    /** Keeps its own copy of the names. */
    public ValuesMissing {
      names = Set.copyOf(names);
    }
  }
}
