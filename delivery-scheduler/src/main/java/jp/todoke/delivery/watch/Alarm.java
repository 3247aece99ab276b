package jp.todoke.delivery.watch;

import java.time.Instant;
import java.util.Locale;

/**
 * Something a person should look at.
 *
 * @param subject id of the chunk or campaign concerned
 * @param since how long it has been so, as far as the ledger knows, UTC
 */
public record Alarm(Code code, String subject, Instant since) {

  /** What is wrong. */
  public enum Code {
    /** Nobody has taken a chunk that has been due for long. */
    CHUNK_STUCK,
    /** The lease of a chunk ran out long ago, and nobody has taken it over. */
    LEASE_EXPIRED,
    /**
     * A chunk is not done a day after it was let go, whether it is tried again and again or fails
     * each time it is taken.
     */
    DELIVERY_LATE,
    /** A road takes nothing: the relay or platform is away, refuses the city, or is used up. */
    ROUTE_RESTS,
    /** An approved campaign has not begun although its time came. */
    CAMPAIGN_WAITS,
    /** What was perhaps sent has waited for a person's decision for more than a day. */
    DECISION_DUE,
    /** A second person has not looked at an emergency yet. */
    REVIEW_DUE,
    /** selected = sent + suppressed + failed + expired + unknown + pending does not hold. */
    LEDGER_IMBALANCE,
    /** A trigger's segment has been published anew, or has not been computed for long. */
    TRIGGER_RESTS,
    /** An approved campaign does not start: LINE's monthly allowance is too small for it. */
    LINE_QUOTA,
    /** A receiver of events did not take them for so long that it is not told any more. */
    WEBHOOK_DISABLED,
    /** The main switch is closed. */
    DELIVERIES_PAUSED;

    /** The name in JSON and log: lower case with hyphens. */
    public String json() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
