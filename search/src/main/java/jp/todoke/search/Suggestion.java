package jp.todoke.search;

/**
 * An existing title or question sentence offered while somebody is typing.
 *
 * @param kind the document's kind
 * @param id its identifier within the kind
 * @param title the title as it stands in the document
 */
public record Suggestion(String kind, String id, String title) {}
