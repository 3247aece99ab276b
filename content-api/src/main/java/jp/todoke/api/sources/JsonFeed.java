package jp.todoke.api.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import jp.todoke.api.contents.ContentItem;
import org.jsoup.nodes.Entities;

/**
 * JSON Feed 1.1 (jsonfeed.org). Beside the standard an item may say when it is shown: {@code
 * "_todoke": {"valid_from": "...", "valid_to": "..."}}, RFC 3339.
 */
final class JsonFeed {

  private JsonFeed() {}

  /**
   * The items of one page of the feed.
   *
   * @throws SourceFailed {@code unexpected-shape} when it is no JSON Feed
   */
  static List<ReadItem> read(JsonNode feed, Source source, Instant now) {
    if (!feed.path("version").asText("").startsWith("https://jsonfeed.org/version/1")
        || !feed.path("items").isArray()) {
      throw new SourceFailed("unexpected-shape");
    }
    String language = feed.path("language").asText(source.language());
    List<ReadItem> items = new ArrayList<>();
    feed.path("items").forEach(item -> items.add(item(item, language, source, now)));
    return items;
  }

  private static ReadItem item(JsonNode item, String language, Source source, Instant now) {
    String external = item.path("id").asText("");
    String id =
        ReadItem.id(
            source, external.isEmpty() ? "unnamed-" + ReadItem.digest(item.toString()) : external);
    try {
      if (external.isEmpty()) {
        throw new ItemFault("item-id-missing");
      }
      String link = Items.link(item.path("url").asText(""));
      Optional<Instant> published = instant(item, "date_published");
      Optional<Instant> modified = instant(item, "date_modified");
      Instant either =
          published.or(() -> modified).orElseThrow(() -> new ItemFault("item-date-missing"));
      return new ReadItem.Good(
          new ContentItem(
              id,
              source.id(),
              Items.title(item.path("title").asText("")),
              SafeHtml.text(item.path("summary").asText("")),
              Items.body(html(item), link),
              link,
              item.path("language").asText(language),
              tags(item),
              either,
              modified.orElse(either),
              instant(item.path("_todoke"), "valid_from"),
              instant(item.path("_todoke"), "valid_to"),
              Optional.empty(),
              false,
              false,
              1,
              now));
    } catch (ItemFault fault) {
      return new ReadItem.Dead(id, fault.code());
    }
  }

  private static String html(JsonNode item) {
    String html = item.path("content_html").asText("");
    String text = item.path("content_text").asText("");
    return html.isEmpty() && !text.isEmpty()
        ? "<p>" + Entities.escape(text).replace("\n", "<br>") + "</p>"
        : html;
  }

  private static List<String> tags(JsonNode item) {
    List<String> tags = new ArrayList<>();
    item.path("tags").forEach(tag -> tags.add(tag.asText("")));
    return tags.stream().filter(tag -> !tag.isBlank()).distinct().toList();
  }

  private static Optional<Instant> instant(JsonNode item, String field) {
    String text = item.path(field).asText("");
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant());
    } catch (DateTimeException malformed) {
      throw new ItemFault("item-date-malformed");
    }
  }
}
