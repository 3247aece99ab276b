package jp.todoke.api.answers;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * That somebody has read what a change would lose and wants it all the same.
 *
 * @param confirm the {@code hash} of the replay that was read; missing where nothing is confirmed
 */
public record Confirmation(Optional<String> confirm) {

  /** The hash that is confirmed; empty for none, also where there is no body at all. */
  static String hash(@Nullable Confirmation confirmation) {
    return confirmation == null ? "" : confirmation.confirm().orElse("");
  }
}
