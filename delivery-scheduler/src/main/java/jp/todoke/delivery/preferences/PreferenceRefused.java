package jp.todoke.delivery.preferences;

/** A preference can not be kept: one part of it breaks a rule. */
public final class PreferenceRefused extends RuntimeException {

  private final String part;

  PreferenceRefused(String part, String reason) {
    super(part + ": " + reason);
    this.part = part;
  }

  /** The part concerned, such as {@code topicsOff}. */
  public String part() {
    return part;
  }
}
