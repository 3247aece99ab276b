/**
 * What became of a delivery, in numbers (function #10 #13 #57).
 *
 * <p>Owns no collection; sums the ledger and the inbox at the moment it is asked.
 */
@NullMarked
package jp.todoke.delivery.reports;

import org.jspecify.annotations.NullMarked;
