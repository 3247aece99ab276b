package jp.todoke.search;

/**
 * An existing title or question sentence offered while somebody is typing.
 *
 * @param kind the document's kind
 * @param id its identifier within the kind
 * @param title the title as it stands in the document
 * @param language BCP 47 tag of the title
 */
public record Suggestion(String kind, String id, String title, String language) {}
