package jp.todoke.segmentation.rules;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import jp.todoke.segmentation.conditions.Verdict;

/** What every rule of a book says about one person. */
public final class Verdicts {

  private final RuleBook book;
  private final byte[] ranks;

  Verdicts(RuleBook book, byte[] ranks) {
    this.book = book;
    this.ranks = ranks;
  }

  /** The day they hold for, in Asia/Tokyo. */
  public LocalDate asOf() {
    return book.asOf();
  }

  /** What the rule of that key says; a rule that does not exist says no. */
  public Verdict of(Rule.Key key) {
    int place = book.place(key);
    return place < 0 ? Verdict.NO : Verdict.of(ranks[place]);
  }

  /** The rules of that subject that say so, in the order of the book. */
  public List<Rule> which(Rule.Subject subject, Verdict verdict) {
    List<Rule> which = new ArrayList<>();
    for (int place = 0; place < ranks.length; place++) {
      Rule rule = book.rules().get(place);
      if (ranks[place] == verdict.ordinal() && rule.key().subject() == subject) {
        which.add(rule);
      }
    }
    return which;
  }
}
