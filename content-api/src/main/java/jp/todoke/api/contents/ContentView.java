package jp.todoke.api.contents;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.rest.Language;

/**
 * An item as anybody sees it.
 *
 * @param fallback whether it is shown in another language than was asked for
 */
public record ContentView(
    String id,
    String sourceId,
    String language,
    boolean fallback,
    String title,
    String summary,
    String bodyHtml,
    String url,
    List<String> categories,
    boolean pinned,
    Instant publishedAt,
    Instant modifiedAt,
    Optional<Instant> validFrom,
    Optional<Instant> validTo,
    Instant fetchedAt) {

  /** The public face of an item. */
  public static ContentView of(ContentItem item, Language asked) {
    boolean fallback =
        asked.japanese()
            ? !item.language().equals("ja")
            : !item.language().equalsIgnoreCase(asked.tag());
    return new ContentView(
        item.id(),
        item.sourceId(),
        item.language(),
        fallback,
        item.title(),
        item.summary(),
        item.bodyHtml(),
        item.url(),
        item.categories(),
        item.pinned(),
        item.publishedAt(),
        item.modifiedAt(),
        item.validFrom(),
        item.validTo(),
        item.fetchedAt());
  }
}
