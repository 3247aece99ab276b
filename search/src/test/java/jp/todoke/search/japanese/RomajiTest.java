package jp.todoke.search.japanese;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RomajiTest {

  @ParameterizedTest
  @CsvSource({
    "kosodate, こそだて",
    "juuminhyou, じゅうみんひょう",
    "kokuminkenkouhoken, こくみんけんこうほけ",
    "zyuusyo, じゅうしょ",
    "kippu, きっぷ",
    "shin'you, しんよう",
    "gomi-, ごみー",
    "hoik, ほい"
  })
  void aWordInLatinLettersIsReadAsItSounds(String latin, String kana) {
    assertThat(Romaji.hiragana(latin)).contains(kana);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "xyzzy", "http://", "q"})
  void whatIsNoJapaneseSoundIsLeftAlone(String latin) {
    assertThat(Romaji.hiragana(latin)).isEmpty();
  }

  @Test
  void everySyllableIsReadWhole() {
    assertThat(Romaji.hiragana("shachuchojajuryokya")).contains("しゃちゅちょじゃじゅりょきゃ");
  }
}
