package jp.todoke.api.sources;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import jp.todoke.api.contents.ContentItem;

/** Posts of the WordPress REST API v2 ({@code /wp-json/wp/v2/posts}, WP-API/docs). */
final class WordPress {

  /** The most posts an answer can have. */
  static final int PER_PAGE = 100;

  /**
   * How far before the watermark is asked. WordPress compares {@code modified_after} in the time of
   * the site; a day covers every zone it may have been set to, and posts that moved between pages.
   */
  static final Duration OVERLAP = Duration.ofDays(1);

  private static final String FIELDS =
      "id,link,status,title,excerpt,content,date_gmt,modified_gmt,_links,_embedded";

  private WordPress() {}

  /** A page of what was modified since the watermark, oldest first. */
  static URI changed(Source source, Optional<Instant> watermark, int page) {
    String since =
        watermark
            .map(mark -> "&modified_after=" + encoded(mark.minus(OVERLAP).toString()))
            .orElse("");
    return posts(
        source,
        "orderby=modified&order=asc&_embed=wp:term&_fields=" + FIELDS + since + "&page=" + page);
  }

  /** A page of ids and times of everything that is public. */
  static URI ids(Source source, int page) {
    return posts(source, "orderby=id&order=asc&_fields=id,modified_gmt&page=" + page);
  }

  /** Those of at most {@value #PER_PAGE} posts that are public. */
  static URI these(Source source, Collection<String> externalIds) {
    String include = externalIds.stream().sorted().collect(Collectors.joining(","));
    return posts(
        source, "orderby=id&order=asc&_embed=wp:term&_fields=" + FIELDS + "&include=" + include);
  }

  private static URI posts(Source source, String query) {
    String url = source.url().toString();
    if (!url.contains("/wp-json/") && !url.contains("rest_route=")) {
      url = url.replaceAll("/+$", "") + "/wp-json/wp/v2/posts";
    }
    return URI.create(url + (url.contains("?") ? "&" : "?") + "per_page=" + PER_PAGE + "&" + query);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** One post. */
  static ReadItem read(JsonNode post, Source source, Instant now) {
    String external = post.path("id").asText("");
    String id = ReadItem.id(source, external.isEmpty() ? "unnamed-" + digest(post) : external);
    try {
      if (external.isEmpty()) {
        throw new ItemFault("item-id-missing");
      }
      if (!post.path("status").asText("publish").equals("publish")
          || post.path("content").path("protected").asBoolean(false)) {
        return new ReadItem.Hidden(id);
      }
      String link = Items.link(post.path("link").asText(""));
      return new ReadItem.Good(
          new ContentItem(
              id,
              source.id(),
              Items.title(post.path("title").path("rendered").asText("")),
              SafeHtml.text(post.path("excerpt").path("rendered").asText("")),
              Items.body(post.path("content").path("rendered").asText(""), link),
              link,
              source.language(),
              terms(post),
              modified(post, "date_gmt"),
              modified(post, "modified_gmt"),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              false,
              false,
              1,
              now));
    } catch (ItemFault fault) {
      return new ReadItem.Dead(id, fault.code());
    }
  }

  /** A GMT time without zone, as WordPress writes it. */
  static Instant modified(JsonNode post, String field) {
    try {
      return LocalDateTime.parse(post.path(field).asText("")).toInstant(ZoneOffset.UTC);
    } catch (DateTimeException malformed) {
      throw new ItemFault("item-date-malformed");
    }
  }

  private static List<String> terms(JsonNode post) {
    List<String> names = new ArrayList<>();
    for (JsonNode taxonomy : post.path("_embedded").path("wp:term")) {
      for (JsonNode term : taxonomy) {
        String name = SafeHtml.text(term.path("name").asText(""));
        if (!name.isEmpty()) {
          names.add(name);
        }
      }
    }
    return names.stream().distinct().toList();
  }

  private static String digest(JsonNode post) {
    return ReadItem.digest(post.toString());
  }
}
