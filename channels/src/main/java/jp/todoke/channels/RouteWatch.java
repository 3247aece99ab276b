package jp.todoke.channels;

import java.util.Optional;

/**
 * Watches one batch and says when going on is no use: when the route itself refuses, or when three
 * attempts in a row got no answer. Used by one thread.
 */
public final class RouteWatch {

  private static final int SILENCES = 3;

  private int silences;
  private Optional<SendResult> rest = Optional.empty();

  /** Notes what an attempt came to and hands it back. */
  public SendResult saw(SendResult result) {
    silences = result instanceof SendResult.Unknown ? silences + 1 : 0;
    if (result.stopsRoute()) {
      rest = Optional.of(result);
    } else if (silences == SILENCES) {
      rest = Optional.of(SendResult.Deferred.because(DeferralReason.ROUTE_UNAVAILABLE));
    }
    return result;
  }

  /** The result of every parcel not tried yet; empty while the route works. */
  public Optional<SendResult> rest() {
    return rest;
  }
}
