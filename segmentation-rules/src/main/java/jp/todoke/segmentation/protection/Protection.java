package jp.todoke.segmentation.protection;

import java.time.Instant;
import java.time.LocalDate;

/**
 * A measure as the officer sees it.
 *
 * @param until the last day of the measure, Asia/Tokyo; it holds beyond it until somebody lifts it
 * @param since from when, UTC
 * @param by who entered it
 */
public record Protection(String commonId, LocalDate until, Instant since, String by) {
  @Override
  public String toString() {
    return "Protection[...]";
  }
}
