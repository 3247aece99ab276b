package jp.todoke.api.contents;

import java.util.Optional;

/**
 * What staff decided about an item; pulls never touch it.
 *
 * @param segmentId whom it is meant for; empty: everybody
 * @param pinned whether it is shown first
 * @param version counts edits; 0 where nobody decided anything yet
 */
public record ContentMark(Optional<String> segmentId, boolean pinned, int version) {

  /** Nobody decided anything. */
  static final ContentMark NONE = new ContentMark(Optional.empty(), false, 0);
}
