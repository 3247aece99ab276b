package jp.todoke.channels;

/** Why a provider did not take the message this time. */
public enum DeferralReason {
  /** The provider can not be reached or is closing (SMTP 421, connection refused or reset). */
  ROUTE_UNAVAILABLE(true),
  /** Too fast: the provider's rate limit, or all our own connections are in use. */
  THROTTLED(true),
  /** The provider asks to come back for this recipient (SMTP 4yz, greylisting). */
  RECIPIENT_BUSY(false),
  /** Our own limit for the receiving domain is reached; it was not tried at all. */
  PACED(false),
  /** Not tried because the road ended before it; no attempt. */
  UNTRIED(true),
  /** The person's mailbox is full (SMTP 552, 5.2.2); a few attempts, then a pause. */
  MAILBOX_FULL(false);

  private final boolean concernsRoute;

  DeferralReason(boolean concernsRoute) {
    this.concernsRoute = concernsRoute;
  }

  /** Whether the whole route should rest, not only this recipient. */
  public boolean concernsRoute() {
    return concernsRoute;
  }
}
