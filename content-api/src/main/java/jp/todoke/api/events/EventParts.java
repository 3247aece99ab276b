package jp.todoke.api.events;

import java.net.URI;
import java.text.Normalizer;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** How the parts of an event are written, the same in the table and in JSON. */
final class EventParts {

  /** Ids can stand in a path. */
  static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  static final int LONGEST_TITLE = 300;
  static final int LONGEST_TEXT = 20_000;

  private static final List<DateTimeFormatter> DAYS =
      List.of(
          DateTimeFormatter.ofPattern("uuuu-M-d", Locale.ROOT)
              .withResolverStyle(ResolverStyle.STRICT),
          DateTimeFormatter.ofPattern("uuuu/M/d", Locale.ROOT)
              .withResolverStyle(ResolverStyle.STRICT));
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("H:mm[:ss]", Locale.ROOT);

  private EventParts() {}

  /** A day as 2027-01-31, 2027/1/31 or in full-width digits; empty when it is none. */
  static Optional<LocalDate> day(String text) {
    String plain = plain(text);
    for (DateTimeFormatter form : DAYS) {
      try {
        return Optional.of(LocalDate.parse(plain, form));
      } catch (DateTimeException other) {
        continue;
      }
    }
    return Optional.empty();
  }

  /** A time of day as 9:30 or 09:30; empty when it is none. */
  static Optional<LocalTime> time(String text) {
    try {
      return Optional.of(LocalTime.parse(plain(text), TIME));
    } catch (DateTimeException malformed) {
      return Optional.empty();
    }
  }

  /** A http or https address; the empty text for any other. */
  static String link(String text) {
    try {
      URI link = new URI(text.strip());
      boolean web = "https".equals(link.getScheme()) || "http".equals(link.getScheme());
      return web && link.getHost() != null ? link.toString() : "";
    } catch (java.net.URISyntaxException malformed) {
      return "";
    }
  }

  /**
   * A place in Japan; empty when latitude and longitude are swapped, missing, malformed or
   * elsewhere.
   */
  static Optional<Place> place(String latitude, String longitude) {
    try {
      double north = Double.parseDouble(plain(latitude));
      double east = Double.parseDouble(plain(longitude));
      return north >= 20 && north <= 46 && east >= 122 && east <= 154
          ? Optional.of(new Place(north, east))
          : Optional.empty();
    } catch (NumberFormatException missing) {
      return Optional.empty();
    }
  }

  /** WGS 84 degrees. */
  record Place(double latitude, double longitude) {}

  static String plain(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFKC).strip();
  }
}
