/**
 * The city's questions and answers as staff write them.
 *
 * <p>Owns the collection {@code faqEntries}; only {@link jp.todoke.faq.FaqEntries} writes it. An
 * entry is changed as a whole, by whoever has seen its last version. Never knows a person.
 */
@NullMarked
package jp.todoke.faq;

import org.jspecify.annotations.NullMarked;
