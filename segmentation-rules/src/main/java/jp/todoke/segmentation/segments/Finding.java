package jp.todoke.segmentation.segments;

/**
 * Something an author should look at before publishing.
 *
 * @param code {@code always-true}, {@code never-true}, {@code repeated}, {@code unknown-prone}
 * @param pointer where in the condition, as a JSON Pointer
 * @param text the same in Japanese for the author
 */
public record Finding(String code, String pointer, String text) {}
