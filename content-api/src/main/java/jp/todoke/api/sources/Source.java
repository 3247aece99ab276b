package jp.todoke.api.sources;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A content system that is pulled.
 *
 * @param id the first part of its items' ids
 * @param url WordPress: the site, or its collection of posts; JSON Feed: the feed
 * @param language of items that do not say theirs, BCP 47
 * @param interval between two pulls that went well
 * @param version counts edits by staff, from 1
 */
public record Source(
    String id,
    Type type,
    URI url,
    String language,
    boolean enabled,
    Duration interval,
    int version,
    State state) {

  /** Which language the system speaks. */
  public enum Type {
    /** WordPress REST API v2. */
    WORDPRESS,
    /** JSON Feed 1.1. */
    JSONFEED;

    /** The name used in JSON: lower case. */
    public String json() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The type of that JSON name. */
    static Optional<Type> of(String json) {
      for (Type type : values()) {
        if (type.json().equals(json)) {
          return Optional.of(type);
        }
      }
      return Optional.empty();
    }
  }

  /**
   * How it fares; all times UTC.
   *
   * @param lastOkAt when a pull last went well
   * @param failures in a row
   * @param lastError a short code, never a text of the source
   * @param watermark up to which modification, by the source's clock, everything was read
   * @param validator what a conditional request carries
   * @param sweptAt when its list of ids was last compared with ours
   * @param counts of the last pull or sweep that went well
   */
  public record State(
      Optional<Instant> lastOkAt,
      Optional<Instant> lastTriedAt,
      Instant nextTryAt,
      int failures,
      Optional<String> lastError,
      Optional<Instant> watermark,
      Optional<Validator> validator,
      Optional<Instant> sweptAt,
      Counts counts) {

    /** Never pulled, to be pulled from that moment on. */
    static State fresh(Instant from) {
      return new State(
          Optional.empty(),
          Optional.empty(),
          from,
          0,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Counts.NONE);
    }
  }

  /**
   * What the source said about one answer (RFC 9110 section 8.8), good for that address alone.
   *
   * @param etag empty text when it gave none
   * @param lastModified empty text when it gave none
   */
  public record Validator(String url, String etag, String lastModified) {}

  /**
   * What a pull or sweep did.
   *
   * @param seen items that were read
   * @param changed items that were new or changed
   * @param withdrawn items that are gone
   * @param dead items that could not be read
   */
  public record Counts(int seen, int changed, int withdrawn, int dead) {

    static final Counts NONE = new Counts(0, 0, 0, 0);
  }
}
