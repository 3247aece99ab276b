/**
 * The routes for staff on WHO: the attribute catalogue, segments and sample profiles.
 *
 * <p>Owns no collection; thin doors over {@code segmentation-rules}.
 */
@NullMarked
package jp.todoke.api.staff;

import org.jspecify.annotations.NullMarked;
