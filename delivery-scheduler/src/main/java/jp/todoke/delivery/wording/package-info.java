/**
 * The words of one delivery in every language, rendered from a pinned template version, and the
 * neutral hint that goes where the content must not (function #10 #11 #14).
 *
 * <p>Owns no collection. Never puts a person's own values into what is sent to many.
 */
@NullMarked
package jp.todoke.delivery.wording;

import org.jspecify.annotations.NullMarked;
