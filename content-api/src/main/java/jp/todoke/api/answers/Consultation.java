package jp.todoke.api.answers;

/**
 * What was asked at a counter or on the telephone, and what was answered.
 *
 * @param entryId of the entry that answered; empty where another answer was given
 * @param answer what was said; empty where an entry answered
 * @param channel how it came; may be empty
 * @param date when it came, as it was written; may be empty
 */
record Consultation(String question, String entryId, String answer, String channel, String date) {}
