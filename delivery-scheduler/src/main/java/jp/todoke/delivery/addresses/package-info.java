/**
 * Where a person may be reached at this very moment: consent, preference, contact point and
 * suppression list in one question, asked for the dry run, at freezing and again before sending
 * (function #1 #10 #12).
 *
 * <p>Owns no collection and remembers no answer.
 */
@NullMarked
package jp.todoke.delivery.addresses;

import org.jspecify.annotations.NullMarked;
