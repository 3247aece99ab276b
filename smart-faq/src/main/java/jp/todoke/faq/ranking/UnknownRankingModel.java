package jp.todoke.faq.ranking;

/** There are no stored weights of this version. */
public final class UnknownRankingModel extends RuntimeException {

  UnknownRankingModel(int version) {
    super("there are no weights of version " + version);
  }
}
