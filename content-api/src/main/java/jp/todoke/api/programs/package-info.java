/**
 * The program registry (制度レジストリ, function #48): what the city offers, to whom, how to apply.
 *
 * <p>Owns the collection {@code programs}. Written by staff and by imports. A program's eligibility
 * is a condition of the one language; it decides through {@code segmentation-rules} as soon as the
 * program is stored. Never holds who applied.
 */
@NullMarked
package jp.todoke.api.programs;

import org.jspecify.annotations.NullMarked;
