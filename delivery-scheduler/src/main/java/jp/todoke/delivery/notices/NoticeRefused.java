package jp.todoke.delivery.notices;

/** A notice can not be kept: one part of it breaks a rule. Never tells anything of the person. */
public final class NoticeRefused extends RuntimeException {

  private final String part;

  NoticeRefused(String part, String reason) {
    super(part + ": " + reason);
    this.part = part;
  }

  /** The part concerned, such as {@code routes}. */
  public String part() {
    return part;
  }
}
