package jp.todoke.delivery.ledger;

import java.time.Instant;
import java.util.Optional;

/**
 * One person in a chunk.
 *
 * @param commonId the person
 * @param state where their message stands
 * @param reason why, in lower case with hyphens; empty where nothing needs saying
 * @param receipt the provider's reference once sent; empty for the portal, whose entry's id is
 *     {@code delivery:commonId}
 * @param attempts how often it was tried
 * @param at of the outcome, or of the beginning of an attempt without one; while pending, the
 *     moment before which it is not tried, UTC
 * @param request attempts of one name went out together and are repeated together
 * @param print first 64 bits of a digest of address and language of the attempt without an outcome;
 *     0 where there is none
 * @param doubted whether an attempt ever went without an answer, so that the person may have got
 *     the message twice
 */
public record Recipient(
    String commonId,
    State state,
    String reason,
    String receipt,
    int attempts,
    Optional<Instant> at,
    String request,
    long print,
    boolean doubted) {

  /** Where a message stands; SENT, SUPPRESSED, FAILED and EXPIRED are final. */
  public enum State {
    /** Not tried, or to be tried again. */
    PENDING,
    /** A request is out; if nothing is recorded after it, it counts as unknown. */
    STARTED,
    /** The provider took it. */
    SENT,
    /** Not sent by our own decision. */
    SUPPRESSED,
    /** Not sent because the provider refused, or we gave up. */
    FAILED,
    /** Not sent because it is of no use any more. */
    EXPIRED,
    /** Perhaps sent. */
    UNKNOWN
  }

  /** Somebody who is to get the message. */
  public static Recipient pending(String commonId) {
    return new Recipient(commonId, State.PENDING, "", "", 0, Optional.empty(), "", 0, false);
  }

  /** Somebody who is not to get it. */
  public static Recipient suppressed(String commonId, String reason, Instant at) {
    return pending(commonId).ended(State.SUPPRESSED, reason, at);
  }

  /** An attempt begins. */
  public Recipient started(String ofRequest, long withPrint, Instant now) {
    return new Recipient(
        commonId,
        State.STARTED,
        "",
        "",
        attempts + 1,
        Optional.of(now),
        ofRequest,
        withPrint,
        doubted);
  }

  /** One more attempt is counted. */
  public Recipient triedAgain() {
    return new Recipient(
        commonId, state, reason, receipt, attempts + 1, at, request, print, doubted);
  }

  /** The provider took it. */
  public Recipient sent(String withReceipt, Instant now) {
    return new Recipient(
        commonId, State.SENT, "", withReceipt, attempts, Optional.of(now), "", 0, doubted);
  }

  /** It ends, without being sent. */
  public Recipient ended(State finalState, String why, Instant now) {
    return new Recipient(commonId, finalState, why, "", attempts, Optional.of(now), "", 0, doubted);
  }

  /** To be tried again; nothing was accepted. */
  public Recipient waiting(String why) {
    return new Recipient(
        commonId, State.PENDING, why, "", attempts, Optional.empty(), "", 0, doubted);
  }

  /** To be tried at that moment or later, UTC; nothing was accepted. */
  public Recipient deferred(String why, Instant until) {
    return new Recipient(
        commonId, State.PENDING, why, "", attempts, Optional.of(until), "", 0, doubted);
  }

  /** It was not tried after all, for our own limit's sake; the attempt does not count. */
  public Recipient paced(String why, Instant until) {
    return new Recipient(
        commonId,
        State.PENDING,
        why,
        "",
        Math.max(0, attempts - 1),
        Optional.of(until),
        "",
        0,
        doubted);
  }

  /** Whether it waits for a moment that has not come. */
  public boolean waitsAt(Instant now) {
    return state == State.PENDING && at.filter(now::isBefore).isPresent();
  }

  /**
   * No answer came to an attempt, so it may have been accepted.
   *
   * @param ofRequest to be repeated with; empty where it is not repeated any more
   */
  public Recipient unanswered(String why, String ofRequest) {
    long kept = ofRequest.isEmpty() ? 0 : print;
    return new Recipient(commonId, State.UNKNOWN, why, "", attempts, at, ofRequest, kept, true);
  }

  /** To be sent anew although it may have been accepted. */
  public Recipient repeated(int attemptsSoFar) {
    return new Recipient(
        commonId, State.PENDING, "repeated", "", attemptsSoFar, Optional.empty(), "", 0, true);
  }

  @Override
  public String toString() {
    return "Recipient[" + state + " " + reason + "]";
  }
}
