/**
 * Keeps this node's audiences true, and shows staff how many people a segment means, without who.
 *
 * <p>Owns no collection; a door over the audiences of {@code segmentation-rules}. Counts below ten
 * are never shown.
 */
@NullMarked
package jp.todoke.api.audiences;

import org.jspecify.annotations.NullMarked;
