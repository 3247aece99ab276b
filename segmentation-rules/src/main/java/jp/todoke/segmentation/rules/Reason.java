package jp.todoke.segmentation.rules;

import java.util.Optional;

/**
 * One ground of a decision in words a citizen reads.
 *
 * @param text a sentence in Japanese with the person's own value and what is asked
 * @param attribute the catalogue's name of the fact, when it is about one
 * @param value the person's own value as shown, when known
 * @param limit what is asked, as shown
 */
public record Reason(
    String text, Optional<String> attribute, Optional<String> value, Optional<String> limit) {

  static Reason of(String text) {
    return new Reason(text, Optional.empty(), Optional.empty(), Optional.empty());
  }
}
