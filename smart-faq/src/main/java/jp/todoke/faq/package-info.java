/**
 * The city's questions and answers as staff write them.
 *
 * <p>Owns the collections {@code faqEntries}, {@code faqVersions} (every version, never changed),
 * {@code faqRevision} and {@code faqPrograms}; only {@link jp.todoke.faq.FaqEntries} writes them.
 * An entry is changed as a whole, by whoever has seen its last version, and published by somebody
 * who did not write it. Knows staff by their id, never a citizen.
 */
@NullMarked
package jp.todoke.faq;

import org.jspecify.annotations.NullMarked;
