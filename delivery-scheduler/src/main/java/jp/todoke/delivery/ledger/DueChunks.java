package jp.todoke.delivery.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import jp.todoke.channels.Route;

/**
 * Chunks that this node saw due a moment ago. One look serves many claims, and where much is due
 * each node begins elsewhere, so that they do not all reach for the same chunk. Thread-safe.
 */
final class DueChunks {

  private static final int LOOK = 100;

  /** After that an urgent chunk would wait behind what was seen before it. */
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Map<Set<Route>, Look> looks = new HashMap<>();

  private record Look(Deque<String> ids, Instant until) {}

  /**
   * The id of a chunk that was due when this node last looked; empty when it looks now and nothing
   * is.
   *
   * @param look the ids of so many that are due, the first to be taken first
   */
  synchronized Optional<String> next(
      Collection<Route> routes, Instant now, IntFunction<List<String>> look) {
    Set<Route> asked = Set.copyOf(routes);
    Look seen = looks.get(asked);
    if (seen == null || seen.ids().isEmpty() || !now.isBefore(seen.until())) {
      List<String> ids = new ArrayList<>(look.apply(LOOK));
      if (ids.size() == LOOK) {
        Collections.shuffle(ids);
      }
      seen = new Look(new ArrayDeque<>(ids), now.plus(FRESH));
      looks.put(asked, seen);
    }
    return Optional.ofNullable(seen.ids().poll());
  }
}
