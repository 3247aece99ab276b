package jp.todoke.faq.synonyms;

/** The list shipped with the product is served; there is none before it. */
public final class NoEarlierSynonymList extends RuntimeException {

  NoEarlierSynonymList() {
    super("no synonym list was served before this one");
  }
}
