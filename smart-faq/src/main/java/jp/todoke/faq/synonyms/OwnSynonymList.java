package jp.todoke.faq.synonyms;

/** Who proposed a list cannot publish it. */
public final class OwnSynonymList extends RuntimeException {

  OwnSynonymList(int version) {
    super("synonym list " + version + " needs the eyes of somebody else");
  }
}
