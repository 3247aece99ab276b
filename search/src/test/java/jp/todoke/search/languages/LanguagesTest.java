package jp.todoke.search.languages;

import static org.assertj.core.api.Assertions.assertThat;

import com.ibm.icu.text.Transliterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import jp.todoke.search.japanese.JapaneseAnalysis;
import jp.todoke.search.japanese.Synonyms;
import jp.todoke.search.japanese.Word;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class LanguagesTest {

  private final JapaneseAnalysis japanese = new JapaneseAnalysis();
  private final Languages languages = new Languages(japanese);

  private List<String> words(String text, Tongue tongue) {
    return languages.words(text, tongue).stream().map(Word::base).toList();
  }

  @ParameterizedTest
  @CsvSource({
    "住民票はどこ,ja",
    "ゴミ,ja",
    "쓰레기는 어떻게 버려요,ko",
    "垃圾怎么扔,zh",
    "國民健康保險怎麼辦,zh",
    "办证,zh",
    "住民票,",
    "國民健康保險,",
    "Tôi muốn lấy giấy khai sinh,vi",
    "toi muon lay giay khai sinh,",
    "How do I put out garbage?,en",
    "garbage,",
    "como fazer a matrícula na escola,",
    "119,",
    "'',"
  })
  void aTextShowsItsLanguageOrDoesNot(String text, String tag) {
    assertThat(Languages.evident(text).orElse(null)).isEqualTo(tag);
  }

  @Test
  void englishHasStemsAndNoWordsOfEveryQuestion() {
    assertThat(words("How do I get a marriage certificate?", Tongue.EN))
        .containsExactlyElementsOf(words("marriage certificates", Tongue.EN))
        .hasSize(2);
    assertThat(words("What should I do about it, please?", Tongue.EN)).isEmpty();
  }

  @Test
  void bothChineseScriptsAreTheSame() {
    assertThat(words("國民健康保險怎麼辦理", Tongue.ZH))
        .containsExactlyElementsOf(words("国民健康保险", Tongue.ZH))
        .contains("健康", "保险");
    assertThat(words("请问怎么办", Tongue.ZH)).isEmpty();
  }

  @Test
  void theTableIsThatOfTheTransliterator() {
    Transliterator simplified = Transliterator.getInstance("Traditional-Simplified");
    assertThat(IntStream.range(0x3400, 0xA000).mapToObj(Character::toString))
        .allSatisfy(
            letter -> {
              String expected = simplified.transliterate(letter);
              assertThat(Chinese.simplified(letter))
                  .isEqualTo(expected.length() == 1 ? expected : letter);
            });
  }

  @Test
  void koreanIsCutFromItsParticlesAndEndings() {
    assertThat(words("쓰레기는 어디에 버리나요?", Tongue.KO)).contains("쓰레기").doesNotContain("는", "어디");
    assertThat(words("주민등록증을 신청하고 싶어요", Tongue.KO)).contains("신청").doesNotContain("싶", "하");
  }

  @Test
  void vietnameseIsReadWithItsAccentsAndWithout() {
    assertThat(words("giấy khai sinh ở đâu", Tongue.VI))
        .containsExactly("giấy", "giay", "khai", "sinh");
    assertThat(words("giay khai sinh", Tongue.VI)).containsExactly("giay", "khai", "sinh");
    assertThat(Languages.bare("đường phố")).isEqualTo("duong pho");
  }

  @Test
  void otherLanguagesAreCutAtTheirSpaces() {
    assertThat(words("Como faço a inscrição?", Tongue.OTHER))
        .containsExactly("como", "faco", "a", "inscricao");
    assertThat(words("Мусор", Tongue.OTHER)).containsExactly("мусор");
  }

  @ParameterizedTest
  @EnumSource(Tongue.class)
  void anyTextIsReadInAnyLanguage(Tongue tongue) {
    Random random = new Random(20261126);
    Synonyms none = Synonyms.of(List.of(), japanese);
    for (int i = 0; i < 60; i++) {
      String noise =
          random
              .ints(random.nextInt(300), 0, 0x2FFFF)
              .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
              .toString();
      assertThat(languages.read(noise, tongue, none).concepts()).isNotNull();
    }
    assertThat(languages.read("가".repeat(100_000), tongue, none).words())
        .hasSizeLessThanOrEqualTo(64);
    assertThat(languages.read("", tongue, none).words()).isEmpty();
  }

  @Test
  void easyJapaneseServesWhoAsksForItOnly() {
    assertThat(Tags.serves("ja-x-easy", "ja")).isFalse();
    assertThat(Tags.serves("ja", "ja-easy")).isFalse();
    assertThat(Tags.serves("ja-x-easy", "ja-easy")).isTrue();
    assertThat(Tags.serves("zh-TW", "zh-CN")).isTrue();
    assertThat(Tags.found("zh-TW")).containsExactly("zh-tw", "zh");
    assertThat(Tags.found("JA-easy")).containsExactly("ja-x-easy");
  }
}
