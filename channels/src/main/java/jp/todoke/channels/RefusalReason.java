package jp.todoke.channels;

/** Why a provider will never take this message to this address. */
public enum RefusalReason {
  /** The mailbox or its domain does not exist; the address belongs on the suppression list. */
  HARD_BOUNCE(false),
  /**
   * A receiver's policy refuses the mail; the address stays. Refusals time after time concern the
   * city as a sender and come as {@link #CONFIGURATION}.
   */
  POLICY(false),
  /** This message is not acceptable: malformed, too long, forbidden content. */
  MESSAGE_REJECTED(false),
  /** The address can not be reached by this route: malformed, or LINE does not know the user. */
  UNREACHABLE(false),
  /** The city's own access is wrong: credentials, permission, sender address. */
  CONFIGURATION(true),
  /** The month's allowance is used up. */
  QUOTA(true);

  private final boolean concernsRoute;

  RefusalReason(boolean concernsRoute) {
    this.concernsRoute = concernsRoute;
  }

  /** Whether every other recipient would be refused as well until staff act. */
  public boolean concernsRoute() {
    return concernsRoute;
  }
}
