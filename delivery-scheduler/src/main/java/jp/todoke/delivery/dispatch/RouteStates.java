package jp.todoke.delivery.dispatch;

import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;

/**
 * Which roads take nothing from this node at present. Only what this process saw; the ledger knows
 * what became of each message. Thread-safe.
 */
public final class RouteStates {

  private final Map<Route, Rest> resting = new EnumMap<>(Route.class);

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
      case SendResult.Accepted taken -> resting.remove(route);
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

  /** The roads that take nothing. */
  public synchronized Map<Route, Rest> resting() {
    return Map.copyOf(resting);
  }
}
