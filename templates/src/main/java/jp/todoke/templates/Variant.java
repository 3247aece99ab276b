package jp.todoke.templates;

import java.util.Optional;

/**
 * The words of a template in one language. Each part may hold Mustache tags: {@code {{name}}},
 * sections {@code {{#name}}...{{/name}}}, inverted sections and comments.
 *
 * @param subject one line, at most {@value #SUBJECT_LIMIT} UTF-16 units; mail subject and inbox
 *     title
 * @param text plain text, at most {@value #TEXT_LIMIT} UTF-16 units; values are written as they are
 * @param html the same words as HTML, at most {@value #TEXT_LIMIT} UTF-16 units; values are escaped
 */
public record Variant(String subject, String text, Optional<String> html) {

  /** The longest subject, in UTF-16 units, before and after rendering. */
  public static final int SUBJECT_LIMIT = 200;

  /** The longest text or HTML part, in UTF-16 units, before and after rendering. */
  public static final int TEXT_LIMIT = 20_000;

  /** Words without an HTML part. */
  public static Variant plain(String subject, String text) {
    return new Variant(subject, text, Optional.empty());
  }
}
