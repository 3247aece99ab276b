package jp.todoke.delivery.triggers;

import java.time.LocalDate;
import java.time.MonthDay;
import java.util.Optional;

/** What sets a trigger off, for people of its segment. */
public sealed interface When {

  /**
   * Somebody comes to match the segment: by a change, or because time has turned. Once for ever.
   */
  record Enters() implements When {}

  /**
   * So many days after a day the city knows of the person; negative: before it.
   *
   * @param attribute a date of the catalogue, such as {@code birthOn}
   * @param days -400 to 400
   * @param yearly whether every anniversary counts; that of February 29 is February 28 in other
   *     years, as the Road Traffic Act has it for licences
   */
  record Days(String attribute, int days, boolean yearly) implements When {

    /** The day or anniversary for which it is due between the two days, both inclusive. */
    public Optional<LocalDate> occurrence(LocalDate day, LocalDate from, LocalDate to) {
      if (!yearly) {
        return Optional.of(day).filter(one -> within(one.plusDays(days), from, to));
      }
      for (int year = from.getYear() - 2; year <= to.getYear() + 2; year++) {
        LocalDate anniversary = MonthDay.from(day).atYear(year);
        if (anniversary.isAfter(day) && within(anniversary.plusDays(days), from, to)) {
          return Optional.of(anniversary);
        }
      }
      return Optional.empty();
    }

    private static boolean within(LocalDate day, LocalDate from, LocalDate to) {
      return !day.isBefore(from) && !day.isAfter(to);
    }
  }

  /** An item of content is published for exactly that segment. */
  record NewContent() implements When {}

  /**
   * Another system reports something of a person.
   *
   * @param type the CloudEvents type, 1 to 200 characters
   */
  record Event(String type) implements When {}
}
