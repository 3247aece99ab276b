package jp.todoke.channels.mail;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * A mail ready to be handed over: Message-ID that stays the same over attempts, and a memory of
 * whether all of it was written to the relay.
 */
final class CityMail extends SMTPMessage {

  private final String messageId;
  private boolean handedOver;

  private CityMail(Session session, String messageId) {
    super(session);
    this.messageId = messageId;
  }

  /**
   * Builds the mail.
   *
   * @throws HeaderInjection when a header value holds a line break or control character
   */
  static CityMail of(
      Session session, MailSettings settings, MailMessage message, String to, Instant now)
      throws MessagingException, IOException {
    CityMail mail =
        new CityMail(session, "<" + message.ref() + "@" + settings.messageIdDomain() + ">");
    mail.setFrom(new InternetAddress(settings.from(), oneLine(settings.fromName()), "UTF-8"));
    InternetAddress recipient = new InternetAddress();
    recipient.setAddress(to);
    mail.setRecipient(Message.RecipientType.TO, recipient);
    mail.setSubject(oneLine(message.subject()), "UTF-8");
    mail.setSentDate(Date.from(now));
    mail.setHeader("Auto-Submitted", "auto-generated");
    if (message.listId().isPresent()) {
      mail.setHeader("List-Id", "<" + oneLine(message.listId().get()) + ">");
    }
    Optional<URI> unsubscribe = message.unsubscribe();
    if (unsubscribe.isPresent()) {
      mail.setHeader("List-Unsubscribe", "<" + unsubscribe.get().toASCIIString() + ">");
      mail.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    settings.returnPath().ifPresent(path -> mail.setEnvelopeFrom(path.of(message.ref())));
    if (message.html().isPresent()) {
      mail.setContent(
          new MimeMultipart(
              "alternative", part(message.text(), "plain"), part(message.html().get(), "html")));
    } else {
      mail.setText(lines(message.text()), "UTF-8", "plain");
      mail.setHeader("Content-Transfer-Encoding", "base64");
    }
    mail.saveChanges();
    return mail;
  }

  /** Whether the whole mail was written out, so that the relay may have accepted it. */
  boolean handedOver() {
    return handedOver;
  }

  @Override
  protected void updateMessageID() throws MessagingException {
    setHeader("Message-ID", messageId);
  }

  @Override
  public void writeTo(OutputStream out, String[] ignored) throws IOException, MessagingException {
    super.writeTo(out, ignored);
    handedOver = true;
  }

  private static MimeBodyPart part(String text, String subtype) throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    part.setText(lines(text), StandardCharsets.UTF_8.name(), subtype);
    part.setHeader("Content-Transfer-Encoding", "base64");
    return part;
  }

  private static String lines(String text) {
    return text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
  }

  private static String oneLine(String value) {
    if (value.chars().anyMatch(Character::isISOControl)) {
      throw new HeaderInjection();
    }
    return value;
  }

  /** A header value would have begun another header. */
  static final class HeaderInjection extends RuntimeException {
    private HeaderInjection() {
      super("a header value holds a line break or control character");
    }
  }
}
