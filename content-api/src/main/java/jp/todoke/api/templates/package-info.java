/**
 * The staff routes of IN WHAT WORDS.
 *
 * <p>Owns no collection; a thin door over the room {@code templates}.
 */
@NullMarked
package jp.todoke.api.templates;

import org.jspecify.annotations.NullMarked;
