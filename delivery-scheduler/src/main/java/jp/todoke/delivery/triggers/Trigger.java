package jp.todoke.delivery.triggers;

import java.time.Instant;
import java.util.Optional;
import jp.todoke.delivery.approvals.Mark;

/**
 * A trigger as it stands. What was decided about it does not change; a mistake is a new trigger.
 *
 * @param id {@code [a-z0-9][a-z0-9-]{0,39}}
 * @param contentHash what an approval must name
 * @param firstApproved the first of two approvals, where two are needed
 * @param approved by whom and when; it works from then on
 * @param watchingSince when it was first known who is in the segment already, UTC
 */
public record Trigger(
    String id,
    TriggerDraft draft,
    String contentHash,
    Status status,
    Mark created,
    Optional<Mark> firstApproved,
    Optional<Mark> approved,
    Optional<Mark> stopped,
    Optional<Instant> watchingSince) {

  /** How far it is. */
  public enum Status {
    /** Waits for somebody else's approval. */
    CREATED,
    /** Fires by itself. */
    ACTIVE,
    /** Halted by staff, for good. */
    STOPPED
  }
}
