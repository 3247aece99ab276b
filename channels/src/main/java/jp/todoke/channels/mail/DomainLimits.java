package jp.todoke.channels.mail;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.IntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jp.todoke.channels.Pace;

/**
 * How much one receiving domain is given at a time, so that a slow or strict one (a mobile carrier)
 * holds up nobody else. Thread-safe; per process.
 */
public final class DomainLimits {

  /** No domain is limited. */
  public static final DomainLimits NONE = new DomainLimits(Map.of());

  private static final Pattern FORM = Pattern.compile("([a-z0-9.-]+)=(\\d{1,4})@(\\d{1,5})/s");
  private static final Duration FULL = Duration.ofSeconds(1);

  private record Limit(Semaphore free, Pace pace) {}

  private final Map<String, Limit> limits;

  private DomainLimits(Map<String, Limit> limits) {
    this.limits = Map.copyOf(limits);
  }

  /**
   * Reads limits such as {@code docomo.ne.jp=2@10/s}: at most 2 at once, 10 a second.
   *
   * @throws IllegalArgumentException when one is not of that form, or allows nothing
   */
  public static DomainLimits of(List<String> texts) {
    return of(texts, Pace::new);
  }

  static DomainLimits of(List<String> texts, IntFunction<Pace> paces) {
    Map<String, Limit> limits = new HashMap<>();
    for (String text : texts) {
      Matcher parts = FORM.matcher(text.strip().toLowerCase(Locale.ROOT));
      if (!parts.matches() || Integer.parseInt(parts.group(2)) == 0) {
        throw new IllegalArgumentException("a limit of a domain is such as docomo.ne.jp=2@10/s");
      }
      limits.put(
          parts.group(1),
          new Limit(
              new Semaphore(Integer.parseInt(parts.group(2))),
              paces.apply(Integer.parseInt(parts.group(3)))));
    }
    return new DomainLimits(limits);
  }

  boolean limits(String mailbox) {
    return limits.containsKey(domain(mailbox));
  }

  /**
   * Takes a place for one mail to a limited domain; to be given back by {@link #leave}.
   *
   * @return empty when it may be sent; else how long to wait, and nothing is taken
   */
  Optional<Duration> enter(String mailbox, Duration patience) {
    Limit limit = limits.get(domain(mailbox));
    if (limit == null) {
      return Optional.empty();
    }
    if (!limit.free().tryAcquire()) {
      return Optional.of(FULL);
    }
    Optional<Duration> wait = limit.pace().take(patience);
    if (wait.isPresent()) {
      limit.free().release();
    }
    return wait;
  }

  void leave(String mailbox) {
    Limit limit = limits.get(domain(mailbox));
    if (limit != null) {
      limit.free().release();
    }
  }

  private static String domain(String mailbox) {
    return mailbox.substring(mailbox.lastIndexOf('@') + 1).strip().toLowerCase(Locale.ROOT);
  }
}
