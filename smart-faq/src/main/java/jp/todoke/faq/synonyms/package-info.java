/**
 * What citizens say and what the office calls it, as staff keep it.
 *
 * <p>Owns the collection {@code synonymLists}: every list ever proposed, and which of them is
 * served. Only {@link jp.todoke.faq.synonyms.SynonymLists} writes it. A list is never changed, only
 * followed by another. Version 0 is the list the product ships with. Never knows a citizen.
 */
@NullMarked
package jp.todoke.faq.synonyms;

import org.jspecify.annotations.NullMarked;
