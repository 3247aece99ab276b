package jp.todoke.channels;

import java.util.List;

/**
 * One road to citizens. Portal, mail and LINE implement it; the delivery scheduler is its only
 * caller. Implementations may be called by any number of threads.
 */
public interface Channel extends AutoCloseable {

  /** The road this is. */
  Route route();

  /**
   * Tries every parcel once and says what came of each. Expected failures are results, never
   * exceptions. When the route itself fails, parcels not tried yet get that same result, and after
   * three attempts without an answer the others are deferred, so a dead relay costs a few timeouts
   * and not one per person ({@link RouteWatch}).
   *
   * <p>To resolve an {@link SendResult.Unknown} on a {@linkplain Route#repeatable() repeatable}
   * route, send exactly the parcels of one {@linkplain SendResult.Unknown#request() request}, in
   * the same order and with the same batch key, within 24 hours. Where no result came back at all,
   * send the whole batch again.
   *
   * @return one result per parcel, in the order of the parcels
   */
  List<SendResult> send(Batch batch);

  /** Lets go of connections; the channel is not used afterwards. */
  @Override
  default void close() {}
}
