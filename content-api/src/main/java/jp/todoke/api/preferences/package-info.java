/**
 * What a citizen wants to hear of: signed in, or by the links of a mail (functions #10 #12; RFC
 * 8058).
 *
 * <p>Owns no collection; thin doors over delivery-scheduler. A link's token is the only authority
 * of the open routes, a GET never changes anything, and no answer tells who the person is.
 */
@NullMarked
package jp.todoke.api.preferences;

import org.jspecify.annotations.NullMarked;
