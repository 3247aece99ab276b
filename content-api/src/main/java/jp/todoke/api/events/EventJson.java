package jp.todoke.api.events;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;

/**
 * An event as staff and imports send it.
 *
 * @param id required where it is not in the path
 * @param endOn the last day, inclusive; the first when absent
 */
public record EventJson(
    Optional<String> id,
    String title,
    Optional<String> kana,
    Optional<String> summary,
    Optional<String> description,
    Optional<String> category,
    LocalDate startOn,
    Optional<LocalDate> endOn,
    Optional<LocalTime> startTime,
    Optional<LocalTime> endTime,
    Optional<String> placeName,
    Optional<String> address,
    Optional<Double> latitude,
    Optional<Double> longitude,
    Optional<String> organiser,
    Optional<String> target,
    Optional<String> fee,
    Optional<LocalDate> applyUntil,
    Optional<String> url,
    Optional<String> contact,
    Optional<String> segmentId) {

  /**
   * The event it describes, at version 1.
   *
   * @throws Refusal 400 {@code invalid-event}, or a code that says more, with the place of the
   *     fault
   */
  CityEvent event(String eventId, Instant now) {
    if (!EventParts.ID.matcher(eventId).matches()) {
      throw invalid("invalid-event-id", "/id", "letters, digits, . _ -, at most 100");
    }
    if (title.isBlank() || title.length() > EventParts.LONGEST_TITLE) {
      throw invalid(
          "invalid-event-title", "/title", "1 to " + EventParts.LONGEST_TITLE + " characters");
    }
    LocalDate last = endOn.orElse(startOn);
    if (last.isBefore(startOn)) {
      throw invalid("invalid-event-period", "/endOn", "not before startOn");
    }
    if (latitude.isPresent() != longitude.isPresent()
        || latitude.isPresent()
            && EventParts.place(
                    latitude.get().toString(), longitude.map(Object::toString).orElse(""))
                .isEmpty()) {
      throw invalid("invalid-event", "/latitude", "latitude and longitude of a place in Japan");
    }
    if (url.filter(link -> !link.isBlank() && EventParts.link(link).isEmpty()).isPresent()) {
      throw invalid("invalid-event", "/url", "a http or https address");
    }
    return new CityEvent(
        eventId,
        title.strip(),
        text(kana, "/kana"),
        text(summary, "/summary"),
        text(description, "/description"),
        text(category, "/category"),
        startOn,
        last,
        startTime,
        endTime,
        text(placeName, "/placeName"),
        text(address, "/address"),
        latitude,
        longitude,
        text(organiser, "/organiser"),
        text(target, "/target"),
        text(fee, "/fee"),
        applyUntil,
        EventParts.link(url.orElse("")),
        text(contact, "/contact"),
        segmentId,
        1,
        now);
  }

  private static String text(Optional<String> text, String pointer) {
    String value = text.orElse("");
    if (value.length() > EventParts.LONGEST_TEXT) {
      throw invalid("invalid-event", pointer, "at most " + EventParts.LONGEST_TEXT + " characters");
    }
    return value;
  }

  private static Refusal invalid(String code, String pointer, String detail) {
    return new Refusal(Problem.at(400, code, pointer, detail));
  }
}
