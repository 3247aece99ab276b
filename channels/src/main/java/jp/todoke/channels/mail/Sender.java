package jp.todoke.channels.mail;

import jakarta.mail.Address;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeUtility;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/**
 * What many mails have in common, encoded once: who they are from, and the subject and the second
 * while they stay the same. Thread-safe.
 */
final class Sender {

  /** The octets before the value on the first line of the header. */
  private static final int SUBJECT = "Subject: ".length();

  private static final int FROM = "From: ".length();

  /** As RFC 5322 wants it, with the hour of the city. */
  private static final DateTimeFormatter DATE =
      DateTimeFormatter.RFC_1123_DATE_TIME.withZone(ZoneId.of("Asia/Tokyo"));

  private final String from;
  private volatile Subject last = new Subject("", "");
  private volatile Second second = new Second(Long.MIN_VALUE, "");

  private record Subject(String text, String header) {}

  private record Second(long epochSecond, String header) {}

  Sender(MailSettings settings) {
    try {
      from =
          InternetAddress.toString(
              new Address[] {
                new InternetAddress(settings.from(), CityMail.oneLine(settings.fromName()), "UTF-8")
              },
              FROM);
    } catch (UnsupportedEncodingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Who the city is, as it stands in the header. */
  String from() {
    return from;
  }

  /** When a mail is sent, as it stands in the header. */
  String date(Instant now) {
    Second known = second;
    if (known.epochSecond() != now.getEpochSecond()) {
      known = new Second(now.getEpochSecond(), DATE.format(now));
      second = known;
    }
    return known.header();
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
