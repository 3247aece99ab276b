package jp.todoke.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jp.todoke.api.problems.Refusal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {

  @ParameterizedTest
  @CsvSource({
    ", , ja, true",
    "en, ja, en, false",
    "ja-easy, en, ja-x-easy, false",
    "ja-x-easy, , ja-x-easy, false",
    "ja-JP, , ja-JP, true",
    "zh-Hans, , zh-Hans, false",
    ", 'en-US,en;q=0.9,ja;q=0.8', en-us, false",
    ", 'ja;q=0.5, en;q=0.9', en, false",
    ", 'ja-JP', ja-jp, true",
    ", *, ja, true",
    ", ';;;', ja, true",
    "' ', vi, vi, false"
  })
  void theLocaleParameterStandsAboveTheHeaderAndJapaneseBelowBoth(
      @Nullable String locale, @Nullable String header, String tag, boolean japanese) {
    Language asked = Language.asked(locale, header);
    assertThat(asked.tag()).isEqualTo(tag);
    assertThat(asked.japanese()).isEqualTo(japanese);
  }

  @ParameterizedTest
  @ValueSource(strings = {"秘密-4711", "!!", "_"})
  void aLocaleThatIsNoLanguageTagIsRefused(String locale) {
    assertThatThrownBy(() -> Language.asked(locale, null))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.problem().code()).isEqualTo("invalid-locale");
              assertThat(refusal.problem().toString()).doesNotContain("秘密-4711");
            });
  }
}
