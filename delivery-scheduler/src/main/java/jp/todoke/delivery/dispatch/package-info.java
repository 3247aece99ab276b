/**
 * Works off the ledger: takes a chunk, asks again whether each person may be reached, renders,
 * hands over to the channel and records what came of it (function #10 #11 #13).
 *
 * <p>Owns no collection. Outcomes are recorded before anything moves on; whatever a crash leaves
 * behind is either repeated under the same key or called unknown, never guessed.
 */
@NullMarked
package jp.todoke.delivery.dispatch;

import org.jspecify.annotations.NullMarked;
