/**
 * The Japanese of a town hall: text cut into the words that carry meaning, their readings, and the
 * city's own synonyms.
 *
 * <p>Owns two resource files, both written for this project: {@code municipal-words.csv} (words the
 * general dictionary cuts wrongly) and {@code municipal-synonyms.txt} (what citizens say and what
 * the office calls it). Holds no records, never sees a person, never fails on any text.
 */
@NullMarked
package jp.todoke.search.japanese;

import org.jspecify.annotations.NullMarked;
