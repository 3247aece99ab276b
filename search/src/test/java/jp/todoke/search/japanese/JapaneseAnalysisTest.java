package jp.todoke.search.japanese;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.List;
import java.util.Set;
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
  @CsvSource({
    "學校,学校",
    "齋藤,斎藤",
    "國民健康保險,国民健康保険",
    "三歳,3歳",
    "３才,3歳",
    "十八歳,18歳",
    "二十五日間,25日間",
    "一〇歳,10歳",
    "六ヶ月,6か月",
    "6カ月,6か月",
    "3箇所,3か所",
    "'10,000円',10000円",
    "'1,234,567',1234567",
    "'1,2,3','1,2,3'",
    "10キロ,10kg",
    "10ｋｇ,10kg",
    "3キロメートル,3km",
    "５０センチ,50cm",
    "70㎡,70平方メートル",
    "8％,8パーセント",
    "一人親,一人親",
    "一時保育,一時保育",
    "一部,一部",
    "第二十一条,第二十一条",
    "キログラム,キログラム"
  })
  void oneWayOfWritingForCharactersNumbersAndUnits(String written, String normalised) {
    assertThat(analysis.normalise(written)).isEqualTo(normalised);
    assertThat(analysis.normalise(normalised)).isEqualTo(normalised);
  }

  @Test
  void whatIsNotFoldedStandsAsWritten() {
    JapaneseAnalysis plain = new JapaneseAnalysis(List.of(), Set.of());
    assertThat(plain.normalise("學校 三歳 10キロ")).isEqualTo("學校 三歳 10キロ");
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
