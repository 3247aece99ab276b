/**
 * Four eyes: what is approved, by whom, and that it is still the same (mission, security; function
 * #10 #11).
 *
 * <p>Owns no collection. Compares staff by their identifier, never by name.
 */
@NullMarked
package jp.todoke.delivery.approvals;

import org.jspecify.annotations.NullMarked;
