package jp.todoke.segmentation.profiles;

import java.util.Locale;
import java.util.Optional;

/** What personal data may be used for, each with a consent of its own. */
public enum Purpose {
  /** Show contents chosen by attributes (#8). */
  PERSONALIZATION,
  /** Send pushes chosen by attributes (#10). */
  PUSH,
  /** Use views, clicks and searches (#9). */
  BEHAVIOUR,
  /** Give attributes to other applications (#37). */
  EXCHANGE;

  /** Made once: it is compared for every consent of every profile that is read. */
  private final String json = name().toLowerCase(Locale.ROOT);

  /** The name used in JSON and paths: lower case. */
  public String json() {
    return json;
  }

  /** The purpose of that JSON name. */
  public static Optional<Purpose> of(String json) {
    for (Purpose purpose : values()) {
      if (purpose.json().equals(json)) {
        return Optional.of(purpose);
      }
    }
    return Optional.empty();
  }
}
