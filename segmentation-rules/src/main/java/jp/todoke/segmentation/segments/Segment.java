package jp.todoke.segmentation.segments;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import jp.todoke.segmentation.conditions.Condition;

/**
 * A segment as staff edit it.
 *
 * @param id chosen by staff: a letter, then letters, digits or {@code -}, at most 64
 * @param name what staff call it
 * @param draft the condition being edited
 * @param stage how far the draft is
 * @param version counts edits from 1, for optimistic locking
 * @param published the number of the published version, the first is 1; empty before
 * @param examples cases that must be answered so before a publication
 * @param changedAt when it was last edited or published, UTC
 * @param changedBy the staff member's id
 */
public record Segment(
    String id,
    String name,
    Condition draft,
    Stage stage,
    int version,
    Optional<Integer> published,
    List<Example> examples,
    Instant changedAt,
    String changedBy) {

  /** How far a draft is. */
  public enum Stage {
    /** Being written. */
    DRAFT,
    /** Its author says it is ready; somebody else publishes it. */
    REVIEW,
    /** The same as the published version. */
    PUBLISHED,
    /** Withdrawn: it decides nothing any more, its versions stay on record. */
    RETIRED;

    /** The name used in JSON: lower case. */
    public String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public Segment {
    examples = List.copyOf(examples);
  }
}
