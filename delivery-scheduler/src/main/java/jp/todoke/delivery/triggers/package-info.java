/**
 * Deliveries that begin by themselves: somebody comes to match a segment, a day comes near, there
 * is new content, another system reports something (function #10).
 *
 * <p>Owns the collections {@code triggers}, {@code triggerFirings} ({@code _id =
 * trigger:person:occurrence}, whose insert is the lock: once is all, on however many nodes and
 * however often it is looked at) and {@code triggerMembers} (digests of who was in the segment
 * already). Written through {@link jp.todoke.delivery.triggers.Triggers} and {@link
 * jp.todoke.delivery.triggers.Firings} only. Never sends: a firing goes into the ledger and under
 * the same rules as a campaign.
 */
@NullMarked
package jp.todoke.delivery.triggers;

import org.jspecify.annotations.NullMarked;
