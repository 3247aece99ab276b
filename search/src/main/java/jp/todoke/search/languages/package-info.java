/**
 * The languages citizens ask in: which one a text is in, and its words that carry meaning.
 *
 * <p>Each text is cut by the rules of its own language, documents and questions alike: Japanese by
 * {@link jp.todoke.search.japanese}, English, Chinese, Korean and Vietnamese by rules of their own,
 * every other language at its spaces. Owns one resource, the table of traditional and simplified
 * characters. Holds no records, never sees a person, never fails on any text.
 */
@NullMarked
package jp.todoke.search.languages;

import org.jspecify.annotations.NullMarked;
