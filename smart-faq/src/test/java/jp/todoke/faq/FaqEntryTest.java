package jp.todoke.faq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaqEntryTest {

  private static FaqEntry entry(
      String id, String language, String question, String answer, LocalDate from, LocalDate to) {
    return new FaqEntry(
        id,
        1,
        FaqStatus.PUBLISHED,
        language,
        question,
        answer,
        List.of(),
        "",
        List.of(),
        Optional.empty(),
        Optional.of(from),
        Optional.of(to),
        Instant.EPOCH);
  }

  private static final LocalDate FIRST = LocalDate.of(2026, 6, 1);
  private static final LocalDate LAST = LocalDate.of(2026, 6, 30);

  @ParameterizedTest
  @CsvSource({
    "' ',ja,q,a,faq-id-missing",
    "'a\u0007',ja,q,a,faq-id-invalid",
    "1,ja,'',a,faq-question-missing",
    "1,ja,q,' ',faq-answer-missing",
    "1,not a language,q,a,faq-language-invalid",
    "1,'',q,a,faq-language-invalid",
    "1,und,q,a,faq-language-invalid"
  })
  void anEntryThatBreaksAFormSaysWhich(
      String id, String language, String question, String answer, String code) {
    assertThatExceptionOfType(InvalidFaqEntry.class)
        .isThrownBy(() -> entry(id, language, question, answer, FIRST, LAST))
        .extracting(InvalidFaqEntry::code)
        .isEqualTo(code);
  }

  @Test
  void anEntryCannotEndBeforeItBegins() {
    assertThatExceptionOfType(InvalidFaqEntry.class)
        .isThrownBy(() -> entry("1", "ja", "q", "a", LAST, FIRST))
        .extracting(InvalidFaqEntry::code)
        .isEqualTo("faq-period-invalid");
  }

  @Test
  void anEntryHasLimits() {
    assertThatExceptionOfType(InvalidFaqEntry.class)
        .isThrownBy(() -> FaqEntry.draft("1", "長".repeat(501), "a"))
        .extracting(InvalidFaqEntry::code)
        .isEqualTo("faq-too-long");
  }

  @Test
  void theFirstAndTheLastDayCount() {
    FaqEntry june = entry("1", "EN-us", "q", "a", FIRST, LAST);

    assertThat(june.language()).isEqualTo("en-US");
    assertThat(june.answersOn(FIRST.minusDays(1))).isFalse();
    assertThat(june.answersOn(FIRST)).isTrue();
    assertThat(june.answersOn(LAST)).isTrue();
    assertThat(june.answersOn(LAST.plusDays(1))).isFalse();
    assertThat(june.withStatus(FaqStatus.DRAFT).answersOn(FIRST)).isFalse();
  }
}
