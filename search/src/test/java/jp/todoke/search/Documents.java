package jp.todoke.search;

import java.util.List;

/** A small city's questions and programs. */
final class Documents {

  static final SearchDocument JUMINHYO =
      faq("住民票", "住民票の写しはどこで取れますか。", "区役所の窓口か、コンビニで発行できます。手数料は３００円です。");
  static final SearchDocument SODAI_GOMI =
      faq("粗大ごみ", "粗大ごみの出し方を教えてください。", "受付センターに電話で申し込んでください。たんすやソファーが対象です。");
  static final SearchDocument INKAN = faq("印鑑", "印鑑登録証明書を取りたい。", "印鑑登録証を持って窓口にお越しください。");
  static final SearchDocument HOIKUSHO = faq("保育所", "保育所の入所申込の方法は？", "こども課に申込書を出してください。");
  static final SearchDocument JIFUTE = program("jifute", "児童扶養手当", "ひとり親家庭の生活の安定のために支給します。");
  static final SearchDocument TOKUJI =
      program("tokuji", "特別児童扶養手当", "障害のある児童を育てる家庭に支給します。児童扶養手当とは別の制度です。");
  static final SearchDocument GARBAGE_EN =
      new SearchDocument(
          "faq",
          "en",
          "en-US",
          "How do I put out garbage?",
          List.of(),
          "Put it out by 8 am.",
          false);

  static final List<SearchDocument> ALL =
      List.of(JUMINHYO, SODAI_GOMI, INKAN, HOIKUSHO, JIFUTE, TOKUJI, GARBAGE_EN);

  private Documents() {}

  static SearchDocument faq(String id, String question, String answer) {
    return new SearchDocument("faq", id, "ja", question, List.of(), answer, false);
  }

  static SearchDocument program(String id, String name, String text) {
    return new SearchDocument("program", id, "ja", name, List.of(), text, true);
  }
}
