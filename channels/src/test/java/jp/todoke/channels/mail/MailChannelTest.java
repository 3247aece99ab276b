package jp.todoke.channels.mail;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.GreenMailUtil;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Multipart;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Optional;
import jp.todoke.channels.Citizens;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.SendResult;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against a mail server nobody here wrote. */
class MailChannelTest {

  private final GreenMail server = new GreenMail(ServerSetup.SMTP.dynamicPort());

  private static final Clock NOON = Clock.fixed(Citizens.NOON, ZoneOffset.UTC);

  private MailChannel channel;

  @BeforeEach
  void open() {
    server.start();
    channel =
        new MailChannel(
            MailSettings.local(server.getSmtp().getPort(), "info@city.example.jp", "なにわ市 こども課"),
            NOON);
  }

  @AfterEach
  void close() {
    channel.close();
    server.stop();
  }

  private static MailMessage plain(String to, String subject, String text) {
    return new MailMessage(
        to, subject, text, Optional.empty(), "camp7-1", Optional.empty(), Optional.empty());
  }

  @Test
  void japaneseSubjectAndBodyArriveAsTheyWereWritten() throws Exception {
    String subject = "【大阪市】三歳児健康診査のお知らせ（𠮷田花子さん、髙橋さん）🏥 ".repeat(3).strip();
    String text = "𠮷田花子さん\n\n健診は12月1日です。\n.\n先頭が点の行も届きます。\n";

    assertThat(channel.send(plain("hanako@example.jp", subject, text)))
        .isInstanceOf(SendResult.Accepted.class);

    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(mail.getSubject()).isEqualTo(subject);
    assertThat(mail.getContent()).isEqualTo(text.replace("\n", "\r\n"));
    assertThat(mail.getContentType()).isEqualToIgnoringCase("text/plain; charset=UTF-8");
    InternetAddress from = (InternetAddress) mail.getFrom()[0];
    assertThat(from.getPersonal()).isEqualTo("なにわ市 こども課");
    assertThat(from.getAddress()).isEqualTo("info@city.example.jp");
    assertThat(mail.getAllRecipients()).containsExactly(new InternetAddress("hanako@example.jp"));
    assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(mail.getHeader("List-Unsubscribe")).isNull();
    assertThat(mail.getSentDate()).isEqualTo(Citizens.NOON);
    String raw = GreenMailUtil.getWholeMessage(mail);
    assertThat(raw).isASCII();
    assertThat(raw.lines().filter(line -> !line.startsWith("Received:")))
        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(76));
  }

  @Test
  void htmlIsAnAlternativeAfterTheText() throws Exception {
    channel.send(
        new MailMessage(
            "hanako@example.jp",
            "お知らせ",
            "本文",
            Optional.of("<p>本文</p>"),
            "camp7-2",
            Optional.empty(),
            Optional.empty()));

    Multipart parts = (Multipart) server.getReceivedMessages()[0].getContent();
    assertThat(parts.getContentType()).startsWith("multipart/alternative");
    assertThat(parts.getBodyPart(0).getContent()).isEqualTo("本文");
    assertThat(parts.getBodyPart(1).getContent()).isEqualTo("<p>本文</p>");
    assertThat(parts.getBodyPart(1).getContentType())
        .isEqualToIgnoringCase("text/html; charset=UTF-8");
  }

  @Test
  void subscriptionMailCanBeLeftWithOneClick() throws Exception {
    channel.send(
        new MailMessage(
            "hanako@example.jp",
            "子育て便り",
            "本文",
            Optional.empty(),
            "camp7-3",
            Optional.of(URI.create("https://city.example.jp/u/abc")),
            Optional.of("kosodate.city.example.jp")));

    MimeMessage mail = server.getReceivedMessages()[0];
    assertThat(mail.getHeader("List-Unsubscribe"))
        .containsExactly("<https://city.example.jp/u/abc>");
    assertThat(mail.getHeader("List-Unsubscribe-Post"))
        .containsExactly("List-Unsubscribe=One-Click");
    assertThat(mail.getHeader("List-Id")).containsExactly("<kosodate.city.example.jp>");
  }

  @Test
  void theMessageIdIsTheSameOnEveryAttempt() throws Exception {
    channel.send(plain("hanako@example.jp", "お知らせ", "本文"));
    channel.send(plain("hanako@example.jp", "お知らせ", "本文"));

    MimeMessage[] mails = server.getReceivedMessages();
    assertThat(mails).hasSize(2);
    assertThat(mails[0].getMessageID()).isEqualTo("<camp7-1@city.example.jp>");
    assertThat(mails[1].getMessageID()).isEqualTo(mails[0].getMessageID());
  }

  @ParameterizedTest
  @ValueSource(strings = {"件名\r\nBcc: all@example.jp", "件名\nX: y", "件\r名", "件\u0000名"})
  void aSubjectCanNotBringAnotherHeader(String subject) {
    assertThat(channel.send(plain("hanako@example.jp", subject, "本文")))
        .isInstanceOfSatisfying(
            SendResult.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.MESSAGE_REJECTED));
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hanako",
        "@example.jp",
        "hanako@",
        "hanako@example.jp\r\nRCPT TO:<all@example.jp>",
        "hanako@example.jp, taro@example.jp",
        "花子@example.jp",
        "hana ko@example.jp",
        "<hanako@example.jp>",
        "hanako@-example.jp",
      })
  void whatIsNoMailboxIsNeverCalled(String to) {
    assertThat(channel.send(plain(to, "件名", "本文")))
        .isInstanceOfSatisfying(
            SendResult.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(RefusalReason.UNREACHABLE));
    assertThat(server.getReceivedMessages()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hana..ko@docomo.example.jp", "hanako.@au.example.jp"})
  void anOldCarrierMailboxIsReached(String to) {
    assertThat(channel.send(plain(to, "件名", "本文"))).isInstanceOf(SendResult.Accepted.class);
    assertThat(server.getReceivedMessages()).hasSize(1);
  }

  @Test
  void theBodyIsBase64SoNoRelayHasToChangeIt() throws Exception {
    channel.send(plain("hanako@example.jp", "件名", "本文"));

    byte[] raw = server.getReceivedMessages()[0].getRawInputStream().readAllBytes();
    assertThat(new String(raw, StandardCharsets.US_ASCII).strip()).isEqualTo("5pys5paH");
  }
}
