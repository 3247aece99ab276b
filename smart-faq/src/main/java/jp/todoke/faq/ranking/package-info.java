/**
 * ANSWER, the order: which of the things found answers a question best, why, and how sure that is.
 *
 * <p>{@link jp.todoke.faq.ranking.Ranking} is what the server serves and what is evaluated, one and
 * the same. Owns the collection {@code pastQuestions} (questions of the city's consultation history
 * with the entries that answered them, without who asked) and the weights in {@code
 * ranking-model.json}. Finds and measures through {@code jp.todoke.search}; never reads a question
 * as query syntax, never sees a person.
 */
@NullMarked
package jp.todoke.faq.ranking;

import org.jspecify.annotations.NullMarked;
