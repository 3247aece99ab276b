/**
 * The edge to the city's other systems: profiles in, events in, attributes out (functions #6 #23
 * #37 #38).
 *
 * <p>Owns no collection; thin doors over the rooms.
 */
@NullMarked
package jp.todoke.api.exchange;

import org.jspecify.annotations.NullMarked;
