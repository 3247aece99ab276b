package jp.todoke.faq.ranking;

/** A file of weights cannot be used: it is none, or it is of another version. */
public final class InvalidRankingModel extends RuntimeException {

  InvalidRankingModel(String reason) {
    super("the ranking model cannot be used: " + reason);
  }
}
