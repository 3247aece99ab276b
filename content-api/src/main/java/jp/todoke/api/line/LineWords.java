package jp.todoke.api.line;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import jp.todoke.channels.line.LineChannel;
import jp.todoke.faq.answers.Answer;
import jp.todoke.faq.answers.AnswerItem;

/** What the account says, in the person's language; plain text within LINE's limit. */
final class LineWords {

  private static final int MOST_CANDIDATES = 5;
  private static final int MOST_OTHERS = 2;

  /** Of the 5,000 characters a text may have, as many for what stands below an answer. */
  private static final int LONGEST_BELOW = 1_200;

  private record Words(
      String link,
      String linked,
      String moved,
      String choose,
      String more,
      String nothing,
      String near,
      String subjects,
      String ask) {}

  private static final Map<String, Words> WORDS =
      Map.of(
          "ja",
          new Words(
              "LINEでお知らせを受け取るには、10分以内に次のページでログインして連携してください。連携はいつでも解除できます。",
              "連携しました。連携はポータルの設定からいつでも解除できます。",
              "このLINEアカウントへの連携は解除されました。お心当たりがないときは、ポータルで設定をご確認ください。",
              "次のどれについてのご質問ですか。近いものをそのまま送ってください。",
              "関連する質問",
              "お答えが見つかりませんでした。言葉を変えてもう一度送るか、区役所の窓口へおたずねください。",
              "近い質問",
              "分野",
              "ほかのことは、こちらへおたずねください。"),
          "ja-x-easy",
          new Words(
              "LINEで お知らせを うけとる ときは、10分の 間(あいだ)に つぎの ページで ログインしてください。いつでも やめることが できます。",
              "できました。ポータルで いつでも やめることが できます。",
              "この LINEに お知らせは とどかなく なりました。わからない ときは、ポータルを 見(み)て ください。",
              "どれを 知(し)りたいですか。近(ちか)い 文(ぶん)を そのまま 送(おく)って ください。",
              "ほかの 質問(しつもん)",
              "答(こた)えが ありませんでした。ちがう ことばで もう一度(いちど) 送(おく)るか、区役所(くやくしょ)で 聞(き)いて ください。",
              "近(ちか)い 質問(しつもん)",
              "テーマ",
              "ほかの ことは、ここに 聞(き)いて ください。"),
          "en",
          new Words(
              "To hear from the city on LINE, sign in on this page within 10 minutes. You can end"
                  + " the link at any time.",
              "Linked. You can end the link at any time in the portal's settings.",
              "This LINE account is no longer linked. If that is a surprise, look at the portal's"
                  + " settings.",
              "Which of these do you mean? Send the nearest one as it is.",
              "Related questions",
              "No answer was found. Try other words, or ask at your ward office.",
              "Questions that come near",
              "Subjects",
              "None of these? Ask here."),
          "zh",
          new Words(
              "如需通过LINE接收通知，请在10分钟内在以下页面登录并完成关联。可随时解除关联。",
              "已完成关联。可随时在门户网站的设置中解除。",
              "此LINE账号的关联已被解除。如非本人操作，请在门户网站确认设置。",
              "您想问的是以下哪一项？请直接发送最接近的一句。",
              "相关问题",
              "未找到答案。请换个说法再发送，或向区政府窗口咨询。",
              "相近的问题",
              "类别",
              "如以上均不符合，请向此处咨询。"),
          "ko",
          new Words(
              "LINE으로 알림을 받으려면 10분 이내에 다음 페이지에서 로그인하여 연동해 주세요. 연동은 언제든지 해제할 수 있습니다.",
              "연동되었습니다. 포털의 설정에서 언제든지 해제할 수 있습니다.",
              "이 LINE 계정의 연동이 해제되었습니다. 짐작 가는 바가 없으면 포털에서 설정을 확인해 주세요.",
              "다음 중 어느 것에 대한 질문인가요? 가장 가까운 문장을 그대로 보내 주세요.",
              "관련 질문",
              "답변을 찾지 못했습니다. 다른 말로 다시 보내거나 구청 창구에 문의해 주세요.",
              "비슷한 질문",
              "분야",
              "찾으시는 내용이 없으면 이곳으로 문의해 주세요."));

  private LineWords() {}

  private static Words of(String language) {
    String tag = language;
    while (!WORDS.containsKey(tag) && tag.contains("-")) {
      tag = tag.substring(0, tag.lastIndexOf('-'));
    }
    return WORDS.getOrDefault(
        tag, WORDS.getOrDefault("ja", new Words("", "", "", "", "", "", "", "", "")));
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
   * The answer to a question, and below it what to do where it is none of these.
   *
   * @param counter who helps where the FAQ does not, such as a telephone number; may be empty
   */
  static String answer(Answer answer, String language, String counter) {
    Words words = of(language);
    String first =
        switch (answer) {
          case Answer.Confident confident ->
              "【" + confident.best().title() + "】\n" + confident.best().text();
          case Answer.Candidates candidates -> words.choose() + "\n" + titles(candidates.items());
          case Answer.NoAnswer none -> words.nothing();
        };
    List<String> below = new ArrayList<>();
    switch (answer) {
      case Answer.Confident confident -> {
        if (!confident.others().isEmpty()) {
          below.add(
              words.more()
                  + "\n"
                  + titles(
                      confident
                          .others()
                          .subList(0, Math.min(MOST_OTHERS, confident.others().size()))));
        }
      }
      case Answer.Candidates candidates -> below.addAll(subjects(candidates, words));
      case Answer.NoAnswer none -> {
        if (!none.nearest().isEmpty()) {
          below.add(words.near() + "\n" + titles(none.nearest()));
        }
        below.addAll(subjects(none, words));
      }
    }
    // The counter is never what is cut.
    String ask = counter.isEmpty() ? "" : "\n\n" + words.ask() + "\n" + within(counter, 400);
    String rest = below.isEmpty() ? "" : "\n\n" + within(String.join("\n\n", below), LONGEST_BELOW);
    return within(first, LineChannel.TEXT_LIMIT - rest.length() - ask.length()) + rest + ask;
  }

  private static List<String> subjects(Answer answer, Words words) {
    return answer.categories().isEmpty()
        ? List.of()
        : List.of(words.subjects() + ": " + String.join(" / ", answer.categories()));
  }

  private static String titles(List<AnswerItem> items) {
    return items.stream()
        .limit(MOST_CANDIDATES)
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
