/**
 * Looks after what nobody looks at: chunks without a taker, leases that ran out, decisions that are
 * due, ledgers that do not balance.
 *
 * <p>Owns no collection and repairs nothing; it only says what is wrong, under a stable code.
 */
@NullMarked
package jp.todoke.delivery.watch;

import org.jspecify.annotations.NullMarked;
