package jp.todoke.channels;

import java.time.Instant;
import java.util.Optional;

/**
 * What a provider said about a delivery, as it said it; no message body, no address.
 *
 * @param provider such as {@code line} or the mail relay's name
 * @param ref the parcel's or batch's reference
 * @param status the provider's word or code, such as {@code 250} or {@code 409}
 * @param requestId the provider's own reference
 * @param at when it was received, UTC, to the millisecond
 */
public record Receipt(
    String provider, String ref, String status, Optional<String> requestId, Instant at) {}
