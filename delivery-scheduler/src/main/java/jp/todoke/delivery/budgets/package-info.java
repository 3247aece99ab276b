/**
 * How often a person is written to, over all departments together (function #10; the city-level
 * contact budget).
 *
 * <p>Owns the collection {@code contactBudgets}, {@code _id = commonId:ROUTE}, written through
 * {@link jp.todoke.delivery.budgets.ContactBudget} only. Official notices and emergencies never ask
 * it.
 */
@NullMarked
package jp.todoke.delivery.budgets;

import org.jspecify.annotations.NullMarked;
