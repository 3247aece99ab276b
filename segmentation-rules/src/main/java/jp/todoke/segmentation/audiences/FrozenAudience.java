package jp.todoke.segmentation.audiences;

import java.time.Instant;
import java.time.LocalDate;

/**
 * Who was in a segment when another system was given leave to ask: it does not change afterwards,
 * but whoever has withdrawn their consent since is left out of every page.
 *
 * @param recipient the system it is for, by its token's subject
 * @param purpose what the system does with it, in words for the record
 * @param asOf the day in Asia/Tokyo the segment was decided
 * @param people how many are in it, whether or not they consent
 * @param frozenBy the staff id of who gave leave
 * @param expiresAt when it is forgotten, UTC
 */
public record FrozenAudience(
    String id,
    String segmentId,
    int segmentVersion,
    String recipient,
    String purpose,
    LocalDate asOf,
    int people,
    String frozenBy,
    Instant frozenAt,
    Instant expiresAt) {}
