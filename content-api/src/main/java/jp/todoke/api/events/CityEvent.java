package jp.todoke.api.events;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Optional;

/**
 * One event of the city. Texts may be empty; days and times are of Asia/Tokyo.
 *
 * @param id {@code <municipality code>-<NO>} for rows of the national table, else as given
 * @param kana the reading of the title
 * @param category イベント種類 in the words of the table
 * @param startOn the first day
 * @param endOn the last day, inclusive; the first where none is given
 * @param address prefecture to building, joined
 * @param latitude WGS 84 degrees; given only together with the longitude
 * @param target 対象者 in words
 * @param applyUntil the last day to apply
 * @param url http or https
 * @param contact name, telephone and mail address of the office in charge
 * @param segmentId whom staff meant it for; empty: everybody
 * @param version counts changes, from 1
 * @param changedAt UTC
 */
public record CityEvent(
    String id,
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
    int version,
    Instant changedAt) {

  /** The same content under another version, time and segment. */
  CityEvent at(int otherVersion, Instant otherTime, Optional<String> otherSegment) {
    return new CityEvent(
        id,
        title,
        kana,
        summary,
        description,
        category,
        startOn,
        endOn,
        startTime,
        endTime,
        placeName,
        address,
        latitude,
        longitude,
        organiser,
        target,
        fee,
        applyUntil,
        url,
        contact,
        otherSegment,
        otherVersion,
        otherTime);
  }
}
