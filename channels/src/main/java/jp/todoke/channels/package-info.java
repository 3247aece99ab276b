/**
 * By what route? The one port by which messages leave the city ({@link
 * jp.todoke.channels.Channel}), what an attempt can come to ({@link
 * jp.todoke.channels.SendResult}), the suppression list and the providers' receipts (functions #10
 * #11 #13 #14).
 *
 * <p>Owns the collections {@code suppressions} and {@code receipts}; written by the delivery
 * scheduler and by staff. Sees only addresses, never a profile; keeps no message bodies, and no
 * address in the clear; never decides to try again, that is the scheduler's patience.
 */
@NullMarked
package jp.todoke.channels;

import org.jspecify.annotations.NullMarked;
