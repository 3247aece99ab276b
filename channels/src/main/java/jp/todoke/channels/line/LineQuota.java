package jp.todoke.channels.line;

import java.util.OptionalLong;

/**
 * This month's allowance of push and multicast messages.
 *
 * @param limit messages a month; empty = no limit
 * @param used messages sent this month; LINE calls it approximate
 */
public record LineQuota(OptionalLong limit, long used) {

  /** Messages left, never negative; empty = no limit. */
  public OptionalLong remaining() {
    return limit.isPresent() ? OptionalLong.of(Math.max(0, limit.getAsLong() - used)) : limit;
  }

  /**
   * Whether so many more messages are within it.
   *
   * @param margin kept back for answers and notices
   */
  public boolean takes(long recipients, long margin) {
    return remaining().isEmpty() || remaining().getAsLong() - margin >= recipients;
  }
}
