package jp.todoke.segmentation.conditions;

import java.time.LocalDate;

/** The day on which a condition is asked, in Asia/Tokyo. */
public sealed interface ReferenceDate {

  /** The day of the question itself. */
  record Today() implements ReferenceDate {
    @Override
    public LocalDate on(LocalDate today) {
      return today;
    }
  }

  /** April 1 of the fiscal year in which the question is asked. */
  record FiscalYearStart() implements ReferenceDate {
    @Override
    public LocalDate on(LocalDate today) {
      return LocalDate.of(SchoolYear.fiscalYear(today), 4, 1);
    }
  }

  /** A day named in the rule. */
  record Fixed(LocalDate day) implements ReferenceDate {
    @Override
    public LocalDate on(LocalDate today) {
      return day;
    }
  }

  /** The day it means when asked on {@code today}. */
  LocalDate on(LocalDate today);
}
