package jp.todoke.search.japanese;

/**
 * One meaning-carrying word of a text.
 *
 * @param base what is compared: dictionary form, NFKC, lower case
 * @param surface as it stands in the normalised text
 * @param start offset of the first character in the normalised text
 */
public record Word(String base, String surface, int start) {}
