package jp.todoke.channels.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineSignatureTest {

  private static final String SECRET = "test-channel-secret";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"destination\":\"U00000000000000000000000000000000\",\"events\":[]}"
            + "|2kBoHxgh5VtBwf8Xo0g7EZleXTRAUAlsOmhia5o/Mto=",
        "{\"destination\":\"U00000000000000000000000000000000\",\"events\":[{\"text\":\"こんにちは\"}]}"
            + "|2NgisYOBDmmG2S33OUeu6qhOBZqwIwYp014BoMeQN+4=",
      })
  void aSignedBodyIsKnown(String body, String header) {
    byte[] raw = body.getBytes(StandardCharsets.UTF_8);

    assertThat(LineSignature.matches(SECRET, raw, header)).isTrue();
    assertThat(LineSignature.matches("another-secret", raw, header)).isFalse();
    raw[3] ^= 1;
    assertThat(LineSignature.matches(SECRET, raw, header)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%%%", "AAAA", "2kBoHxgh5VtBwf8Xo0g7EZleXTRAUAlsOmhia5o/Mto", "あ"})
  void aMalformedOrForeignHeaderIsAPlainNo(String header) {
    assertThat(LineSignature.matches(SECRET, new byte[] {1}, header)).isFalse();
  }

  @Test
  void anEmptyBodyIsNoExcuse() {
    assertThat(LineSignature.matches(SECRET, new byte[0], "")).isFalse();
  }
}
