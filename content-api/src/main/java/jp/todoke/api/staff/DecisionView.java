package jp.todoke.api.staff;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.rules.Explanation;
import jp.todoke.segmentation.rules.Reason;

/**
 * A three-valued result as it is served everywhere.
 *
 * @param result {@code yes}, {@code no} or {@code unknown}
 * @param ruleVersion the version of the rule that decided
 * @param reasons in plain Japanese, with the person's own value and the limit
 * @param missing the attributes that would settle an unknown
 * @param fromOn for a no that only time stands between: the first day it is a yes
 */
public record DecisionView(
    String result,
    int ruleVersion,
    List<ReasonView> reasons,
    List<String> missing,
    Optional<LocalDate> fromOn) {

  /** One ground of a decision. */
  public record ReasonView(
      String text, Optional<String> attribute, Optional<String> value, Optional<String> limit) {

    /** A reason of the engine as it is served. */
    public static ReasonView of(Reason reason) {
      return new ReasonView(reason.text(), reason.attribute(), reason.value(), reason.limit());
    }
  }

  /** A decision of the engine as it is served. */
  public static DecisionView of(Explanation explanation) {
    return new DecisionView(
        explanation.verdict().json(),
        explanation.ruleVersion(),
        explanation.reasons().stream().map(ReasonView::of).toList(),
        explanation.missing().stream().sorted().toList(),
        explanation.from());
  }
}
