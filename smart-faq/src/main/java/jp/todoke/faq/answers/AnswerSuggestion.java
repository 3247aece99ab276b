package jp.todoke.faq.answers;

/**
 * A title the city has, offered while somebody types.
 *
 * @param kind FAQ entry or program
 * @param id of the entry or the program
 * @param title the question or the name; asking it gives this answer
 * @param language BCP 47 tag of the title
 */
public record AnswerSuggestion(AnswerKind kind, String id, String title, String language) {}
