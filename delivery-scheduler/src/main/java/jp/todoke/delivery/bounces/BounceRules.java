package jp.todoke.delivery.bounces;

import java.time.Duration;

/**
 * How many reports suppress a mailbox.
 *
 * @param hard deliveries reported as "no such mailbox"; then it is suppressed until lifted
 * @param soft deliveries that failed for another reason of the mailbox; then it rests
 * @param within both are counted, in days of 24 hours
 * @param rest how long the rest is
 */
public record BounceRules(int hard, int soft, Duration within, Duration rest) {

  /** 2 hard or 5 soft ones within 30 days; a rest of 30 days. */
  public static final BounceRules USUAL =
      new BounceRules(2, 5, Duration.ofDays(30), Duration.ofDays(30));

  /**
   * Checks the numbers.
   *
   * @throws IllegalArgumentException when one is below 1
   */
  public BounceRules {
    if (hard < 1 || soft < 1 || !within.isPositive() || !rest.isPositive()) {
      throw new IllegalArgumentException("bounces are counted from 1");
    }
  }
}
