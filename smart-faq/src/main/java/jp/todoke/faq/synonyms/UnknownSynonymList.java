package jp.todoke.faq.synonyms;

/** There is no synonym list of this version. */
public final class UnknownSynonymList extends RuntimeException {

  UnknownSynonymList(int version) {
    super("no synonym list of version " + version);
  }
}
