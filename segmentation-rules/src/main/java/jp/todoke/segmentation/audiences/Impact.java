package jp.todoke.segmentation.audiences;

import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What publishing a draft would change today.
 *
 * @param before how many people the published version means; 0 when there is none
 * @param after how many the draft means
 * @param joining how many would come in
 * @param leaving how many would fall out
 * @param by joining and leaving by the values of one attribute, people without it as 不明
 */
public record Impact(
    long before, long after, long joining, long leaving, SortedMap<String, Change> by) {

  /** Stands for people whose value of the attribute is not known. */
  static final String NOT_KNOWN = "不明";

  /** People with one value of the attribute. */
  public record Change(long joining, long leaving) {}

  public Impact {
    by = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(by));
  }
}
