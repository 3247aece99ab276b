/**
 * What a citizen sees and says about themself: programs that apply, attributes, preferences and
 * consents (functions #1 #7 #12).
 *
 * <p>Owns no collection. Every route answers for the common ID of the token alone; there is no way
 * to name another person.
 */
@NullMarked
package jp.todoke.api.me;

import org.jspecify.annotations.NullMarked;
