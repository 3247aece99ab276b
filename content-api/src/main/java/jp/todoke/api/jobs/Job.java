package jp.todoke.api.jobs;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import java.util.Optional;

/**
 * A piece of long work.
 *
 * @param askedBy staff id of who asked for it
 * @param from first day it is about, Asia/Tokyo
 * @param to last day it is about
 * @param done rows so far
 * @param errors what went wrong, without personal data; empty where nothing did
 */
public record Job(
    String id,
    Kind kind,
    LocalDate from,
    LocalDate to,
    String askedBy,
    State state,
    long done,
    Instant askedAt,
    Optional<Instant> startedAt,
    Optional<Instant> finishedAt,
    String errors) {

  /** What can be asked for. */
  public enum Kind {
    /** What happened to deliveries, by day, delivery, route and outcome. */
    DELIVERY_FACTS,
    /** Each campaign's way from selected to found useful. */
    CAMPAIGNS;

    /** The name in JSON: lower case with hyphens. */
    public String json() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The kind of that name. */
    static Optional<Kind> of(String json) {
      for (Kind kind : values()) {
        if (kind.json().equals(json)) {
          return Optional.of(kind);
        }
      }
      return Optional.empty();
    }
  }

  /** How far it is. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED,
    CANCELLED
  }
}
