package jp.todoke.segmentation.audiences;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Hides counts by which a person could be singled out, also by subtraction. */
public final class SmallCells {

  /** Fewer people than this are not shown. */
  public static final long SMALLEST_SHOWN = 10;

  private SmallCells() {}

  /**
   * Masks the small cells of one column whose sum is known, and as many of the next larger ones as
   * it takes that no masked one can be computed: at least two, of ten people or more together.
   *
   * @return every cell of the column, in its order; empty where it is masked
   */
  public static <K extends Comparable<? super K>> Map<K, Optional<Long>> masked(
      Map<K, Long> column) {
    List<Map.Entry<K, Long>> rising =
        column.entrySet().stream()
            .filter(cell -> cell.getValue() > 0)
            .sorted(
                Comparator.comparing((Map.Entry<K, Long> cell) -> cell.getValue())
                    .thenComparing(Map.Entry::getKey))
            .toList();
    Map<K, Optional<Long>> shown = new LinkedHashMap<>();
    column.forEach((name, people) -> shown.put(name, Optional.of(people)));
    int hidden = 0;
    long together = 0;
    for (Map.Entry<K, Long> cell : rising) {
      boolean small = cell.getValue() < SMALLEST_SHOWN;
      boolean givesAway = hidden > 0 && (hidden < 2 || together < SMALLEST_SHOWN);
      if (small || givesAway) {
        shown.put(cell.getKey(), Optional.empty());
        hidden++;
        together += cell.getValue();
      }
    }
    return shown;
  }
}
