package jp.todoke.channels;

import java.time.Instant;
import java.util.Optional;

/**
 * An address the city does not send to.
 *
 * @param id route and SHA-256 of the normalised address; the address itself is not kept
 * @param route the route it holds for
 * @param reason why
 * @param since from when, UTC
 * @param until first instant it no longer holds, UTC; empty = until lifted
 */
public record Suppression(
    String id, Route route, Reason reason, Instant since, Optional<Instant> until) {

  /** Why an address is suppressed. */
  public enum Reason {
    /** The mailbox does not exist. */
    HARD_BOUNCE,
    /** Full again and again. */
    MAILBOX_FULL,
    /** The person reported the mail as unwanted. */
    COMPLAINT,
    /** The person blocked the city's LINE account. */
    BLOCKED,
    /** Staff entered it. */
    STAFF
  }
}
