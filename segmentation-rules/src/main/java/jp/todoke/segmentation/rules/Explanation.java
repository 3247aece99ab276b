package jp.todoke.segmentation.rules;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.conditions.Verdict;

/**
 * A verdict with its grounds.
 *
 * @param ruleVersion the version of the rule that decided
 * @param verdict the same as Drools gives
 * @param reasons for yes what holds, for no what fails first, for unknown what would have to be
 *     known
 * @param missing the attributes that would settle an unknown; empty otherwise
 * @param from for a no that only time stands between: the first day it is a yes, Asia/Tokyo, within
 *     twenty years
 */
public record Explanation(
    int ruleVersion,
    Verdict verdict,
    List<Reason> reasons,
    Set<String> missing,
    Optional<LocalDate> from) {}
