package jp.todoke.delivery.preferences;

/** The preference was changed since the caller read it. */
public final class StalePreference extends RuntimeException {

  StalePreference(long expected) {
    super("the preference is no longer at version " + expected);
  }
}
