package jp.todoke.delivery.wording;

import java.util.Map;
import java.util.Optional;
import jp.todoke.templates.Rendering;

/** What stands in the inbox in place of a notice that the city withdrew. */
public final class Withdrawn {

  private record Words(String title, String body) {}

  private static final FixedWords<Words> WORDS =
      new FixedWords<>(
          Map.of(
              "ja",
              new Words("取り消されたお知らせ", "このお知らせは市が取り消しました。お手続きの必要はありません。ご不明な点は区役所へお問い合わせください。"),
              "ja-x-easy",
              new Words(
                  "とりけした お知らせ",
                  "市が この お知らせを とりけしました。なにも しなくて いいです。わからないときは 区役所(くやくしょ)に 聞(き)いて ください。"),
              "en",
              new Words(
                  "Withdrawn message",
                  "The city has withdrawn this message. You need not do anything. If you have"
                      + " questions, please ask your ward office."),
              "zh",
              new Words("已撤回的通知", "市政府已撤回此通知，您无需办理任何手续。如有疑问，请咨询区役所。"),
              "ko",
              new Words("취소된 알림", "시에서 이 알림을 취소했습니다. 별도의 절차는 필요하지 않습니다. 궁금한 점은 구청에 문의해 주세요."),
              "vi",
              new Words(
                  "Thông báo đã bị thu hồi",
                  "Thành phố đã thu hồi thông báo này. Bạn không cần làm gì. Nếu có thắc mắc, vui"
                      + " lòng hỏi văn phòng quận.")));

  private Withdrawn() {}

  /** The words in that language, in Japanese where there are none. */
  public static Rendering.Rendered in(String language) {
    Words words = WORDS.in(language);
    return new Rendering.Rendered(
        words.title(),
        words.body(),
        Optional.empty(),
        WORDS.tag(language),
        WORDS.fallback(language));
  }
}
