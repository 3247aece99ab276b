package jp.todoke.api.webhooks;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A receiver of events.
 *
 * @param url where they are posted to
 * @param events statuses of campaigns it hears of, lower case; empty = all
 * @param active whether it is told
 * @param failures in a row since it last took one
 * @param disabledAt when it was switched off by itself, UTC
 * @param version counts edits, from 1
 * @param createdAt campaigns that were there before are not told of until they change, UTC
 */
public record Webhook(
    String id,
    URI url,
    Set<String> events,
    boolean active,
    int failures,
    Optional<Instant> disabledAt,
    long version,
    Instant createdAt) {

  boolean hears(String status) {
    return events.isEmpty() || events.contains(status);
  }
}
