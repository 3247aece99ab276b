package jp.todoke.segmentation.segments;

import java.time.LocalDate;
import java.util.Optional;
import jp.todoke.segmentation.conditions.Verdict;

/**
 * A case that a segment's author wrote down: this made-up person, on this day, this answer. Run
 * before every publication.
 *
 * @param name what the case is about, for instance 3歳になる前の日
 * @param person a row of the profile exchange, as JSON text; a made-up person, never a real one
 * @param on the day it is asked, Asia/Tokyo; empty: the day of publication
 * @param expected the answer
 */
public record Example(String name, String person, Optional<LocalDate> on, Verdict expected) {}
