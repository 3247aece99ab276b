package jp.todoke.delivery.preferences;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * Hours of every day in which nothing rings; they may span midnight.
 *
 * @param from local time in Asia/Tokyo at which they begin, inclusive
 * @param to local time in Asia/Tokyo at which they end, exclusive; never the same as {@code from}
 */
public record QuietHours(LocalTime from, LocalTime to) {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  /**
   * Checks that they are neither empty nor the whole day.
   *
   * @throws IllegalArgumentException when both times are the same
   */
  public QuietHours {
    if (from.equals(to)) {
      throw new IllegalArgumentException("quiet hours begin and end at different times");
    }
  }

  /**
   * Reads {@code 21:00-08:00}.
   *
   * @throws IllegalArgumentException when it is not of that form
   */
  public static QuietHours of(String text) {
    int dash = text.indexOf('-');
    try {
      return new QuietHours(
          LocalTime.parse(text.substring(0, Math.max(dash, 0)).strip()),
          LocalTime.parse(text.substring(dash + 1).strip()));
    } catch (DateTimeException malformed) {
      throw new IllegalArgumentException("quiet hours are written 21:00-08:00", malformed);
    }
  }

  /** When they end, UTC, if that moment is one of them. */
  public Optional<Instant> endIfQuiet(Instant now) {
    ZonedDateTime local = now.atZone(JAPAN);
    LocalTime time = local.toLocalTime();
    boolean begun = !time.isBefore(from);
    boolean notEnded = time.isBefore(to);
    boolean quiet = from.isBefore(to) ? begun && notEnded : begun || notEnded;
    return quiet
        ? Optional.of(local.with(to).plusDays(notEnded ? 0 : 1).toInstant())
        : Optional.empty();
  }
}
