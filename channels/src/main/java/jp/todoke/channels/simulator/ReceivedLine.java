package jp.todoke.channels.simulator;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A text as it was shown to a LINE user.
 *
 * @param userId whom; for a reply the reply token
 * @param text what
 * @param retryKey of the request; a reply has none
 * @param requestId of the answer
 * @param at when, UTC
 */
public record ReceivedLine(
    String userId, String text, Optional<UUID> retryKey, String requestId, Instant at) {

  @Override
  public String toString() {
    return "ReceivedLine[" + requestId + "]";
  }
}
