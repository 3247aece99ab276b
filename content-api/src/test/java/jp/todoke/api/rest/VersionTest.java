package jp.todoke.api.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jp.todoke.api.problems.Refusal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {

  @ParameterizedTest
  @CsvSource({"'\"1\"', 1", "' \"42\" ', 42", "'\"0\"', 0", "'\"999999999999999999\"', 2147483647"})
  void theTagSaysTheVersion(String ifMatch, int version) {
    assertThat(Version.expected(ifMatch)).isEqualTo(version);
  }

  @Test
  void withoutTheHeaderThePreconditionIsRequired() {
    assertRefused(null, 428, "precondition-required");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*", "1", "W/\"1\"", "\"1\", \"2\"", "\"-1\"", "\"秘密-4711\"", "\"\""})
  void aTagThatIsNotOursMatchesNothing(String ifMatch) {
    assertRefused(ifMatch, 412, "conflict-version");
  }

  private static void assertRefused(
      @org.jspecify.annotations.Nullable String ifMatch, int status, String code) {
    assertThatThrownBy(() -> Version.expected(ifMatch))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.problem().status()).isEqualTo(status);
              assertThat(refusal.problem().code()).isEqualTo(code);
              assertThat(refusal.problem().toString()).doesNotContain("秘密-4711");
            });
  }
}
