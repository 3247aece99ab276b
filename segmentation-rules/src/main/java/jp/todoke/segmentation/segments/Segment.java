package jp.todoke.segmentation.segments;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.conditions.Condition;

/**
 * A segment as staff edit it.
 *
 * @param id chosen by staff: a letter, then letters, digits or {@code -}, at most 64
 * @param name what staff call it
 * @param draft the condition being edited
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
    int version,
    Optional<Integer> published,
    List<Example> examples,
    Instant changedAt,
    String changedBy) {

  public Segment {
    examples = List.copyOf(examples);
  }
}
