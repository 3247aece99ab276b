/**
 * The personalized feed (functions #7 #8): contents, programs and events that concern the person
 * now, each with its reason.
 *
 * <p>Owns no collection. Validity, consent and segment are asked at serve time, never remembered.
 */
@NullMarked
package jp.todoke.api.feed;

import org.jspecify.annotations.NullMarked;
