package jp.todoke.api.sources;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;

/**
 * A source as staff send it.
 *
 * @param id required where it is not in the path
 * @param interval ISO 8601 duration, {@code PT1M} to {@code P7D}; {@code PT10M} when absent
 */
public record SourceJson(
    Optional<String> id,
    String type,
    String url,
    Optional<String> language,
    Optional<Boolean> enabled,
    Optional<Duration> interval) {

  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(7);

  /**
   * The source it describes.
   *
   * @throws Refusal 400 {@code invalid-source} with the place of the fault
   */
  Source source(String sourceId, int version, Instant now) {
    if (!ID.matcher(sourceId).matches()) {
      throw invalid("/id", "lower case letters, digits and -, at most 40");
    }
    Duration between = interval.orElse(Duration.ofMinutes(10));
    if (between.compareTo(SHORTEST) < 0 || between.compareTo(LONGEST) > 0) {
      throw invalid("/interval", "from PT1M to P7D");
    }
    return new Source(
        sourceId,
        Source.Type.of(type).orElseThrow(() -> invalid("/type", "wordpress or jsonfeed")),
        address(),
        tag(),
        enabled.orElse(true),
        between,
        version,
        Source.State.fresh(now));
  }

  private URI address() {
    try {
      URI address = new URI(url.strip());
      String scheme = address.getScheme();
      if (("https".equals(scheme) || "http".equals(scheme))
          && address.getHost() != null
          && address.getUserInfo() == null) {
        return address;
      }
    } catch (java.net.URISyntaxException malformed) {
      throw invalid("/url", "a http or https address");
    }
    throw invalid("/url", "a http or https address without a user name");
  }

  private String tag() {
    String tag = Locale.forLanguageTag(language.orElse("ja")).toLanguageTag();
    if (tag.equals("und")) {
      throw invalid("/language", "a BCP 47 language tag");
    }
    return tag;
  }

  private static Refusal invalid(String pointer, String detail) {
    return new Refusal(Problem.at(400, "invalid-source", pointer, detail));
  }
}
