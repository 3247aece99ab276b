package jp.todoke.segmentation.interactions;

import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A topic that a person searched or opened on a day.
 *
 * @param topic 1 to 60 letters, digits, {@code _} or {@code -}
 * @param on the day in Asia/Tokyo
 * @param times how often, from 1
 */
public record Interaction(Kind kind, String topic, LocalDate on, int times) {

  private static final Pattern TOPIC = Pattern.compile("[\\p{L}\\p{N}_-]{1,60}");

  /** What the person did. */
  public enum Kind {
    SEARCHED,
    OPENED;

    /** The name used in JSON: lower case. */
    public String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The kind of that JSON name. */
    public static Optional<Kind> of(String json) {
      for (Kind kind : values()) {
        if (kind.json().equals(json)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** Whether a text can name a topic. */
  public static boolean isTopic(String text) {
    return TOPIC.matcher(text).matches();
  }
}
