/**
 * The loop that makes the answers better: what was missed is gathered, something is proposed, tried
 * on what was really asked, and published by a second pair of eyes.
 *
 * <p>Owns the collection {@code faqProposals}; reads the question log. Drafts only from words that
 * were asked and entries that exist: it never invents an answer. Never knows a citizen; a wording
 * asked fewer than three times is shown to nobody, but for consultation records that a person of
 * the city has read and imports.
 */
@NullMarked
package jp.todoke.faq.curation;

import org.jspecify.annotations.NullMarked;
