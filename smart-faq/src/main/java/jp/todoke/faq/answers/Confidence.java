package jp.todoke.faq.answers;

import java.util.List;
import jp.todoke.search.Hit;

/**
 * How sure an answer is.
 *
 * <p>A provisional calibration on 225 judged questions over 1,786 entries; RATIONALE.md has the
 * figures. The score orders and words the answer, it never hides one: with every class the asker
 * sees what comes nearest.
 */
final class Confidence {

  /** How far the best must stand above the next. */
  static final double MARGIN = 1.2;

  /** How much of what was asked the best one must speak of, and its title alone. */
  static final double SURE_COVERAGE = .5;

  static final double TITLE_COVERAGE = .4;

  /** What speaks of less than this share of the question is no answer. */
  static final double COVERAGE = .2;

  private Confidence() {}

  static HitClass judge(List<Hit> hits) {
    if (hits.isEmpty()) {
      return HitClass.NONE;
    }
    Hit best = hits.getFirst();
    if (best.exact()) {
      return HitClass.CONFIDENT;
    }
    if (hits.stream().limit(3).allMatch(hit -> hit.coverage() < COVERAGE)) {
      return HitClass.NONE;
    }
    boolean standsOut = hits.size() == 1 || best.score() >= MARGIN * hits.get(1).score();
    return standsOut && best.coverage() >= SURE_COVERAGE && best.titleCoverage() >= TITLE_COVERAGE
        ? HitClass.CONFIDENT
        : HitClass.CANDIDATES;
  }
}
