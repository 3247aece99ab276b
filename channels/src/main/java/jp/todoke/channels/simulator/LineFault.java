package jp.todoke.channels.simulator;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** What can go wrong at the simulated LINE platform; some also by the end of a user id. */
public enum LineFault {
  /** 429, the rate limit; nothing accepted. */
  RATE("dead0429"),
  /** 429, another request for the same thing is under way; nothing accepted. */
  CONCURRENT(""),
  /** 429, the monthly limit; nothing accepted. */
  QUOTA(""),
  /** 500; nothing accepted. */
  SERVER_ERROR("dead0500"),
  /** The request is accepted, but the answer is a 500. */
  REPLY_LOST("dead0501"),
  /** The request is accepted, but no answer comes for a long time. */
  TIMEOUT("deadf1f0"),
  /** 401; wrong token. */
  UNAUTHORIZED(""),
  /** 403; the plan does not allow it. */
  FORBIDDEN(""),
  /** 400, one of the recipients is unknown. */
  UNKNOWN_USER("dead0400"),
  /** 200, but the person has blocked the account: accepted and never shown. */
  BLOCKED("deadb10c");

  private final String suffix;

  LineFault(String suffix) {
    this.suffix = suffix;
  }

  /** End of a user id that brings this fault about; the empty string where there is none. */
  public String suffix() {
    return suffix;
  }

  /** All that have one, of which the first half is the same. */
  private static final Map<String, LineFault> BY_SUFFIX =
      Arrays.stream(values())
          .filter(fault -> !fault.suffix.isEmpty())
          .collect(Collectors.toUnmodifiableMap(LineFault::suffix, fault -> fault));

  private static final int SUFFIX = 8;

  static Optional<LineFault> of(String userId) {
    int from = userId.length() - SUFFIX;
    return from >= 0 && userId.startsWith("dead", from)
        ? Optional.ofNullable(BY_SUFFIX.get(userId.substring(from)))
        : Optional.empty();
  }
}
