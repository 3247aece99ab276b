/**
 * Whether, and at which address, a person may be reached on a route: consent, preference and
 * contact point in one answer (functions #1 #12).
 *
 * <p>Owns no collection and asks none: it judges a profile as read at the moment of sending. Never
 * answers from memory of an earlier answer.
 */
@NullMarked
package jp.todoke.segmentation.reach;

import org.jspecify.annotations.NullMarked;
