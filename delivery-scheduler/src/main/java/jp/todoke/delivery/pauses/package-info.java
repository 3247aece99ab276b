/**
 * The main switch of sending: closed by staff, or by itself when the database is older than what a
 * node has seen of it.
 *
 * <p>Owns the collection {@code deliveryState}: the document {@code city} with the switch and a
 * beat that only grows, and one document for every time the switch was turned, which stays. Written
 * by {@link jp.todoke.delivery.pauses.Pause} alone. Stops nothing that is on its way to a provider.
 */
@NullMarked
package jp.todoke.delivery.pauses;

import org.jspecify.annotations.NullMarked;
