package jp.todoke.delivery.wording;

import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import jp.todoke.templates.Rendering;

/**
 * The lines under subscription mail that say how to end or change it; visible beside the one-click
 * header, as the large mail providers ask.
 */
public final class Footer {

  private record Words(String stop, String settings) {}

  private static final FixedWords<Words> WORDS =
      new FixedWords<>(
          Map.of(
              "ja", new Words("この種類のメールの配信停止", "お知らせの設定の変更"),
              "ja-x-easy", new Words("この メールを とめる", "お知らせの 設定(せってい)を かえる"),
              "en", new Words("Stop this kind of mail", "Change what you hear about"),
              "zh", new Words("停止接收此类邮件", "更改通知设置"),
              "ko", new Words("이 종류의 메일 수신 중지", "알림 설정 변경"),
              "vi", new Words("Ngừng nhận loại thư này", "Thay đổi cài đặt thông báo")));

  private Footer() {}

  /** The words with both addresses under them, in text and HTML. */
  public static Rendering.Rendered under(Rendering.Rendered words, URI stop, URI settings) {
    Words lines = WORDS.in(words.language());
    String text =
        words.text()
            + "\n\n--\n"
            + lines.stop()
            + "\n"
            + stop
            + "\n"
            + lines.settings()
            + "\n"
            + settings
            + "\n";
    Optional<String> html =
        words
            .html()
            .map(
                body ->
                    before(
                        body,
                        "<hr><p><a href=\""
                            + escaped(stop)
                            + "\">"
                            + lines.stop()
                            + "</a><br><a href=\""
                            + escaped(settings)
                            + "\">"
                            + lines.settings()
                            + "</a></p>"));
    return new Rendering.Rendered(words.subject(), text, html, words.language(), words.fallback());
  }

  private static String escaped(URI address) {
    return address.toASCIIString().replace("&", "&amp;").replace("\"", "%22");
  }

  private static String before(String body, String footer) {
    int end = body.toLowerCase(Locale.ROOT).lastIndexOf("</body>");
    return end < 0 ? body + footer : body.substring(0, end) + footer + body.substring(end);
  }
}
