package jp.todoke.delivery.approvals;

import java.time.Duration;

/** It would begin when the approval does not hold any more; it is approved nearer to the time. */
public final class ApprovalExpired extends RuntimeException {

  /** Names what it is about and how long an approval holds. */
  public ApprovalExpired(String id, Duration holds) {
    super(id + " begins too late: an approval holds for " + holds.toHours() + " hours");
  }
}
