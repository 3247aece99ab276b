/**
 * ANSWER: what the city answers to a question, and how well it did.
 *
 * <p>Owns the collections {@code faqQueries} (what was asked, without who asked), {@code
 * faqUncounted}, {@code faqClicks} (what was opened after which question), {@code opinions}, {@code
 * opinionTexts} and {@code opinionMarks} (what people thought of it). Finds through {@code
 * jp.todoke.search}; the texts of programs come from outside and are never stored. Never keeps a
 * person: whatever tells one asker from another is hashed under a secret of the day, and numbers,
 * addresses and names are taken out of a question before it is kept.
 */
@NullMarked
package jp.todoke.faq.answers;

import org.jspecify.annotations.NullMarked;
