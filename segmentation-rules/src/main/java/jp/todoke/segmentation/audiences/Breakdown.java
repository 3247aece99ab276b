package jp.todoke.segmentation.audiences;

import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.reach.Reach;

/**
 * An audience by ward, age band and reach, for staff: a cell of fewer than ten people does not show
 * its number.
 *
 * @param people how many there are in all, empty when fewer than ten
 * @param cells those that are not empty; each person is counted once per way
 */
public record Breakdown(Optional<Integer> people, List<Cell> cells) {

  /** Fewer people than this are not shown to staff. */
  public static final int SMALLEST_SHOWN = 10;

  /**
   * Some people alike.
   *
   * @param ward the ward as the catalogue writes it, empty when it is not known
   * @param ages the band of ages, empty when the day of birth is not known
   * @param way the route asked about
   * @param barrier why a push does not reach them on it; empty when it does
   * @param people how many; empty when fewer than {@value #SMALLEST_SHOWN}, or when it would give
   *     such a cell away
   */
  public record Cell(
      Optional<String> ward,
      Optional<String> ages,
      Reach.Way way,
      Optional<Reach.Barrier> barrier,
      Optional<Integer> people) {

    Cell with(Optional<Integer> shown) {
      return new Cell(ward, ages, way, barrier, shown);
    }
  }

  static Optional<Integer> shown(int people) {
    return people < SMALLEST_SHOWN ? Optional.empty() : Optional.of(people);
  }
}
