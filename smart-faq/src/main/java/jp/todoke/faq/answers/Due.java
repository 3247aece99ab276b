package jp.todoke.faq.answers;

import java.util.List;
import jp.todoke.faq.FaqEntry;

/**
 * A published entry that somebody should look at.
 *
 * @param causes why, at least one
 * @param answers whether it answers citizens meanwhile; not where every program it cites is closed
 */
public record Due(FaqEntry entry, List<Cause> causes, boolean answers) {

  /** Keeps its own copy. */
  public Due {
    causes = List.copyOf(causes);
  }

  /** Why an entry should be looked at. */
  public enum Why {
    /** The day set for it has come. */
    REVIEW_DUE,
    /** Its last day is over; it answers nobody and is not withdrawn. */
    VALIDITY_ENDED,
    /** A program it cites was taken out of the registry. */
    PROGRAM_DELETED,
    /** A program it cites is past its last day. */
    PROGRAM_ENDED,
    /** A program it cites was never in the registry. */
    PROGRAM_UNKNOWN
  }

  /**
   * One cause.
   *
   * @param of the program's id, or the day
   */
  public record Cause(Why why, String of) {}
}
