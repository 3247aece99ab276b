package jp.todoke.faq.ranking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgedQuestionTest {

  @Test
  void aLineIsAQuestionWithItsAnswers() {
    assertThat(
            JudgedQuestion.read(
                Stream.of(
                    "{\"id\": \"q\", \"query\": \"犬を飼う\", \"relevant\": {\"39\": 2, \"1\": 0}}",
                    "")))
        .containsExactly(new JudgedQuestion("q", "犬を飼う", Map.of("39", 2)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "null",
        "[]",
        "{\"id\": \"q\", \"relevant\": {}}",
        "{\"id\": \"q\", \"query\": \"犬\"}",
        "{\"id\": \"q\", \"query\": \"犬\", \"relevant\": {\"1\": -1}}",
        "{\"id\": \"q\", \"query\": \"犬\", \"relevant\": {\"1\": \"x\"}}"
      })
  void aFileWithALineThatIsNoneIsRefusedAndTheLineNamed(String line) {
    assertThatThrownBy(() -> JudgedQuestion.read(Stream.of("", line)))
        .isInstanceOf(InvalidQuestionFile.class)
        .hasMessageStartingWith("line 2 ");
  }
}
