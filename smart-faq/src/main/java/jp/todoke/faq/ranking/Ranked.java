package jp.todoke.faq.ranking;

import java.util.List;
import jp.todoke.search.Hit;

/**
 * What was found for a question, in the order it is shown.
 *
 * @param items best first; the score of the best is 1 where weights decided, all are above 0
 * @param certainty how sure the first place is
 */
public record Ranked(List<Item> items, Certainty certainty) {

  /** Keeps its own copy. */
  public Ranked {
    items = List.copyOf(items);
  }

  /**
   * One thing found.
   *
   * @param reasons what raised it most above the mean of the candidates, the strongest first; empty
   *     where the plain score decided
   */
  public record Item(Hit hit, List<Reason> reasons) {

    /** Keeps its own copy. */
    public Item {
      reasons = List.copyOf(reasons);
    }
  }

  /**
   * One reason for a place.
   *
   * @param feature its name in the ranking model
   * @param worth its part of the score; below 0 speaks against
   */
  public record Reason(String feature, double worth) {}
}
