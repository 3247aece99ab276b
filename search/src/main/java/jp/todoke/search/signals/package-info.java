/**
 * How well a document fits a question, seen from many sides.
 *
 * <p>Every {@link jp.todoke.search.signals.Signal} is one number a person can be told. {@link
 * jp.todoke.search.signals.Signals} holds the words of all documents as numbers, learns from them
 * how rare and how telling each word is and which words keep company, and measures a few hundred
 * candidates for one question. Owns no records and weighs nothing: what the numbers are worth is
 * decided by who ranks. Japanese only.
 */
@NullMarked
package jp.todoke.search.signals;

import org.jspecify.annotations.NullMarked;
