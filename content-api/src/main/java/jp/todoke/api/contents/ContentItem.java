package jp.todoke.api.contents;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * One item of a content system, as the engine serves it.
 *
 * @param id {@code <source id>:<the source's own id>}
 * @param title plain text
 * @param summary plain text; may be empty
 * @param bodyHtml sanitised HTML; may be empty
 * @param url where it stands at its source, http or https; may be empty
 * @param language BCP 47
 * @param categories the source's own words
 * @param publishedAt UTC
 * @param modifiedAt UTC, by the source's clock
 * @param validFrom not shown before, UTC, inclusive; empty: since ever
 * @param validTo not shown from then on, UTC, exclusive; empty: without end
 * @param segmentId whom staff meant it for; empty: everybody
 * @param pinned whether staff want it first
 * @param withdrawn whether it is gone from its source
 * @param version counts the copies taken over and the decisions of staff, from 1
 * @param fetchedAt when this copy was taken over, UTC, by our clock
 */
public record ContentItem(
    String id,
    String sourceId,
    String title,
    String summary,
    String bodyHtml,
    String url,
    String language,
    List<String> categories,
    Instant publishedAt,
    Instant modifiedAt,
    Optional<Instant> validFrom,
    Optional<Instant> validTo,
    Optional<String> segmentId,
    boolean pinned,
    boolean withdrawn,
    int version,
    Instant fetchedAt) {

  public ContentItem {
    categories = List.copyOf(categories);
  }

  /** Whether it may be shown at that moment. */
  public boolean shownAt(Instant now) {
    return !withdrawn
        && validFrom.map(from -> !now.isBefore(from)).orElse(true)
        && validTo.map(now::isBefore).orElse(true);
  }

  /** Whether the source says the same in both, whenever they were taken over. */
  boolean saysTheSameAs(ContentItem other) {
    return withdrawn == other.withdrawn && equals(other.copy(withdrawn, version, fetchedAt));
  }

  ContentItem copy(boolean nowWithdrawn, int otherVersion, Instant otherTime) {
    return new ContentItem(
        id,
        sourceId,
        title,
        summary,
        bodyHtml,
        url,
        language,
        categories,
        publishedAt,
        modifiedAt,
        validFrom,
        validTo,
        segmentId,
        pinned,
        nowWithdrawn,
        otherVersion,
        otherTime);
  }

  /** The same with what staff decided about it. */
  ContentItem marked(ContentMark mark) {
    return new ContentItem(
        id,
        sourceId,
        title,
        summary,
        bodyHtml,
        url,
        language,
        categories,
        publishedAt,
        modifiedAt,
        validFrom,
        validTo,
        mark.segmentId(),
        mark.pinned(),
        withdrawn,
        version + mark.version(),
        fetchedAt);
  }
}
