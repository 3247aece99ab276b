package jp.todoke.faq.synonyms;

/** Somebody proposed another list since this one was read: read it and decide anew. */
public final class StaleSynonymList extends RuntimeException {

  StaleSynonymList(int expected) {
    super("version " + expected + " is no longer the newest synonym list");
  }
}
