package jp.todoke.channels.simulator;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The newest messages a simulator took, oldest first, and how many there ever were, in all and for
 * each recipient.
 */
final class Received<T> {

  static final int LIMIT = 10_000;

  private final Deque<T> newest = new ArrayDeque<>();
  private final Map<String, Long> counts = new HashMap<>();
  private final Function<T, String> recipient;
  private long count;

  Received(Function<T, String> recipient) {
    this.recipient = recipient;
  }

  synchronized void add(T message) {
    if (newest.size() == LIMIT) {
      newest.removeFirst();
    }
    newest.addLast(message);
    counts.merge(recipient.apply(message), 1L, Long::sum);
    count++;
  }

  synchronized void addAll(List<T> messages) {
    messages.forEach(this::add);
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

  synchronized Map<String, Long> counts() {
    return Map.copyOf(counts);
  }

  synchronized void clear() {
    newest.clear();
    counts.clear();
    count = 0;
  }
}
