package jp.todoke.channels.simulator;

import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;

/** Faults asked for, each used up by one request. */
final class Faults<F> {

  private final Queue<F> next = new ArrayDeque<>();

  synchronized void add(int times, F fault) {
    for (int i = 0; i < times; i++) {
      next.add(fault);
    }
  }

  synchronized Optional<F> take() {
    return Optional.ofNullable(next.poll());
  }

  synchronized void clear() {
    next.clear();
  }
}
