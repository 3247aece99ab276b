package jp.todoke.search.japanese;

/**
 * One meaning-carrying word of a text.
 *
 * @param base what is compared: dictionary form, NFKC, lower case
 * @param surface as it stands in the normalised text
 * @param start offset of the first character in the normalised text
 * @param known whether the general dictionary has it; what it has is no slip
 */
public record Word(String base, String surface, int start, boolean known) {

  /** A word the dictionary has. */
  public Word(String base, String surface, int start) {
    this(base, surface, start, true);
  }
}
