package jp.todoke.channels.mail;

import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;

/**
 * What many mails have in common, encoded once: who they are from, and the subject while it stays
 * the same. Thread-safe.
 */
final class Sender {

  /** The octets before the value on the first line of the header. */
  private static final int SUBJECT = "Subject: ".length();

  private final InternetAddress address;
  private volatile Subject last = new Subject("", "");

  private record Subject(String text, String header) {}

  Sender(MailSettings settings) {
    try {
      address =
          new InternetAddress(settings.from(), CityMail.oneLine(settings.fromName()), "UTF-8");
    } catch (UnsupportedEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  InternetAddress address() {
    return address;
  }

  /** A subject as it stands in the header: encoded words (RFC 2047), folded. */
  String subject(String text) {
    Subject known = last;
    if (!known.text().equals(text)) {
      try {
        known =
            new Subject(
                text, MimeUtility.fold(SUBJECT, MimeUtility.encodeText(text, "UTF-8", null)));
      } catch (UnsupportedEncodingException impossible) {
        throw new IllegalStateException(impossible);
      }
      last = known;
    }
    return known.header();
  }
}
