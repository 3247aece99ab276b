package jp.todoke.faq.answers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScrubberTest {

  @ParameterizedTest
  @CsvSource({
    "電話は０９０－１２３４－５６７８です,電話は#です",
    "電話 090 1234 5678,電話 #",
    "(06)6489-1234へ,#へ",
    "番号1234567890の件,番号#の件",
    "〒660-8501の者です,〒#の者です",
    "taro.yamada@example.jp に送って,@ に送って",
    "山田@例え.jp まで,@ まで",
    "３歳児健診は2回ある,3歳児健診は2回ある",
    "令和8年4月1日から,令和8年4月1日から",
    "'  a\n\tb\u0000c ',a b c"
  })
  void whatMayPointAtAPersonIsTakenOut(String question, String kept) {
    assertThat(Scrubber.scrub(question)).isEqualTo(kept);
  }

  @Test
  void aLongStoryIsCut() {
    assertThat(Scrubber.scrub("あ".repeat(100_000))).hasSize(200);
    assertThat(Scrubber.scrub("")).isEmpty();
  }
}
