package jp.todoke.api.events;

import jakarta.nosql.Column;
import jakarta.nosql.Entity;
import jakarta.nosql.Id;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A document of {@code events}; days are BSON dates at 00:00 UTC, times texts. */
@Entity("events")
record StoredEvent(
    @Id String id,
    @Column String title,
    @Column String kana,
    @Column String summary,
    @Column String description,
    @Column String category,
    @Column Date startOn,
    @Column Date endOn,
    @Column @Nullable String startTime,
    @Column @Nullable String endTime,
    @Column String placeName,
    @Column String address,
    @Column @Nullable Double latitude,
    @Column @Nullable Double longitude,
    @Column String organiser,
    @Column String target,
    @Column String fee,
    @Column @Nullable Date applyUntil,
    @Column String url,
    @Column String contact,
    @Column @Nullable String segmentId,
    @Column int version,
    @Column Date changedAt) {

  static StoredEvent of(CityEvent event) {
    return new StoredEvent(
        event.id(),
        event.title(),
        event.kana(),
        event.summary(),
        event.description(),
        event.category(),
        date(event.startOn()),
        date(event.endOn()),
        event.startTime().map(LocalTime::toString).orElse(null),
        event.endTime().map(LocalTime::toString).orElse(null),
        event.placeName(),
        event.address(),
        event.latitude().orElse(null),
        event.longitude().orElse(null),
        event.organiser(),
        event.target(),
        event.fee(),
        event.applyUntil().map(StoredEvent::date).orElse(null),
        event.url(),
        event.contact(),
        event.segmentId().orElse(null),
        event.version(),
        Date.from(event.changedAt()));
  }

  CityEvent event() {
    return new CityEvent(
        id,
        title,
        kana,
        summary,
        description,
        category,
        day(startOn),
        day(endOn),
        Optional.ofNullable(startTime).map(LocalTime::parse),
        Optional.ofNullable(endTime).map(LocalTime::parse),
        placeName,
        address,
        Optional.ofNullable(latitude),
        Optional.ofNullable(longitude),
        organiser,
        target,
        fee,
        Optional.ofNullable(applyUntil).map(StoredEvent::day),
        url,
        contact,
        Optional.ofNullable(segmentId),
        version,
        changedAt.toInstant());
  }

  static Date date(LocalDate day) {
    return Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static LocalDate day(Date date) {
    return date.toInstant().atOffset(ZoneOffset.UTC).toLocalDate();
  }
}
