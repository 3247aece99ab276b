package jp.todoke.segmentation.audiences;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class SmallCellsTest {

  @Test
  void nothingIsHiddenWhereNothingIsSmall() {
    assertThat(SmallCells.masked(Map.of("北区", 10L, "港区", 0L, "西区", 400L)))
        .isEqualTo(Map.of("北区", Optional.of(10L), "港区", Optional.of(0L), "西区", Optional.of(400L)));
  }

  @Test
  void aSmallOneAloneTakesTheNextLargerOneWithIt() {
    assertThat(SmallCells.masked(Map.of("北区", 3L, "港区", 50L, "西区", 400L)))
        .isEqualTo(Map.of("北区", Optional.empty(), "港区", Optional.empty(), "西区", Optional.of(400L)));
  }

  @Test
  void twoSmallOnesThatAreFewTogetherTakeAThirdWithThem() {
    assertThat(SmallCells.masked(Map.of("北区", 3L, "港区", 4L, "西区", 40L, "東区", 90L)))
        .containsEntry("西区", Optional.empty())
        .containsEntry("東区", Optional.of(90L));
  }

  @Property
  void noHiddenNumberCanBeComputedFromTheSum(
      @ForAll @Size(min = 3, max = 24) List<@IntRange(max = 60) Integer> people) {
    Map<String, Long> column = new HashMap<>();
    for (int ward = 0; ward < people.size(); ward++) {
      column.put("w" + ward, people.get(ward).longValue());
    }
    Map<String, Optional<Long>> shown = SmallCells.masked(column);
    List<Long> hidden =
        column.entrySet().stream()
            .filter(cell -> shown.getOrDefault(cell.getKey(), Optional.empty()).isEmpty())
            .map(Map.Entry::getValue)
            .toList();
    assertThat(shown.values())
        .allMatch(cell -> cell.isEmpty() || cell.get() == 0 || cell.get() >= 10);
    long others = column.values().stream().filter(number -> number > 0).count();
    if (!hidden.isEmpty() && others > hidden.size()) {
      assertThat(hidden).hasSizeGreaterThan(1);
      assertThat(hidden.stream().mapToLong(Long::longValue).sum()).isGreaterThanOrEqualTo(10);
    }
  }
}
