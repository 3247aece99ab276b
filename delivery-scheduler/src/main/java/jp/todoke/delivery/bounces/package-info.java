/**
 * Mails that came back after the relay had taken them: read, believed only where our own return
 * path proves which delivery they are about, and turned into suppressions.
 *
 * <p>Owns the collection {@code bounces}. Never changes the ledger: what was handed over stays
 * sent, and that it came back stands beside it as a receipt. Never suppresses an address on the
 * word of a report alone; it must be where that person's mail goes today.
 */
@NullMarked
package jp.todoke.delivery.bounces;

import org.jspecify.annotations.NullMarked;
