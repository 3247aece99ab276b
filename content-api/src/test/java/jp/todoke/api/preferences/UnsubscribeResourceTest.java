package jp.todoke.api.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which bodies are a click (RFC 8058 section 3.2). */
class UnsubscribeResourceTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "List-Unsubscribe=One-Click",
        "List-Unsubscribe=One-Click\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--\r\n",
        "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\nContent-Type: text/plain\r\n\r\nOne-Click\r\n--x--"
      })
  void aFormAndAMultipartBodyAreOne(String body) {
    assertThat(UnsubscribeResource.isOneClick(body)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "{}", "List-Unsubscribe=", "One-Click", "List-Unsubscribe=Two-Click"})
  void anythingElseIsNone(String body) {
    assertThat(UnsubscribeResource.isOneClick(body)).isFalse();
  }
}
