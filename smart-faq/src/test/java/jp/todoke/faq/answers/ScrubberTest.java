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
    "緑町1-2-3の粗大ごみ,緑町#の粗大ごみ",
    "緑町１－２に住んでいます,緑町#に住んでいます",
    "3丁目2番1号です,#です",
    "三丁目二番一号です,#です",
    "3丁目2-1です,#です",
    "大字中12番地の3の畑,大字中#の畑",
    "コーポ201号室の者,コーポ#の者",
    "1234 5678 9012がマイナンバー,#がマイナンバー",
    "カード4111-1111-1111-1111で払った,カード#で払った",
    "隣の鈴木さんの騒音,隣の#さんの騒音",
    "山田太郎様あての通知,#様あての通知",
    "佐藤花子氏の届,#氏の届",
    "山田太郎と申しますが,#と申しますが",
    "お客様の駐車場,お客様の駐車場",
    "業者さんに頼む,業者さんに頼む",
    "弁護士さんの相談,弁護士さんの相談",
    "市民さん向け,市民さん向け",
    "お父さんの介護,お父さんの介護",
    "1-2歳の健診,1-2歳の健診",
    "第2子と第3子,第2子と第3子",
    "週2回3時間,週2回3時間",
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
