package jp.todoke.api.line;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.faq.answers.Answer;
import jp.todoke.faq.answers.AnswerItem;
import jp.todoke.faq.answers.AnswerKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LineWordsTest {

  private static AnswerItem item(String title, String text) {
    return new AnswerItem(
        AnswerKind.FAQ, "faq-1", title, text, 1, 1, List.of(), "ja", false, List.of());
  }

  @Test
  void aSureAnswerIsGivenWithWhatElseMayBeMeant() {
    String said =
        LineWords.answer(
            new Answer.Confident(
                item("粗大ごみの出し方", "事前に申し込んでください。"), List.of(item("粗大ごみの料金", "…")), List.of("ごみ")),
            "ja",
            "");
    assertThat(said).startsWith("【粗大ごみの出し方】\n事前に申し込んでください。").contains("関連する質問", "・粗大ごみの料金");
  }

  @Test
  void severalAreOfferedAsTheyAreToBeAsked() {
    List<AnswerItem> nine = IntStream.range(0, 9).mapToObj(n -> item("質問" + n, "答え")).toList();
    assertThat(LineWords.answer(new Answer.Candidates(nine, List.of("ごみ")), "ja", ""))
        .contains("・質問0", "・質問4", "分野: ごみ")
        .doesNotContain("・質問5", "答え");
  }

  @Test
  void whereNothingIsFoundTheCounterHelps() {
    assertThat(
            LineWords.answer(
                new Answer.NoAnswer(List.of(item("ごみの日", "…")), List.of("ごみ", "税")),
                "en-GB",
                "06-4301-7285"))
        .contains("ward office", "・ごみの日", "Subjects: ごみ / 税", "06-4301-7285");
    assertThat(LineWords.answer(new Answer.NoAnswer(List.of(), List.of()), "ja", ""))
        .endsWith("おたずねください。")
        .doesNotContain("分野", "近い質問");
  }

  @Test
  void everyAnswerEndsWithWhomToAsk() {
    AnswerItem long5000 = item("題", "あ".repeat(9_000));
    for (Answer answer :
        List.of(
            new Answer.Confident(long5000, List.of(long5000), List.of("ごみ")),
            new Answer.Candidates(List.of(long5000), List.of("ごみ")),
            new Answer.NoAnswer(List.of(long5000), List.of("ごみ")))) {
      assertThat(LineWords.answer(answer, "ja", "総合案内\n06-4301-7285"))
          .endsWith("ほかのことは、こちらへおたずねください。\n総合案内\n06-4301-7285")
          .hasSizeLessThanOrEqualTo(LineChannel.TEXT_LIMIT);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4_999, 5_000, 5_001, 20_000})
  void theLongestAnswerFitsIntoLinesLimitAndEndsWithAWholeCharacter(int length) {
    for (String letter : List.of("あ", "𠮷", "a𠮷")) {
      String long5000 = letter.repeat(length / letter.length());
      for (List<AnswerItem> others : List.of(List.<AnswerItem>of(), List.of(item(long5000, "")))) {
        String said =
            LineWords.answer(
                new Answer.Confident(item("題", long5000), others, List.of()), "ja", "");
        assertThat(said.length()).isLessThanOrEqualTo(LineChannel.TEXT_LIMIT);
        assertThat(said.codePoints().noneMatch(c -> c >= 0xD800 && c <= 0xDFFF)).isTrue();
      }
    }
  }
}
