package jp.todoke.segmentation.conditions;

import java.time.LocalDate;
import java.time.Period;

/** Ages as Japanese law counts them (Act 50 of 1902, Civil Code article 143). */
public final class LegalAge {

  private LegalAge() {}

  /**
   * The first day on which somebody is {@code age} years old.
   *
   * <p>COMMON: the birthday, March 1 for those born on February 29 in a common year. ATTAINED_DAY:
   * the day before the birthday, February 28 for them.
   */
  public static LocalDate firstDay(LocalDate birth, int age, AgeReckoning reckoning) {
    LocalDate sameDay = birth.plusYears(age);
    boolean leapDayMissing = sameDay.getDayOfMonth() != birth.getDayOfMonth();
    LocalDate birthday = leapDayMissing ? sameDay.plusDays(1) : sameDay;
    return switch (reckoning) {
      case COMMON -> birthday;
      case ATTAINED_DAY -> birthday.minusDays(1);
    };
  }

  /** The latest day of birth of which somebody is at least {@code age} on {@code day}. */
  public static LocalDate latestBirth(LocalDate day, int age, AgeReckoning reckoning) {
    LocalDate birthday = reckoning == AgeReckoning.ATTAINED_DAY ? day.plusDays(1) : day;
    LocalDate candidate = birthday.minusYears(age).plusDays(1);
    while (firstDay(candidate, age, reckoning).isAfter(day)) {
      candidate = candidate.minusDays(1);
    }
    return candidate;
  }

  /** Completed years on that day; negative before birth. */
  public static int on(LocalDate birth, LocalDate day, AgeReckoning reckoning) {
    int age = Period.between(birth, day).getYears();
    return !day.isBefore(birth) && !firstDay(birth, age + 1, reckoning).isAfter(day)
        ? age + 1
        : age;
  }
}
