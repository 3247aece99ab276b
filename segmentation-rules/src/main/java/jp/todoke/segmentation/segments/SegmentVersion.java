package jp.todoke.segmentation.segments;

import java.time.Instant;
import jp.todoke.segmentation.conditions.Condition;

/**
 * A published version; immutable for ever, so that a campaign can pin it.
 *
 * @param segmentId the segment it is of
 * @param number counts publications from 1
 * @param name the segment's name when it was published
 * @param condition whom it means
 * @param publishedAt when, UTC
 * @param publishedBy the staff member's id
 */
public record SegmentVersion(
    String segmentId,
    int number,
    String name,
    Condition condition,
    Instant publishedAt,
    String publishedBy) {}
