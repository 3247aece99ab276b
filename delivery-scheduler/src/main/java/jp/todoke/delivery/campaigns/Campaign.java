package jp.todoke.delivery.campaigns;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import jp.todoke.delivery.approvals.Mark;

/**
 * A campaign as it stands.
 *
 * @param id {@code [a-z0-9][a-z0-9-]{0,23}}, not beginning with {@code n-}
 * @param version counts changes from 1, for optimistic locking
 * @param created by whom and when
 * @param edited by whom and when the draft last changed
 * @param submission the last one, until the draft changes
 * @param firstApproved the first of two approvals, until the draft changes
 * @param approved the deciding approval, by whom and when
 * @param stopped by whom and when; {@code system} when the audience had changed too much
 * @param selected how many people were frozen, once it is sending
 * @param reviewed of an emergency: who looked at it afterwards, and when
 */
public record Campaign(
    String id,
    long version,
    CampaignDraft draft,
    Status status,
    Mark created,
    Mark edited,
    Optional<Submission> submission,
    Optional<Mark> firstApproved,
    Optional<Mark> approved,
    Optional<Mark> stopped,
    Optional<Long> selected,
    Optional<Mark> reviewed) {

  /** How far it is. */
  public enum Status {
    /** Being written. */
    DRAFT,
    /** Waits for somebody else's approval. */
    SUBMITTED,
    /** Waits for its time; then the audience is frozen. */
    APPROVED,
    /** The audience is frozen and the ledger is being worked off. */
    SENDING,
    /** Every recipient has a final state. */
    SENT,
    /** Halted by staff. */
    STOPPED,
    /** Its approval lapsed before it could begin; an edit begins anew. */
    EXPIRED
  }

  /**
   * What was handed over for approval.
   *
   * @param mark by whom and when
   * @param contentHash what an approval must name
   * @param selected how many people it concerned then; part of the hash
   */
  public record Submission(Mark mark, String contentHash, long selected) {}

  /** Whether a second person still has to look at an emergency that was begun by one approver. */
  public boolean reviewDue() {
    return draft.emergency() && selected.isPresent() && reviewed.isEmpty();
  }

  Set<String> hands() {
    Set<String> hands = new LinkedHashSet<>();
    hands.add(created.by());
    hands.add(edited.by());
    submission.ifPresent(handedOver -> hands.add(handedOver.mark().by()));
    return hands;
  }
}
