/**
 * What became of a delivery, in numbers (function #10 #13 #57).
 *
 * <p>Owns the collections {@code deliveryFacts} ({@code _id = day:delivery:ROUTE}), written once a
 * day and never again, and {@code closedReports} ({@code _id = delivery}), written once before the
 * ledger of a delivery goes, and {@code deliveryUsefulness}, until then; everything else sums the
 * ledger and the inbox at the moment it is asked. Shows no small group of people.
 */
@NullMarked
package jp.todoke.delivery.reports;

import org.jspecify.annotations.NullMarked;
