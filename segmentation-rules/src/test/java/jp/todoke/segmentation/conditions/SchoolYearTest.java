package jp.todoke.segmentation.conditions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchoolYearTest {

  @ParameterizedTest
  @CsvSource({
    "2019-04-02, 2026-03-31, 0, 年長相当",
    "2019-04-02, 2026-04-01, 1, 小学1年生相当",
    "2020-04-01, 2026-03-31, 0, 年長相当",
    "2020-04-01, 2026-04-01, 1, 小学1年生相当",
    "2020-04-02, 2026-04-01, 0, 年長相当",
    "2020-04-02, 2027-04-01, 1, 小学1年生相当",
    "2013-05-05, 2026-11-20, 7, 中学1年生相当",
    "2008-04-01, 2025-12-01, 12, 高校3年生相当",
    "2022-09-10, 2026-04-01, -2, 年少相当"
  })
  void theGradeFollowsTheSchoolEducationAct(
      LocalDate birth, LocalDate day, int grade, String label) {
    assertThat(SchoolYear.grade(birth, day)).isEqualTo(grade);
    assertThat(SchoolYear.label(grade)).isEqualTo(label);
  }

  @Property(tries = 2_000)
  void aGradeIsARangeOfBirthDays(
      @ForAll @IntRange(min = 0, max = 25_000) int birthDay,
      @ForAll @IntRange(min = 15_000, max = 30_000) int today,
      @ForAll @IntRange(min = -6, max = 12) int grade) {
    LocalDate birth = LocalDate.ofEpochDay(birthDay);
    LocalDate day = LocalDate.ofEpochDay(today);
    boolean within =
        !birth.isBefore(SchoolYear.firstBirth(grade, day))
            && !birth.isAfter(SchoolYear.lastBirth(grade, day));
    assertThat(within).isEqualTo(SchoolYear.grade(birth, day) == grade);
  }
}
