/**
 * What became of every recipient of every delivery: the ledger, and at the same time the queue of
 * what is still to be sent (function #10 #11 #13).
 *
 * <p>Owns the collection {@code chunks}: one document per delivery, route and at most 500
 * recipients, {@code _id = delivery:ROUTE:number}. Created once at freezing; afterwards changed
 * only by the holder of its lease, guarded by the fencing token, and deleted when its delivery was
 * closed. Holds common IDs, never an address and never the words.
 */
@NullMarked
package jp.todoke.delivery.ledger;

import org.jspecify.annotations.NullMarked;
