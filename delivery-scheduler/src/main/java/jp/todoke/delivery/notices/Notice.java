package jp.todoke.delivery.notices;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jp.todoke.delivery.approvals.Mark;

/**
 * A notice as it stands. Immutable but for its approval and its proofs.
 *
 * @param id {@code n-} and 1 to 22 of {@code [a-z0-9-]}
 * @param contentHash what an approval must name
 * @param created by whom and when
 * @param approved by whom and when; it is sent from then on
 * @param openedAt first time the person opened it on the portal, UTC
 * @param downloadedAt first time the person downloaded it, UTC
 * @param acknowledgedAt first time the person acknowledged it, UTC
 * @param taken the steps of the fallback that were taken, oldest first
 * @param withdrawn why and by whom it was withdrawn, when it was
 */
public record Notice(
    String id,
    NoticeDraft draft,
    String contentHash,
    Status status,
    Mark created,
    Optional<Mark> approved,
    Optional<Instant> openedAt,
    Optional<Instant> downloadedAt,
    Optional<Instant> acknowledgedAt,
    List<Taken> taken,
    Optional<Withdrawal> withdrawn) {

  /**
   * It was an error: nothing more of it is sent, and what it said is not shown any more.
   *
   * @param mark by whom and when
   * @param reason in the words of staff, for the evidence; the person does not see it
   */
  public record Withdrawal(Mark mark, String reason) {

    @Override
    public String toString() {
      return "Withdrawal[" + mark + "]";
    }
  }

  /**
   * It was not opened by a deadline.
   *
   * @param to what was done next
   */
  public record Taken(FallbackStep.To to, Instant at) {}

  /** How far it is. */
  public enum Status {
    /** Waits for somebody else's approval. */
    CREATED,
    /** Is being sent, or has been. */
    APPROVED,
    /** Was an error, before or after it was approved. */
    WITHDRAWN
  }

  @Override
  public String toString() {
    return "Notice[" + id + " " + status + "]";
  }
}
