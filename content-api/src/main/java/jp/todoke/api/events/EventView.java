package jp.todoke.api.events;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;

/**
 * An event as it is served.
 *
 * @param fallback whether it is shown in another language than was asked for
 * @param segmentId shown to staff only
 */
public record EventView(
    String id,
    int version,
    String language,
    boolean fallback,
    String title,
    String kana,
    String summary,
    String description,
    String category,
    LocalDate startOn,
    LocalDate endOn,
    Optional<LocalTime> startTime,
    Optional<LocalTime> endTime,
    String placeName,
    String address,
    Optional<Double> latitude,
    Optional<Double> longitude,
    String organiser,
    String target,
    String fee,
    Optional<LocalDate> applyUntil,
    String url,
    String contact,
    Optional<String> segmentId,
    Instant changedAt) {

  /** The public face of an event. */
  public static EventView of(CityEvent event, boolean fallback) {
    return view(event, fallback, Optional.empty());
  }

  /** The event as staff edit it. */
  static EventView forStaff(CityEvent event) {
    return view(event, false, event.segmentId());
  }

  private static EventView view(CityEvent event, boolean fallback, Optional<String> segment) {
    return new EventView(
        event.id(),
        event.version(),
        "ja",
        fallback,
        event.title(),
        event.kana(),
        event.summary(),
        event.description(),
        event.category(),
        event.startOn(),
        event.endOn(),
        event.startTime(),
        event.endTime(),
        event.placeName(),
        event.address(),
        event.latitude(),
        event.longitude(),
        event.organiser(),
        event.target(),
        event.fee(),
        event.applyUntil(),
        event.url(),
        event.contact(),
        segment,
        event.changedAt());
  }
}
