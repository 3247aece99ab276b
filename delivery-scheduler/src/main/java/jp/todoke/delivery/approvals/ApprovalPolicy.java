package jp.todoke.delivery.approvals;

import java.time.Duration;

/**
 * How approvals are given.
 *
 * @param twoFrom people from which on two different approvers are needed
 * @param holds how long after the deciding approval a campaign may begin
 */
public record ApprovalPolicy(long twoFrom, Duration holds) {

  /** Two approvers from 100,000 people on; an approval holds for 7 days. */
  public static final ApprovalPolicy USUAL = new ApprovalPolicy(100_000, Duration.ofDays(7));
}
