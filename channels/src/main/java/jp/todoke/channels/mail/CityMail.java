package jp.todoke.channels.mail;

import jakarta.activation.DataHandler;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.PreencodedMimeBodyPart;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/**
 * A mail ready to be handed over: Message-ID that stays the same over attempts, and a memory of
 * whether all of it was written to the relay.
 */
final class CityMail extends SMTPMessage {

  private static final String BASE64 = "base64";

  private final String messageId;
  private final String subject;
  private Address[] recipients = {};
  private boolean handedOver;

  private CityMail(Session session, String messageId, String subject) {
    super(session);
    this.messageId = messageId;
    this.subject = subject;
  }

  /**
   * Builds the mail.
   *
   * @throws HeaderInjection when a header value holds a line break or control character
   */
  static CityMail of(
      Session session,
      MailSettings settings,
      Sender sender,
      MailMessage message,
      String to,
      Instant now)
      throws MessagingException, IOException {
    CityMail mail =
        new CityMail(
            session,
            "<" + message.ref() + "@" + settings.messageIdDomain() + ">",
            message.subject());
    mail.setHeader("From", sender.from());
    InternetAddress recipient = new InternetAddress();
    recipient.setAddress(to);
    mail.recipients = new Address[] {recipient};
    mail.setRecipient(Message.RecipientType.TO, recipient);
    mail.setHeader("Subject", sender.subject(oneLine(message.subject())));
    mail.setHeader("Date", sender.date(now));
    mail.setHeader("Auto-Submitted", "auto-generated");
    if (message.listId().isPresent()) {
      mail.setHeader("List-Id", "<" + oneLine(message.listId().get()) + ">");
    }
    Optional<URI> unsubscribe = message.unsubscribe();
    if (unsubscribe.isPresent()) {
      mail.setHeader("List-Unsubscribe", "<" + unsubscribe.get().toASCIIString() + ">");
      mail.setHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
    }
    mail.setEnvelopeFrom(
        settings.returnPath().map(path -> path.of(message.ref())).orElse(settings.from()));
    if (message.html().isPresent()) {
      mail.setContent(
          new MimeMultipart(
              "alternative", part(message.text(), "plain"), part(message.html().get(), "html")));
      mail.saveChanges();
    } else {
      mail.setHeader("Content-Type", "text/plain; charset=UTF-8");
      mail.setHeader("Content-Transfer-Encoding", BASE64);
      mail.setHeader("MIME-Version", "1.0");
      mail.updateMessageID();
      // The content is on hand as it goes over the wire; the library need not encode it again.
      mail.content = encoded(message.text());
      mail.modified = false;
      mail.saved = true;
    }
    return mail;
  }

  /** Whom it goes to. */
  Address[] recipients() {
    return recipients;
  }

  /** Whether the whole mail was written out, so that the relay may have accepted it. */
  boolean handedOver() {
    return handedOver;
  }

  /** The library asks for it at every sending, and would decode the header each time. */
  @Override
  public String getSubject() {
    return subject;
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
    MimeBodyPart part = new PreencodedMimeBodyPart(BASE64);
    part.setDataHandler(
        new DataHandler(
            new ByteArrayDataSource(encoded(text), "text/" + subtype + "; charset=UTF-8")));
    return part;
  }

  private static byte[] encoded(String text) {
    return Base64.getMimeEncoder().encode(lines(text).getBytes(StandardCharsets.UTF_8));
  }

  private static String lines(String text) {
    String bare = text.indexOf('\r') < 0 ? text : text.replace("\r\n", "\n").replace('\r', '\n');
    return bare.replace("\n", "\r\n");
  }

  static String oneLine(String value) {
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
