package jp.todoke.delivery.notices;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import jp.todoke.channels.Route;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a notice that is not opened by then.
 *
 * @param to where to
 * @param after how long after the approval; 1 minute to 1,000 days
 */
public record FallbackStep(To to, Duration after) {

  private static final Duration LONGEST = Duration.ofDays(1_000);

  /** Where a notice goes that is not opened. */
  public enum To {
    /** The neutral hint by mail. */
    MAIL(Route.MAIL),
    /** The neutral hint by LINE. */
    LINE(Route.LINE),
    /** The letter itself, to the other provider. */
    HTTP(Route.HTTP),
    /** The list of letters to be printed and posted; nothing comes after it. */
    PRINT(null);

    private final @Nullable Route route;

    To(@Nullable Route route) {
      this.route = route;
    }

    /** The route it takes; empty for paper. */
    public Optional<Route> route() {
      return Optional.ofNullable(route);
    }

    /** The name in JSON: lower case. */
    public String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Whether the wait can be kept. */
  boolean isSound() {
    return after.compareTo(Duration.ofMinutes(1)) >= 0 && after.compareTo(LONGEST) <= 0;
  }
}
