/**
 * Official notices: a message to one named person, with the times at which it was opened and
 * acknowledged as proof (function #11 #14).
 *
 * <p>Owns the collection {@code notices}, written through {@link
 * jp.todoke.delivery.notices.Notices} only. The portal inbox holds the words; mail and LINE only
 * ever say that something has arrived.
 */
@NullMarked
package jp.todoke.delivery.notices;

import org.jspecify.annotations.NullMarked;
