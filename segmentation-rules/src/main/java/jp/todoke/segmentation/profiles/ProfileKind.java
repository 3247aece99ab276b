package jp.todoke.segmentation.profiles;

import java.util.Locale;
import java.util.Optional;

/** In which capacity somebody uses the city's services. */
public enum ProfileKind {
  CITIZEN,
  BUSINESS,
  COMMUTER,
  VISITOR;

  private final String json = name().toLowerCase(Locale.ROOT);

  /** The name used in JSON and conditions: lower case. */
  public String json() {
    return json;
  }

  /** The kind of that JSON name. */
  public static Optional<ProfileKind> of(String json) {
    for (ProfileKind kind : values()) {
      if (kind.json().equals(json)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
