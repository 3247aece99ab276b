/**
 * The routes of ANSWER: questions, suggestions, ratings, and the entries as staff keep them
 * (functions #15 #26 #48).
 *
 * <p>Owns no collection; doors over {@code smart-faq}. The only place where an answer and the asker
 * meet: whether a program applies is joined here from the same decision as everywhere.
 */
@NullMarked
package jp.todoke.api.answers;

import org.jspecify.annotations.NullMarked;
