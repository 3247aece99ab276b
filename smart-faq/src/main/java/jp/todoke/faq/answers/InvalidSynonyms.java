package jp.todoke.faq.answers;

/** A line of a synonym list is no group of synonyms. */
public final class InvalidSynonyms extends RuntimeException {

  InvalidSynonyms(String detail) {
    super(detail);
  }
}
