package jp.todoke.delivery.wording;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import jp.todoke.templates.Rendering;

/**
 * The neutral words for mail and LINE: that something has arrived and where to read it, never what
 * it is. Fixed here, so that no template can put content on a lock screen (function #14).
 */
public final class Hint {

  private record Words(String subject, String text) {}

  private static final FixedWords<Words> WORDS =
      new FixedWords<>(
          Map.of(
              "ja",
              new Words("お知らせが届きました", "市からお知らせが届きました。内容はポータルでご確認ください。"),
              "ja-x-easy",
              new Words("お知らせが とどきました", "市から お知らせが とどきました。ポータルで 読(よ)んで ください。"),
              "en",
              new Words(
                  "You have a new message",
                  "The city has sent you a message. Read it on the portal."),
              "zh",
              new Words("您有一条新通知", "市政府向您发送了一条通知，请在门户网站查看。"),
              "ko",
              new Words("새로운 알림이 도착했습니다", "시에서 알림을 보냈습니다. 포털에서 확인해 주세요."),
              "vi",
              new Words(
                  "Bạn có thông báo mới",
                  "Thành phố đã gửi cho bạn một thông báo. Vui lòng xem trên cổng thông tin.")));

  private Hint() {}

  /** The hint in that language, in Japanese where there is none, with the portal's address. */
  public static Rendering.Rendered in(String language, URI portal) {
    Words words = WORDS.in(language);
    return new Rendering.Rendered(
        words.subject(),
        words.text() + "\n" + portal,
        Optional.empty(),
        WORDS.tag(language),
        WORDS.fallback(language));
  }
}
