package jp.todoke.channels.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a mail system reported about a mail after it had taken it. Anything else in the box, such as
 * an answer by a person or an absence notice, is no report.
 *
 * @param addressedTo where the report was sent to: our own return path, when it is genuine
 * @param fates of each recipient it speaks of
 * @see <a href="https://www.rfc-editor.org/rfc/rfc3464">RFC 3464</a>
 */
public record DeliveryReport(List<String> addressedTo, List<Fate> fates) {

  private static final int LARGEST_PART = 64 * 1024;
  private static final int MOST_PARTS = 20;
  private static final Pattern STATUS = Pattern.compile("([245])\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern MAILBOX = Pattern.compile("[^\\s<>,;]+@[^\\s<>,;]+");
  private static final List<String> RECEIVERS =
      List.of("X-Original-To", "Delivered-To", "Envelope-To", "To");

  /** What a failure says about the address. */
  public enum Meaning {
    /** There is no such mailbox. */
    HARD,
    /** Not this time: a full mailbox, or a relay that gave up waiting. */
    SOFT,
    /** The receiver refuses the city as a sender; says nothing about the address. */
    POLICY,
    /** This message was not acceptable; says nothing about the address. */
    MESSAGE,
    /** Still being tried, delivered, or passed on. */
    NOTHING
  }

  /**
   * What became of one recipient.
   *
   * @param status RFC 3463 code such as {@code 5.1.1}; the empty string where there is none
   * @param recipients the mailboxes named: where it ended and where it was first sent
   */
  public record Fate(Meaning meaning, String status, List<String> recipients) {
    @Override
    public String toString() {
      return "Fate[" + meaning + " " + status + "]";
    }
  }

  /** Reads a whole mail; empty when it is no delivery report. */
  public static Optional<DeliveryReport> read(byte[] mail) {
    try {
      MimeMessage message =
          new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(mail));
      ContentType type = new ContentType(message.getContentType());
      if (!type.match("multipart/report")
          || !"delivery-status".equalsIgnoreCase(type.getParameter("report-type"))
          || !(message.getContent() instanceof Multipart parts)) {
        return Optional.empty();
      }
      Optional<List<Fate>> fates = fates(parts);
      List<String> receivers = receivers(message);
      return fates.map(found -> new DeliveryReport(receivers, found));
    } catch (MessagingException | IOException malformed) {
      return Optional.empty();
    }
  }

  private static List<String> receivers(MimeMessage message) throws MessagingException {
    List<String> receivers = new ArrayList<>();
    for (String name : RECEIVERS) {
      String[] values = message.getHeader(name);
      if (values != null) {
        for (String value : values) {
          Matcher mailbox = MAILBOX.matcher(value);
          while (mailbox.find()) {
            receivers.add(mailbox.group());
          }
        }
      }
    }
    return receivers;
  }

  private static Optional<List<Fate>> fates(Multipart parts)
      throws MessagingException, IOException {
    for (int place = 0; place < Math.min(parts.getCount(), MOST_PARTS); place++) {
      BodyPart part = parts.getBodyPart(place);
      if (part.isMimeType("message/delivery-status")
          || part.isMimeType("message/global-delivery-status")) {
        return Optional.of(fates(text(part)));
      }
    }
    return Optional.empty();
  }

  private static String text(Part part) throws MessagingException, IOException {
    try (InputStream in = part.getInputStream()) {
      return new String(in.readNBytes(LARGEST_PART), StandardCharsets.UTF_8);
    }
  }

  /** The groups of fields after the first one, which is about the message as a whole. */
  private static List<Fate> fates(String fields) {
    List<Fate> fates = new ArrayList<>();
    for (String group : fields.replace("\r\n", "\n").split("\n[ \t]*\n")) {
      Map<String, String> named = new LinkedHashMap<>();
      for (String line : group.replaceAll("\n[ \t]+", " ").split("\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          named.putIfAbsent(
              line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
              line.substring(colon + 1).strip());
        }
      }
      if (named.containsKey("final-recipient") && named.containsKey("action")) {
        fates.add(fate(named));
      }
    }
    return List.copyOf(fates);
  }

  private static Fate fate(Map<String, String> fields) {
    Matcher code = STATUS.matcher(fields.getOrDefault("status", ""));
    String status = code.find() ? code.group() : "";
    List<String> recipients = new ArrayList<>();
    for (String name : List.of("final-recipient", "original-recipient")) {
      Matcher mailbox = MAILBOX.matcher(fields.getOrDefault(name, ""));
      if (mailbox.find()) {
        recipients.add(mailbox.group());
      }
    }
    boolean failed = fields.getOrDefault("action", "").toLowerCase(Locale.ROOT).equals("failed");
    return new Fate(failed ? meaning(status) : Meaning.NOTHING, status, recipients);
  }

  /** The action has said that it failed for good; the code only says whose fault it is. */
  private static Meaning meaning(String status) {
    Matcher code = STATUS.matcher(status);
    if (!code.matches() || !code.group(1).equals("5")) {
      return Meaning.SOFT;
    }
    return switch (code.group(2)) {
      case "7" -> Meaning.POLICY;
      case "3", "5", "6" -> Meaning.MESSAGE;
      case "2" -> code.group(3).equals("2") ? Meaning.SOFT : Meaning.HARD;
      // RFC 3463: X.1.7 and X.1.8 are about the sender's address; X.4 is about the way there, and
      // only X.4.4 says that the domain leads nowhere.
      case "1" -> Set.of("7", "8").contains(code.group(3)) ? Meaning.MESSAGE : Meaning.HARD;
      case "4" -> code.group(3).equals("4") ? Meaning.HARD : Meaning.SOFT;
      default -> Meaning.HARD;
    };
  }

  @Override
  public String toString() {
    return "DeliveryReport" + fates;
  }
}
