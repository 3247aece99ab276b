package jp.todoke.channels.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Predicate;

/** The newest messages a simulator took, oldest first, and how many there ever were. */
final class Received<T> {

  static final int LIMIT = 10_000;

  private final Deque<T> newest = new ArrayDeque<>();
  private long count;

  synchronized void add(T message) {
    if (newest.size() == LIMIT) {
      newest.removeFirst();
    }
    newest.addLast(message);
    count++;
  }

  synchronized List<T> all(Predicate<T> wanted) {
    List<T> found = new ArrayList<>();
    for (T message : newest) {
      if (wanted.test(message)) {
        found.add(message);
      }
    }
    return found;
  }

  synchronized long count() {
    return count;
  }

  synchronized void clear() {
    newest.clear();
    count = 0;
  }
}
