package jp.todoke.api.line;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.faq.answers.Answer;
import jp.todoke.faq.answers.AnswerItem;

/** What the account says, in the person's language; plain text within LINE's limit. */
final class LineWords {

  private static final int MOST_CANDIDATES = 5;

  private record Words(
      String link, String linked, String moved, String choose, String more, String nothing) {}

  private static final Map<String, Words> WORDS =
      Map.of(
          "ja",
          new Words(
              "LINEでお知らせを受け取るには、10分以内に次のページでログインして連携してください。連携はいつでも解除できます。",
              "連携しました。連携はポータルの設定からいつでも解除できます。",
              "このLINEアカウントへの連携は解除されました。お心当たりがないときは、ポータルで設定をご確認ください。",
              "次のどれについてのご質問ですか。近いものをそのまま送ってください。",
              "関連する質問",
              "お答えが見つかりませんでした。言葉を変えてもう一度送るか、区役所の窓口へおたずねください。"),
          "ja-x-easy",
          new Words(
              "LINEで お知らせを うけとる ときは、10分の 間(あいだ)に つぎの ページで ログインしてください。いつでも やめることが できます。",
              "できました。ポータルで いつでも やめることが できます。",
              "この LINEに お知らせは とどかなく なりました。わからない ときは、ポータルを 見(み)て ください。",
              "どれを 知(し)りたいですか。近(ちか)い 文(ぶん)を そのまま 送(おく)って ください。",
              "ほかの 質問(しつもん)",
              "答(こた)えが ありませんでした。ちがう ことばで もう一度(いちど) 送(おく)るか、区役所(くやくしょ)で 聞(き)いて ください。"),
          "en",
          new Words(
              "To hear from the city on LINE, sign in on this page within 10 minutes. You can end"
                  + " the link at any time.",
              "Linked. You can end the link at any time in the portal's settings.",
              "This LINE account is no longer linked. If that is a surprise, look at the portal's"
                  + " settings.",
              "Which of these do you mean? Send the nearest one as it is.",
              "Related questions",
              "No answer was found. Try other words, or ask at your ward office."),
          "zh",
          new Words(
              "如需通过LINE接收通知，请在10分钟内在以下页面登录并完成关联。可随时解除关联。",
              "已完成关联。可随时在门户网站的设置中解除。",
              "此LINE账号的关联已被解除。如非本人操作，请在门户网站确认设置。",
              "您想问的是以下哪一项？请直接发送最接近的一句。",
              "相关问题",
              "未找到答案。请换个说法再发送，或向区政府窗口咨询。"),
          "ko",
          new Words(
              "LINE으로 알림을 받으려면 10분 이내에 다음 페이지에서 로그인하여 연동해 주세요. 연동은 언제든지 해제할 수 있습니다.",
              "연동되었습니다. 포털의 설정에서 언제든지 해제할 수 있습니다.",
              "이 LINE 계정의 연동이 해제되었습니다. 짐작 가는 바가 없으면 포털에서 설정을 확인해 주세요.",
              "다음 중 어느 것에 대한 질문인가요? 가장 가까운 문장을 그대로 보내 주세요.",
              "관련 질문",
              "답변을 찾지 못했습니다. 다른 말로 다시 보내거나 구청 창구에 문의해 주세요."));

  private LineWords() {}

  private static Words of(String language) {
    String tag = language;
    while (!WORDS.containsKey(tag) && tag.contains("-")) {
      tag = tag.substring(0, tag.lastIndexOf('-'));
    }
    return WORDS.getOrDefault(tag, WORDS.getOrDefault("ja", new Words("", "", "", "", "", "")));
  }

  static String invitation(String language, String page) {
    return of(language).link() + "\n" + page;
  }

  static String linked(String language) {
    return of(language).linked();
  }

  static String moved(String language) {
    return of(language).moved();
  }

  /**
   * The answer to a question.
   *
   * @param counter who helps where the FAQ does not, such as a telephone number; may be empty
   */
  static String answer(Answer answer, String language, String counter) {
    Words words = of(language);
    return within(
        switch (answer) {
          case Answer.Confident(AnswerItem best, List<AnswerItem> others) -> {
            String first = "【" + best.title() + "】\n" + best.text();
            yield others.isEmpty()
                ? first
                : within(first, LineChannel.TEXT_LIMIT - 600)
                    + "\n\n"
                    + words.more()
                    + "\n"
                    + titles(others.subList(0, Math.min(2, others.size())));
          }
          case Answer.Candidates(List<AnswerItem> items) ->
              words.choose()
                  + "\n"
                  + titles(items.subList(0, Math.min(MOST_CANDIDATES, items.size())));
          case Answer.NoAnswer none ->
              counter.isEmpty() ? words.nothing() : words.nothing() + "\n" + counter;
        },
        LineChannel.TEXT_LIMIT);
  }

  private static String titles(List<AnswerItem> items) {
    return items.stream()
        .map(item -> "・" + within(item.title(), 200))
        .collect(Collectors.joining("\n"));
  }

  /** The beginning of a text, in UTF-16 units, never half a character. */
  static String within(String text, int most) {
    if (text.length() <= most) {
      return text;
    }
    int end = most - 1;
    if (Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    return text.substring(0, end) + "…";
  }
}
