package jp.todoke.delivery.dispatch;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How deliveries are worked off.
 *
 * @param node this node's name, kept with the claim
 * @param portal where a hint leads
 * @param listId RFC 2919 list id of campaign mail, after the topic: {@code topic.listId}
 * @param mailSlice mails between two records of outcomes; that many are unknown after a crash
 * @param waits before the second, third ... attempt; the last one repeats
 * @param attempts after which it is given up
 */
public record DispatchSettings(
    String node,
    URI portal,
    Optional<String> listId,
    int mailSlice,
    List<Duration> waits,
    int attempts) {

  /**
   * Checks that what fails is tried again and given up some day.
   *
   * @throws IllegalArgumentException when there is no wait, one is not positive, or no attempt
   */
  public DispatchSettings {
    waits = List.copyOf(waits);
    if (waits.isEmpty() || !waits.stream().allMatch(Duration::isPositive) || attempts < 1) {
      throw new IllegalArgumentException("waits of more than nothing, and 1 attempt or more");
    }
  }

  /**
   * Slices of 50 mails; 12 attempts over about a day, after 1, 5, 15 and 30 minutes, 1, 2, 4, 4 ...
   * hours.
   */
  public static DispatchSettings of(String node, URI portal) {
    return new DispatchSettings(
        node,
        portal,
        Optional.empty(),
        50,
        List.of(
            Duration.ofMinutes(1),
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofMinutes(30),
            Duration.ofHours(1),
            Duration.ofHours(2),
            Duration.ofHours(4)),
        12);
  }

  /** The same with a list id for campaign mail. */
  public DispatchSettings withListId(String list) {
    return new DispatchSettings(node, portal, Optional.of(list), mailSlice, waits, attempts);
  }

  /**
   * The same with other attempts.
   *
   * @throws IllegalArgumentException when there is no wait, one is not positive, or no attempt
   */
  public DispatchSettings withAttempts(List<Duration> between, int most) {
    return new DispatchSettings(node, portal, listId, mailSlice, between, most);
  }

  Duration waitAfter(int attempt) {
    return waits.get(Math.clamp(attempt - 1, 0, waits.size() - 1));
  }
}
