package jp.todoke.api.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * How much of the processors' time a virtual machine did not get because others on the same host
 * had it, since this was made. The kernel tells it on Linux ({@code steal} of {@code /proc/stat},
 * proc(5)).
 */
final class StolenTime {

  /** A round in which others had more tells more of them than of us. */
  static final double QUIET_PERCENT = 2;

  private static final Path STAT = Path.of("/proc/stat");
  private static final int STEAL = 7;

  /** Guest time is contained in user time, so that it is not counted again. */
  private static final int COUNTED = 8;

  private final long[] begun = ticks();

  /** In percent of all processors' time; 0 where the kernel does not tell. */
  double percent() throws IOException {
    long[] now = ticks();
    long all = 0;
    for (int i = 0; i < now.length; i++) {
      all += now[i] - begun[i];
    }
    return all == 0 ? 0 : 100.0 * (now[STEAL] - begun[STEAL]) / all;
  }

  StolenTime() throws IOException {}

  private static long[] ticks() throws IOException {
    if (!Files.isReadable(STAT)) {
      return new long[0];
    }
    String all = Files.readAllLines(STAT).getFirst();
    return Arrays.stream(all.split(" +"))
        .skip(1)
        .limit(COUNTED)
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /** The median of one figure of some rounds; not a number without any. */
  static double median(List<double[]> rounds, int figure) {
    return rounds.stream()
        .mapToDouble(round -> round[figure])
        .sorted()
        .skip(rounds.size() / 2)
        .findFirst()
        .orElse(Double.NaN);
  }
}
