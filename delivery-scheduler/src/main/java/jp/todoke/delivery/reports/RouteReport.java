package jp.todoke.delivery.reports;

import java.util.SortedMap;

/**
 * One route of a delivery.
 *
 * @param selected people frozen for it
 * @param sent taken by the provider
 * @param suppressed not sent by our own decision, by reason: the barriers of reach, {@code
 *     suppression-list}, {@code no-profile}, {@code stopped}
 * @param failed refused or given up, by reason
 * @param expired of no use any more before it could be sent, by reason: {@code late}, or {@code
 *     quiet-hours} where the hours last longer than the use
 * @param unknown perhaps sent; also while a request is out
 * @param pending still to be sent
 * @param opened people who opened it; portal only
 * @param acknowledged people who acknowledged it; portal only
 */
public record RouteReport(
    long selected,
    long sent,
    SortedMap<String, Long> suppressed,
    SortedMap<String, Long> failed,
    SortedMap<String, Long> expired,
    long unknown,
    long pending,
    long opened,
    long acknowledged) {

  /** Whether selected = sent + suppressed + failed + expired + unknown + pending. */
  public boolean balances() {
    return selected == sent + sum(suppressed) + sum(failed) + sum(expired) + unknown + pending;
  }

  private static long sum(SortedMap<String, Long> byReason) {
    return byReason.values().stream().mapToLong(Long::longValue).sum();
  }
}
