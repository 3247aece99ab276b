package jp.todoke.faq;

/**
 * One version of an entry as it was; never changed, never removed.
 *
 * @param by the staff id of who made it: who wrote it, or of a published version who published it
 */
public record FaqVersion(FaqEntry entry, String by) {}
