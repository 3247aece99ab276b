package jp.todoke.segmentation.conditions;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LegalAgeTest {

  @ParameterizedTest
  @CsvSource({
    "2004-02-29, 18, COMMON, 2022-03-01",
    "2004-02-29, 18, ATTAINED_DAY, 2022-02-28",
    "2004-02-29, 20, COMMON, 2024-02-29",
    "2004-02-29, 20, ATTAINED_DAY, 2024-02-28",
    "2019-03-01, 1, ATTAINED_DAY, 2020-02-29",
    "2019-04-02, 6, ATTAINED_DAY, 2025-04-01",
    "2020-02-29, 6, ATTAINED_DAY, 2026-02-28",
    "2020-03-31, 6, ATTAINED_DAY, 2026-03-30",
    "2020-04-01, 6, ATTAINED_DAY, 2026-03-31",
    "2020-04-02, 6, ATTAINED_DAY, 2026-04-01",
    "2008-04-01, 18, ATTAINED_DAY, 2026-03-31",
    "2008-04-02, 18, COMMON, 2026-04-02"
  })
  void anAgeIsReachedOnTheDayTheLawSays(
      LocalDate birth, int age, AgeReckoning reckoning, LocalDate firstDay) {
    assertThat(LegalAge.firstDay(birth, age, reckoning)).isEqualTo(firstDay);
    assertThat(LegalAge.on(birth, firstDay, reckoning)).isEqualTo(age);
    assertThat(LegalAge.on(birth, firstDay.minusDays(1), reckoning)).isEqualTo(age - 1);
  }

  @Property(tries = 2_000)
  void beingOldEnoughIsTheSameAsBeingBornEarlyEnough(
      @ForAll @IntRange(min = -20_000, max = 25_000) int birthDay,
      @ForAll @IntRange(min = 0, max = 40_000) int days,
      @ForAll @IntRange(min = 0, max = 110) int age,
      @ForAll AgeReckoning reckoning) {
    LocalDate birth = LocalDate.ofEpochDay(birthDay);
    LocalDate day = birth.plusDays(days);
    boolean oldEnough = !LegalAge.firstDay(birth, age, reckoning).isAfter(day);
    boolean earlyEnough = !birth.isAfter(LegalAge.latestBirth(day, age, reckoning));
    assertThat(earlyEnough).isEqualTo(oldEnough);
    assertThat(LegalAge.on(birth, day, reckoning) >= age).isEqualTo(oldEnough);
  }
}
