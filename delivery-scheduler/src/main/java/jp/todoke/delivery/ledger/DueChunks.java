package jp.todoke.delivery.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
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
   * The ids of chunks of one delivery and road that were due when this node last looked; none when
   * it looks now and nothing is.
   *
   * @param most how many; where little is due at most half of it, so that others have work too
   * @param look the ids of so many that are due, the first to be taken first
   */
  List<String> next(
      Collection<Route> routes, Instant now, int most, IntFunction<List<String>> look) {
    return seen.computeIfAbsent(Set.copyOf(routes), some -> new Seen()).next(now, most, look);
  }

  /** What was seen for one set of routes; who asks while another looks waits for what they see. */
  private static final class Seen {

    private final Deque<String> ids = new ArrayDeque<>();
    private Instant until = Instant.MIN;
    private int atOnce = 1;

    synchronized List<String> next(Instant now, int most, IntFunction<List<String>> look) {
      if (ids.isEmpty() || !now.isBefore(until)) {
        List<String> due = new ArrayList<>(look.apply(LOOK));
        atOnce = Math.max(1, due.size() / 2);
        if (due.size() == LOOK) {
          Collections.shuffle(due);
        }
        ids.clear();
        ids.addAll(due);
        until = now.plus(FRESH);
      }
      List<String> next = new ArrayList<>();
      for (Iterator<String> left = ids.iterator();
          left.hasNext() && next.size() < Math.min(most, atOnce); ) {
        String id = left.next();
        if (next.isEmpty() || Chunk.together(id, next.getFirst())) {
          next.add(id);
          left.remove();
        }
      }
      return next;
    }
  }
}
