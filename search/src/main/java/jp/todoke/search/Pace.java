package jp.todoke.search;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * How fast an index is built beside those who ask: at full speed while nobody does, else with a
 * bounded share of one core. For one builder at a time.
 */
public final class Pace {

  /**
   * So long is worked at a stretch, in nanoseconds; a question waits at most so long for a core.
   */
  private static final long STRETCH = 2_000_000;

  /** The share of one core while somebody asks. */
  private static final double SHARE = .25;

  /**
   * A stretch that was longer, a merge in one piece, is not paid for by standing still for ever.
   */
  private static final long LONGEST_REST = 100_000_000;

  private final BooleanSupplier asked;
  private final LongSupplier nanos;
  private final LongConsumer rest;
  private long begun;

  /**
   * Gives way while somebody asks.
   *
   * @param asked whether somebody asked just now
   */
  public Pace(BooleanSupplier asked) {
    this(asked, System::nanoTime, LockSupport::parkNanos);
  }

  Pace(BooleanSupplier asked, LongSupplier nanos, LongConsumer rest) {
    this.asked = asked;
    this.nanos = nanos;
    this.rest = rest;
    this.begun = nanos.getAsLong();
  }

  /** At full speed. */
  public static Pace full() {
    return new Pace(() -> false);
  }

  /** Called after every small piece of work. */
  public void step() {
    long worked = nanos.getAsLong() - begun;
    if (worked < STRETCH) {
      return;
    }
    if (asked.getAsBoolean()) {
      rest.accept(Math.min(LONGEST_REST, (long) (worked * (1 / SHARE - 1))));
    }
    begun = nanos.getAsLong();
  }
}
