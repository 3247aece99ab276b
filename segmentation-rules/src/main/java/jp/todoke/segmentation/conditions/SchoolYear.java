package jp.todoke.segmentation.conditions;

import java.time.LocalDate;
import java.time.MonthDay;

/**
 * School years as the School Education Act article 17 and its regulation article 59 lay down: April
 * 1 to March 31, and one cohort is those born from April 2 to the next April 1.
 */
public final class SchoolYear {

  private static final MonthDay LAST_OF_COHORT = MonthDay.of(4, 1);

  private static final int GRADE_TO_AGE = 6;

  private SchoolYear() {}

  /** The fiscal year of that day, named by the year of its April. */
  public static int fiscalYear(LocalDate day) {
    return day.getMonthValue() >= 4 ? day.getYear() : day.getYear() - 1;
  }

  /** The year in whose April 2 the cohort of that day of birth begins. */
  public static int cohort(LocalDate birth) {
    return MonthDay.from(birth).isAfter(LAST_OF_COHORT) ? birth.getYear() : birth.getYear() - 1;
  }

  /** The grade in the fiscal year of {@code day}: 1 is the first of elementary school. */
  public static int grade(LocalDate birth, LocalDate day) {
    return fiscalYear(day) - (cohort(birth) + 6);
  }

  /** The first day of birth of those in {@code grade} in the fiscal year of {@code day}. */
  public static LocalDate firstBirth(int grade, LocalDate day) {
    return LocalDate.of(fiscalYear(day) - grade - 6, 4, 2);
  }

  /** The last day of birth of those in {@code grade} in the fiscal year of {@code day}. */
  public static LocalDate lastBirth(int grade, LocalDate day) {
    return LocalDate.of(fiscalYear(day) - grade - 5, 4, 1);
  }

  /**
   * The age attained by the end of the fiscal year of {@code day} (年度年齢): by its March 31, on which
   * somebody born on April 1 attains theirs.
   */
  public static int fiscalAge(LocalDate birth, LocalDate day) {
    return grade(birth, day) + GRADE_TO_AGE;
  }

  /** The first day of birth of those of that fiscal age in the fiscal year of {@code day}. */
  public static LocalDate firstBirthOfAge(int fiscalAge, LocalDate day) {
    return firstBirth(fiscalAge - GRADE_TO_AGE, day);
  }

  /** The last day of birth of those of that fiscal age in the fiscal year of {@code day}. */
  public static LocalDate lastBirthOfAge(int fiscalAge, LocalDate day) {
    return lastBirth(fiscalAge - GRADE_TO_AGE, day);
  }

  /** What staff and citizens call a grade; an age-equivalent, hence 相当. */
  public static String label(int grade) {
    if (grade >= 10) {
      return grade <= 12 ? "高校" + (grade - 9) + "年生相当" : "高校卒業後相当";
    }
    if (grade >= 7) {
      return "中学" + (grade - 6) + "年生相当";
    }
    if (grade >= 1) {
      return "小学" + grade + "年生相当";
    }
    return switch (grade) {
      case 0 -> "年長相当";
      case -1 -> "年中相当";
      case -2 -> "年少相当";
      default -> "3歳児クラス未満相当";
    };
  }
}
