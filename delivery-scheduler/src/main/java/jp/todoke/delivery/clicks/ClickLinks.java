package jp.todoke.delivery.clicks;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jp.todoke.delivery.preferences.SignedLinks;
import jp.todoke.delivery.preferences.SignedLinks.Purpose;
import jp.todoke.templates.Rendering;

/**
 * Turns the links of a mail into ones that pass through the city and back. The target is inside the
 * signed token, so that nobody can make the city lead elsewhere. Thread-safe.
 */
public final class ClickLinks {

  /** How long after the mail was made its links lead on. */
  public static final Duration HOLDS = Duration.ofDays(180);

  private static final int LONGEST = 1_000;
  private static final Pattern IN_TEXT =
      Pattern.compile(
          "https?://[A-Za-z0-9.:-]++(?!@)(?:[/?#][A-Za-z0-9._~:/?#\\[\\]@!$&'()*+,;=%-]*)?");
  private static final Pattern IN_HTML =
      Pattern.compile("(?i)(href\\s*=\\s*\")(https?://[^\"<>\\s]+)(\")");

  private final SignedLinks links;
  private final String before;
  private final Set<String> hosts;
  private final Clock clock;

  /**
   * Links of this city.
   *
   * @param before what stands before the token in an address
   * @param hosts those it leads to; a link to any other stays as it is, and none is led to
   */
  public ClickLinks(SignedLinks links, String before, Collection<String> hosts, Clock clock) {
    this.links = links;
    this.before = before;
    this.hosts =
        hosts.stream().map(host -> host.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    this.clock = clock;
  }

  /**
   * What a token means.
   *
   * @param ref of the mail it stood in
   */
  public record Click(String ref, URI target) {
    @Override
    public String toString() {
      return "Click[" + ref + "]";
    }
  }

  /** The words with every link to a host of the city led through it. */
  public Rendering.Rendered through(Rendering.Rendered words, String ref) {
    if (hosts.isEmpty()) {
      return words;
    }
    return new Rendering.Rendered(
        words.subject(),
        IN_TEXT
            .matcher(words.text())
            .replaceAll(found -> Matcher.quoteReplacement(inText(found.group(), ref))),
        words
            .html()
            .map(
                html ->
                    IN_HTML
                        .matcher(html)
                        .replaceAll(found -> Matcher.quoteReplacement(inHtml(found, ref)))),
        words.language(),
        words.fallback());
  }

  /** A full stop or bracket at the end belongs to the sentence, not to the address. */
  private String inText(String found, String ref) {
    int end = found.length();
    while (end > 0 && ".,;:!?)'".indexOf(found.charAt(end - 1)) >= 0) {
      end--;
    }
    return link(found.substring(0, end), ref) + found.substring(end);
  }

  private String inHtml(MatchResult found, String ref) {
    String address = found.group(2).replace("&amp;", "&");
    String link = link(address, ref);
    return link.equals(address) ? found.group() : found.group(1) + link + found.group(3);
  }

  private String link(String address, String ref) {
    return address.length() <= LONGEST && allowed(address).isPresent()
        ? before
            + links.sign(
                Purpose.CLICK,
                ref
                    + "."
                    + Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(address.getBytes(StandardCharsets.UTF_8)),
                clock.instant().plus(HOLDS))
        : address;
  }

  /**
   * Where a token leads; empty for one that is altered, lapsed, or leads where none may any more.
   */
  public Optional<Click> read(String token) {
    return links
        .verify(Purpose.CLICK, token)
        .flatMap(
            signed -> {
              int dot = signed.indexOf('.');
              return dot < 0
                  ? Optional.empty()
                  : decoded(signed.substring(dot + 1))
                      .flatMap(this::allowed)
                      .map(target -> new Click(signed.substring(0, dot), target));
            });
  }

  private static Optional<String> decoded(String text) {
    try {
      return Optional.of(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException malformed) {
      return Optional.empty();
    }
  }

  private Optional<URI> allowed(String address) {
    try {
      URI uri = new URI(address);
      String host = uri.getHost();
      boolean led =
          host != null
              && uri.getUserInfo() == null
              && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
              && hosts.contains(host.toLowerCase(Locale.ROOT));
      return led ? Optional.of(uri) : Optional.empty();
    } catch (URISyntaxException malformed) {
      return Optional.empty();
    }
  }
}
