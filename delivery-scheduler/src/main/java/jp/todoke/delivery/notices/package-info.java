/**
 * Official notices: a message to one named person, with the times at which it was opened and
 * acknowledged as proof (function #11 #14).
 *
 * <p>Owns the collections {@code notices} and {@code printJobs}, written through {@link
 * jp.todoke.delivery.notices.Notices} only. The portal inbox holds the words, another provider the
 * letter; mail and LINE only ever say that something has arrived.
 */
@NullMarked
package jp.todoke.delivery.notices;

import org.jspecify.annotations.NullMarked;
