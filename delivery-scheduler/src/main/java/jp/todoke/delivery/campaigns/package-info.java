/**
 * Campaigns: one message to everybody a published segment means, from the draft over a dry run and
 * somebody else's approval to the frozen audience (function #10 #13).
 *
 * <p>Owns the collection {@code campaigns}, written through {@link
 * jp.todoke.delivery.campaigns.Campaigns} only. Never sends: what is frozen is sent from the
 * ledger.
 */
@NullMarked
package jp.todoke.delivery.campaigns;

import org.jspecify.annotations.NullMarked;
