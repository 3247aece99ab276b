package jp.todoke.segmentation.profiles;

import java.time.Instant;

/**
 * What a person said about one purpose, the latest word of theirs (Act on the Protection of
 * Personal Information, article 69; function #1).
 *
 * @param granted whether they agreed
 * @param textVersion the version of the wording they were shown
 * @param at when, UTC
 */
public record Consent(boolean granted, String textVersion, Instant at) {}
