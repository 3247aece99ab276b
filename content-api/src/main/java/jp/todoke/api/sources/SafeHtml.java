package jp.todoke.api.sources;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Entities;
import org.jsoup.safety.Safelist;

/**
 * HTML of somebody else, reduced to what cannot run, load frames or reach the page around it: an
 * allow-list of structure, tables, images and ruby; links and images only over http and https.
 */
final class SafeHtml {

  private static final Safelist ALLOWED =
      Safelist.relaxed()
          .addTags("figure", "figcaption", "hr", "ruby", "rb", "rt", "rp")
          .addAttributes(":all", "lang")
          .removeProtocols("a", "href", "ftp", "mailto")
          .addEnforcedAttribute("a", "rel", "noopener");

  private static final Document.OutputSettings PLAIN =
      new Document.OutputSettings()
          .prettyPrint(false)
          .escapeMode(Entities.EscapeMode.xhtml)
          .charset(java.nio.charset.StandardCharsets.UTF_8);

  private SafeHtml() {}

  /**
   * The harmless part of the HTML.
   *
   * @param base what relative links are resolved against
   */
  static String of(String html, String base) {
    return Jsoup.clean(html, base, ALLOWED, PLAIN);
  }

  /** The text of the HTML, entities resolved, white space joined. */
  static String text(String html) {
    return Jsoup.parseBodyFragment(html).text();
  }
}
