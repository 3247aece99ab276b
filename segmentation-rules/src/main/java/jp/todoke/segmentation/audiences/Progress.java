package jp.todoke.segmentation.audiences;

import java.time.Instant;
import java.time.LocalDate;

/**
 * How far a recomputation is.
 *
 * @param asOf the day in Asia/Tokyo it is of
 * @param segments how many segments are decided anew
 * @param done people whose slice is decided and stored
 * @param total everybody who is to be decided
 * @param state whether it goes on
 * @param startedAt when, UTC
 */
public record Progress(
    LocalDate asOf, int segments, int done, int total, State state, Instant startedAt) {

  /** What has become of it. */
  public enum State {
    RUNNING,
    CANCELLED,
    /** A slice could not be decided or stored; what was stored before stays. */
    FAILED,
    DONE
  }
}
