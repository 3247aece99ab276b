/**
 * The citizen's inbox on the portal: pushes and notices in one list, opened and acknowledged
 * (functions #11 #12).
 *
 * <p>Owns no collection; a thin door over the portal channel and the notices. Shows nobody anything
 * but their own.
 */
@NullMarked
package jp.todoke.api.inbox;

import org.jspecify.annotations.NullMarked;
