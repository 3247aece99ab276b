package jp.todoke.delivery.dispatch;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;

/**
 * Which roads take nothing from this node at present. Only what this process saw; the ledger knows
 * what became of each message. Thread-safe.
 */
public final class RouteStates {

  private static final Duration BETWEEN_TRIES = Duration.ofMinutes(1);
  private static final Set<String> HELD = Set.of("configuration", "quota");

  private final Map<Route, Rest> resting = new EnumMap<>(Route.class);
  private final Map<Route, Instant> lastTried = new EnumMap<>(Route.class);

  /**
   * A road that takes nothing.
   *
   * @param since when this node saw it first, UTC
   * @param reason in the words of the ledger, such as {@code configuration} or {@code quota}
   */
  public record Rest(Instant since, String reason) {}

  /** What came of a message: one that is taken ends the rest, one that ends the road begins it. */
  synchronized void saw(Route route, SendResult result, Instant at) {
    switch (result) {
      case SendResult.Accepted taken -> {
        resting.remove(route);
        lastTried.remove(route);
      }
      case SendResult.Refused refused when refused.stopsRoute() ->
          begin(route, refused.reason(), at);
      case SendResult.Deferred deferred when deferred.stopsRoute() ->
          begin(route, deferred.reason(), at);
      case SendResult.Refused single -> {}
      case SendResult.Deferred single -> {}
      case SendResult.Unknown unknown -> {}
    }
  }

  private void begin(Route route, Enum<?> reason, Instant at) {
    resting.putIfAbsent(
        route, new Rest(at, reason.name().toLowerCase(Locale.ROOT).replace('_', '-')));
  }

  /**
   * Whether a road is left alone for now: one that refuses the city, or whose allowance is used up,
   * is tried by one chunk a minute and not by all, which would only use their attempts up.
   */
  synchronized boolean holds(Route route, Instant now) {
    Rest rest = resting.get(route);
    if (rest == null || !HELD.contains(rest.reason())) {
      return false;
    }
    Instant tried = lastTried.getOrDefault(route, rest.since());
    if (now.isBefore(tried.plus(BETWEEN_TRIES))) {
      return true;
    }
    lastTried.put(route, now);
    return false;
  }

  /** The roads that take nothing. */
  public synchronized Map<Route, Rest> resting() {
    return Map.copyOf(resting);
  }
}
