package jp.todoke.search.japanese;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JapaneseAnalysisTest {

  private final JapaneseAnalysis analysis = new JapaneseAnalysis();

  private List<String> bases(String text) {
    return analysis.words(text).stream().map(Word::base).toList();
  }

  @Test
  void keepsWhatCarriesMeaningInDictionaryForm() {
    assertThat(bases("大阪から引っ越してきたのですが、どうすればいいですか？")).containsExactly("大阪", "引っ越す");
  }

  @Test
  void cutsLongWordsIntoTheirParts() {
    assertThat(bases("児童扶養手当")).containsExactly("児童", "扶養", "手当");
  }

  @ParameterizedTest
  @CsvSource({"ＡＢＣ,abc", "ﾏｲﾅﾝﾊﾞｰ,マイナンバー", "㌔,キロ", "' 住民票\u3000\u0000写し ',住民票 写し"})
  void foldsWidthsAndControlCharacters(String written, String normalised) {
    assertThat(analysis.normalise(written)).isEqualTo(normalised);
  }

  @ParameterizedTest
  @ValueSource(strings = {"健診", "粗大ごみ", "ひとり親", "国保", "学童"})
  void knowsTheWordsOfATownHall(String word) {
    assertThat(bases(word)).containsExactly(word);
  }

  @Test
  void writesKatakanaWithOrWithoutTheFinalLongVowel() {
    assertThat(bases("ヘルパー")).isEqualTo(bases("ヘルパ"));
  }

  @Test
  void readsKanjiInHiragana() {
    JapaneseAnalysis.Reading reading = analysis.reading("保育所の申込");

    assertThat(reading.kana()).startsWith("ほいく");
    assertThat(reading.wordStarts()).startsWith(0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "？！。、",
        "😀🎉",
        "\u0000\u0001\u007f",
        "\ud800",
        "ー",
        "\\\"+-&&(){}[]^~*?:/"
      })
  void whatSaysNothingHasNoWords(String text) {
    assertThat(analysis.words(text)).isEmpty();
    assertThatCode(() -> analysis.reading(text)).doesNotThrowAnyException();
  }
}
