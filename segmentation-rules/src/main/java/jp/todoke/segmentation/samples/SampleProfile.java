package jp.todoke.segmentation.samples;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * A made-up person with a name.
 *
 * @param id how previews call it: a small letter, then small letters, digits or -, at most 64
 * @param title what staff call it, for instance 港区の3歳児の親
 * @param person what is known of them: {@code kind}, {@code attributes}, {@code household}, {@code
 *     receives} and {@code language} as in a row of the profile exchange
 * @param values what a template is filled with for them where a preview names no value itself
 * @param version counts the edits, from 1; goes on counting where the id is used again
 * @param changedAt UTC, to the millisecond
 * @param changedBy the member of staff
 */
public record SampleProfile(
    String id,
    String title,
    JsonNode person,
    JsonNode values,
    int version,
    Instant changedAt,
    String changedBy) {}
