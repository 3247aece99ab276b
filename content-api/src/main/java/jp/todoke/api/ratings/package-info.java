/**
 * What people think of answers, programs and contents (function #44): one tap and a few words.
 *
 * <p>Owns no collection; a door over {@code smart-faq}'s opinions, used by the routes of the things
 * rated. Who rates is hashed under a secret of the day and never kept.
 */
@NullMarked
package jp.todoke.api.ratings;

import org.jspecify.annotations.NullMarked;
