package jp.todoke.api.programs;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.conditions.Condition;

/**
 * One program of the city (制度).
 *
 * @param id stable; imported ids are kept as they are
 * @param version counts edits from 1, for optimistic locking
 * @param title the official name
 * @param titleKana its reading; may be empty
 * @param summary one or two sentences; may be empty
 * @param body the full text: what is given, to whom, how to apply; may be empty
 * @param audience to whom it is addressed in words (対象者); may be empty
 * @param authority the bureau in charge; may be empty
 * @param url where to read on; may be empty
 * @param categories what it is about
 * @param aliases other names people use for it
 * @param validFrom the first day it is offered, Asia/Tokyo; empty: since ever
 * @param validTo the last day it is offered, Asia/Tokyo; empty: without end
 * @param sensitive whether its very name must not appear on a lock screen
 * @param eligibility whom it concerns; empty: everybody
 * @param changedAt when it was last changed, UTC
 */
public record Program(
    String id,
    int version,
    String title,
    String titleKana,
    String summary,
    String body,
    String audience,
    String authority,
    String url,
    List<String> categories,
    List<String> aliases,
    Optional<LocalDate> validFrom,
    Optional<LocalDate> validTo,
    boolean sensitive,
    Optional<Condition> eligibility,
    Instant changedAt) {

  public Program {
    categories = List.copyOf(categories);
    aliases = List.copyOf(aliases);
  }

  /** Whether it is offered on that day. */
  public boolean offeredOn(LocalDate day) {
    return validFrom.map(first -> !day.isBefore(first)).orElse(true)
        && validTo.map(last -> !day.isAfter(last)).orElse(true);
  }

  /** The condition that decides; everybody where none is set. */
  public Condition condition() {
    return eligibility.orElseGet(() -> new Condition.All(List.of()));
  }

  /** The same content under another version and time. */
  Program at(int otherVersion, Instant otherTime) {
    return new Program(
        id,
        otherVersion,
        title,
        titleKana,
        summary,
        body,
        audience,
        authority,
        url,
        categories,
        aliases,
        validFrom,
        validTo,
        sensitive,
        eligibility,
        otherTime);
  }
}
