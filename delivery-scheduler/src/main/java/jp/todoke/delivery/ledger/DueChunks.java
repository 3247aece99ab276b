package jp.todoke.delivery.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntFunction;
import jp.todoke.channels.Route;

/**
 * Chunks that this node saw due a moment ago. One look serves many claims, and where much is due
 * each node begins elsewhere, so that they do not all reach for the same chunk. A slow look for one
 * set of routes holds up no other. Thread-safe.
 */
final class DueChunks {

  /** How many one look sees. */
  static final int LOOK = 100;

  /** After that an urgent chunk would wait behind what was seen before it. */
  static final Duration FRESH = Duration.ofSeconds(1);

  private final Map<Set<Route>, Seen> seen = new ConcurrentHashMap<>();

  /**
   * The id of a chunk that was due when this node last looked; empty when it looks now and nothing
   * is.
   *
   * @param look the ids of so many that are due, the first to be taken first
   */
  Optional<String> next(Collection<Route> routes, Instant now, IntFunction<List<String>> look) {
    return seen.computeIfAbsent(Set.copyOf(routes), some -> new Seen()).next(now, look);
  }

  /** What was seen for one set of routes; who asks while another looks waits for what they see. */
  private static final class Seen {

    private final Deque<String> ids = new ArrayDeque<>();
    private Instant until = Instant.MIN;

    synchronized Optional<String> next(Instant now, IntFunction<List<String>> look) {
      if (ids.isEmpty() || !now.isBefore(until)) {
        List<String> due = new ArrayList<>(look.apply(LOOK));
        if (due.size() == LOOK) {
          Collections.shuffle(due);
        }
        ids.clear();
        ids.addAll(due);
        until = now.plus(FRESH);
      }
      return Optional.ofNullable(ids.poll());
    }
  }
}
