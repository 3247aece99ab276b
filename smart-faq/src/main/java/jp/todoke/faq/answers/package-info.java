/**
 * ANSWER: what the city answers to a question, and how well it did.
 *
 * <p>Owns the collections {@code faqQueries} (what was asked, without who asked) and {@code
 * opinions}, {@code opinionTexts} and {@code opinionMarks} (what people thought of it). Finds
 * through {@code jp.todoke.search}; the texts of programs come from outside and are never stored.
 * Never sees a person: no identifier of one is accepted anywhere, and numbers and addresses are
 * taken out of a question before it is kept.
 */
@NullMarked
package jp.todoke.faq.answers;

import org.jspecify.annotations.NullMarked;
