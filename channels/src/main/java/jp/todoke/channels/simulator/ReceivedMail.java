package jp.todoke.channels.simulator;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * A mail as the relay took it.
 *
 * @param envelopeFrom return path
 * @param to recipient of the transaction
 * @param at when, UTC
 */
public record ReceivedMail(String envelopeFrom, String to, Instant at, byte[] raw) {

  /** The decoded subject; empty where there is none. */
  public String subject() {
    return read(MimeMessage::getSubject).orElse("");
  }

  /** The decoded plain text part; empty where there is none. */
  public String text() {
    return read(message -> part(message, "text/plain")).orElse("");
  }

  /** The decoded HTML part. */
  public Optional<String> html() {
    return read(message -> part(message, "text/html"));
  }

  /** The first value of a header as it was written, encoded words and folding included. */
  public Optional<String> header(String name) {
    return read(
        message -> {
          String[] values = message.getHeader(name);
          return values == null ? null : values[0];
        });
  }

  @Override
  public String toString() {
    return "ReceivedMail[" + at + "]";
  }

  private interface Reader {
    @Nullable String read(MimeMessage message) throws MessagingException, IOException;
  }

  private Optional<String> read(Reader reader) {
    try {
      return Optional.ofNullable(
          reader.read(
              new MimeMessage(
                  Session.getInstance(new Properties()), new ByteArrayInputStream(raw))));
    } catch (MessagingException | IOException unreadable) {
      throw new IllegalStateException("a received mail is not readable", unreadable);
    }
  }

  private static @Nullable String part(Part part, String type)
      throws MessagingException, IOException {
    if (part.isMimeType(type)) {
      return (String) part.getContent();
    }
    if (part.getContent() instanceof Multipart parts) {
      for (int i = 0; i < parts.getCount(); i++) {
        BodyPart inner = parts.getBodyPart(i);
        String found = part(inner, type);
        if (found != null) {
          return found;
        }
      }
    }
    return null;
  }
}
