package jp.todoke.api.sources;

import java.net.URI;

/** What both kinds of sources ask of an item's parts. */
final class Items {

  private static final int LONGEST_TITLE = 500;
  private static final int LONGEST_BODY = 1_000_000;

  private Items() {}

  /** A title without markup. */
  static String title(String html) {
    String title = SafeHtml.text(html);
    if (title.isBlank()) {
      throw new ItemFault("item-title-missing");
    }
    if (title.length() > LONGEST_TITLE) {
      throw new ItemFault("item-title-too-long");
    }
    return title;
  }

  /** A body without anything that could run. */
  static String body(String html, String base) {
    if (html.length() > LONGEST_BODY) {
      throw new ItemFault("item-body-too-long");
    }
    return SafeHtml.of(html, base);
  }

  /** A http or https address; empty for any other. */
  static String link(String address) {
    try {
      URI link = new URI(address.strip());
      boolean web = "https".equals(link.getScheme()) || "http".equals(link.getScheme());
      return web && link.getHost() != null ? link.toString() : "";
    } catch (java.net.URISyntaxException malformed) {
      return "";
    }
  }
}
