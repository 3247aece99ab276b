package jp.todoke.delivery.triggers;

/** A trigger can not be kept: one part of it breaks a rule. */
public final class TriggerRefused extends RuntimeException {

  private final String part;

  TriggerRefused(String part, String reason) {
    super(part + ": " + reason);
    this.part = part;
  }

  /** The part concerned, such as {@code routes}. */
  public String part() {
    return part;
  }
}
