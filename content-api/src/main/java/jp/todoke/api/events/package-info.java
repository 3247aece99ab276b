/**
 * City events (function #7): what takes place when and where, from the national event table and
 * from staff.
 *
 * <p>Owns the collection {@code events}, mapped by Eclipse JNoSQL. Every write replaces a whole
 * document at a known version, so an import and a staff member never lose each other's work
 * silently. Never holds who attends.
 */
@NullMarked
package jp.todoke.api.events;

import org.jspecify.annotations.NullMarked;
