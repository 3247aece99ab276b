package jp.todoke.channels.portal;

import java.time.Instant;
import java.util.Optional;

/**
 * A delivered message and what the person did with it.
 *
 * @param openedAt first time it was opened, UTC
 * @param acknowledgedAt first time it was acknowledged, UTC
 * @param withdrawnAt when the city withdrew it, UTC; its words say so and nothing else
 */
public record InboxEntry(
    InboxItem item,
    Optional<Instant> openedAt,
    Optional<Instant> acknowledgedAt,
    Optional<Instant> withdrawnAt) {

  /** One that nobody touched. */
  static InboxEntry untouched(InboxItem item) {
    return new InboxEntry(item, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** The place of this entry, for the page after it. */
  public Position position() {
    return new Position(item.deliveredAt(), item.id());
  }

  /** A place in an inbox; what was delivered first is less, of one millisecond the lesser id. */
  public record Position(Instant deliveredAt, String id) implements Comparable<Position> {

    @Override
    public int compareTo(Position other) {
      int byTime = Long.compare(deliveredAt.toEpochMilli(), other.deliveredAt.toEpochMilli());
      return byTime == 0 ? id.compareTo(other.id) : byTime;
    }
  }
}
