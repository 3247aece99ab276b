package jp.todoke.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A few entries of one city in its residents' languages, and questions in residents' words. */
class ManyLanguagesTest {

  private static final List<SearchDocument> CITY =
      List.of(
          faq(
              "marry-en",
              "en",
              "How can I get married in Japan?",
              "Submit a marriage notification."),
          faq(
              "certificate-en",
              "en",
              "Certificates of family register",
              "Marriage certificates are issued at the ward office."),
          faq(
              "bulky-en",
              "en",
              "How do I put out bulky waste?",
              "Call the reception center, do not just put it out."),
          faq(
              "garbage-en",
              "en",
              "Collection days of garbage",
              "Burnable garbage is collected twice a week."),
          faq(
              "insurance-en",
              "en",
              "Joining National Health Insurance",
              "Everyone who lives here joins."),
          faq("bulky-zh", "zh", "大型垃圾怎么扔？", "请先打电话申请，购买处理券。"),
          faq("insurance-zh", "zh-TW", "國民健康保險的加入手續", "請到區公所保險年金課辦理。"),
          faq("birth-zh", "zh", "出生登记", "孩子出生后十四天以内办理。"),
          faq("bulky-ko", "ko", "대형 쓰레기는 어떻게 버립니까?", "전화로 신청하고 처리권을 붙여 주세요."),
          faq("insurance-ko", "ko", "국민건강보험 가입 절차", "구청 보험연금과에서 신청합니다."),
          faq("school-ko", "ko", "초등학교 입학 신청", "교육위원회에 신청하세요."),
          faq("bulky-vi", "vi", "Cách vứt rác cỡ lớn", "Hãy gọi điện đăng ký và mua tem xử lý."),
          faq("birth-vi", "vi", "Giấy khai sinh cho con", "Nộp giấy khai sinh trong vòng 14 ngày."),
          faq(
              "insurance-vi",
              "vi",
              "Bảo hiểm y tế quốc dân",
              "Đăng ký tại phòng bảo hiểm của quận."),
          faq("garbage-pt", "pt", "Como separar o lixo reciclável", "Separe garrafas e latas."),
          faq("sodai", "ja", "粗大ごみはどうやって捨てますか。", "電話で申し込んでください。"),
          faq("sodai-easy", "ja-x-easy", "大きい ごみは どうやって すてますか。", "でんわを してください。"));

  private final SearchIndex index = new SearchIndex();

  ManyLanguagesTest() {
    index.replaceAll(CITY);
  }

  @AfterEach
  void close() {
    index.close();
  }

  private static SearchDocument faq(String id, String language, String title, String body) {
    return new SearchDocument("faq", id, language, title, List.of(), body, false);
  }

  private List<String> ids(String question, String language) {
    return index.search(new SearchQuery(question, Set.of(), language, 5)).stream()
        .map(Hit::id)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "en,How do I get a marriage certificate?,certificate-en",
    "en,throwing away bulky wastes,bulky-en",
    "en-US,Where can I join the health insurance?,insurance-en",
    "zh,怎么扔大型垃圾,bulky-zh",
    "zh,我想办国民健康保险,insurance-zh",
    "zh-TW,大型垃圾要怎麼丟,bulky-zh",
    "zh-TW,孩子出生後登記,birth-zh",
    "ko,대형쓰레기를 버리고 싶어요,bulky-ko",
    "ko,국민건강보험에 가입하려면,insurance-ko",
    "ko,초등학교에 입학하고 싶습니다,school-ko",
    "vi,Tôi muốn vứt rác cỡ lớn,bulky-vi",
    "vi,giay khai sinh cho con,birth-vi",
    "vi,bao hiem y te,insurance-vi",
    "pt,lixo reciclavel,garbage-pt",
    "ja-x-easy,大きいごみ,sodai-easy",
    "ja,大型ゴミ,sodai"
  })
  void aQuestionFindsTheEntryOfItsLanguage(String language, String question, String first) {
    assertThat(ids(question, language)).first().isEqualTo(first);
  }

  @Test
  void wordsOfEveryQuestionFindNothing() {
    assertThat(ids("How do I do this? What should I do?", "en")).isEmpty();
    assertThat(ids("请问怎么办", "zh")).isEmpty();
    assertThat(ids("tôi phải làm thế nào", "vi")).isEmpty();
  }

  @Test
  void easyJapaneseIsNotFoundByWhoAsksPlainly() {
    assertThat(ids("粗大ごみや大きいごみ", "ja")).containsExactly("sodai");
    assertThat(ids("粗大ごみや大きいごみ", "ja-x-easy")).containsExactly("sodai-easy");
  }

  @ParameterizedTest
  @CsvSource({
    "en,insur,insurance-en",
    "en,BULKY,bulky-en",
    "zh,国民健康,insurance-zh",
    "zh,國民健康,insurance-zh",
    "ko,국민,insurance-ko",
    "vi,bao hiem,insurance-vi",
    "vi,Bảo hi,insurance-vi",
    "ja-x-easy,おおきい,sodai-easy"
  })
  void titlesOfTheLanguageAreSuggested(String language, String typed, String id) {
    assertThat(index.suggest(typed, Set.of(), language, 5))
        .extracting(Suggestion::id)
        .containsExactly(id);
    assertThat(index.suggest(typed, Set.of(), "pt", 5)).isEmpty();
  }
}
