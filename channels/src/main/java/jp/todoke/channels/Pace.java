package jp.todoke.channels;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A token bucket: so many a second, at most a tenth of a second's worth at once. Thread-safe; each
 * process has buckets of its own, so a limit is shared out among the nodes by the operator.
 */
public final class Pace {

  private static final long SECOND = 1_000_000_000L;
  private static final long BURST = SECOND / 10;

  private final long interval;
  private final LongSupplier nanos;
  private final LongConsumer rest;

  /** When the bucket is full again; guarded by this. */
  private long full;

  /**
   * A pace.
   *
   * @throws IllegalArgumentException when it is not above 0
   */
  public Pace(int perSecond) {
    this(perSecond, System::nanoTime, LockSupport::parkNanos);
  }

  /**
   * A pace by another clock.
   *
   * @param nanos what time it is, in nanoseconds since whenever
   * @param rest lets so many nanoseconds pass for the calling thread, or fewer
   * @throws IllegalArgumentException when it is not above 0
   */
  public Pace(int perSecond, LongSupplier nanos, LongConsumer rest) {
    if (perSecond < 1) {
      throw new IllegalArgumentException("a pace is one a second or more");
    }
    this.interval = SECOND / perSecond;
    this.nanos = nanos;
    this.rest = rest;
    this.full = nanos.getAsLong();
  }

  /**
   * Takes a place and waits until it comes, or takes none.
   *
   * @param patience the longest wait
   * @return empty when it is the caller's turn; else how long it would take
   */
  public Optional<Duration> take(Duration patience) {
    long turn;
    synchronized (this) {
      long now = nanos.getAsLong();
      long from = full - now > 0 ? full : now;
      turn = from - Math.max(0, BURST - interval);
      if (turn - now > patience.toNanos()) {
        return Optional.of(Duration.ofNanos(turn - now));
      }
      full = from + interval;
    }
    for (long left = turn - nanos.getAsLong(); left > 0; left = turn - nanos.getAsLong()) {
      if (Thread.currentThread().isInterrupted()) {
        return Optional.of(Duration.ofNanos(left));
      }
      rest.accept(left);
    }
    return Optional.empty();
  }
}
