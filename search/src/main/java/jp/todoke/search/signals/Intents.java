package jp.todoke.search.signals;

import java.util.List;
import java.util.regex.Pattern;

/** What kind of thing is asked: how much, where, when. One bit each. */
final class Intents {

  private static final List<Pattern> KINDS =
      List.of(
          Pattern.compile("いくら|料金|費用|手数料|金額|値段|代金|有料|無料"),
          Pattern.compile("どこ|場所|所在地|会場|行き方|アクセス|地図|近く"),
          Pattern.compile("いつ|期限|期間|何時|何日|日程|時間|締め?切|日時|開館|休館"),
          Pattern.compile("持ち物|必要書類|必要なもの|必要な書類|持参|添付|何が必要|何が要"),
          Pattern.compile("どうすれば|どうしたら|方法|手続|どのように|やり方|申請|申し?込|届"),
          Pattern.compile("対象|誰|条件|資格|該当|要件|何歳|受けられ|もらえ"),
          Pattern.compile("なくし|無くし|失くし|紛失|再発行|再交付|落とし|破れ|汚れ"),
          Pattern.compile("代理|代わりに|家族が|本人以外|委任"),
          Pattern.compile("とは|どんな|どのような|内容|制度|概要|何ですか|意味"),
          Pattern.compile("電話|連絡先|問い?合わ?せ|窓口|担当|相談"),
          Pattern.compile("変更|変わ"),
          Pattern.compile("やめ|取り?消|解約|キャンセル|中止|廃止"),
          Pattern.compile("郵送|郵便|オンライン|インターネット|電子申請|ダウンロード"),
          Pattern.compile("予約|抽選|空き"),
          Pattern.compile("届かな|届いて|送られて|通知が来"),
          Pattern.compile("補助|助成|給付|支援|援助|手当"),
          Pattern.compile("払え|減免|免除|安く|分割|猶予|困って"));

  private Intents() {}

  static int of(String normalised) {
    int intents = 0;
    for (int i = 0; i < KINDS.size(); i++) {
      intents |= KINDS.get(i).matcher(normalised).find() ? 1 << i : 0;
    }
    return intents;
  }
}
