package jp.todoke.delivery.approvals;

import java.time.Instant;

/**
 * Who did something, and when.
 *
 * @param by the staff member's id
 * @param at UTC, to the millisecond
 */
public record Mark(String by, Instant at) {}
