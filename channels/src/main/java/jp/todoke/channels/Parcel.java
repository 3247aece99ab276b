package jp.todoke.channels;

import java.net.URI;
import java.util.Optional;

/**
 * One message to one address.
 *
 * @param ref the caller's opaque name of this delivery, {@code [a-z0-9-]{1,40}}, the same on every
 *     attempt and holding no personal data; it appears in Message-ID and return path
 * @param address common ID, mailbox or LINE user id, by route
 * @param language BCP 47 tag of the words
 * @param subject mail subject and inbox title; not used by LINE
 * @param text plain text
 * @param html HTML alternative for mail
 * @param action where the message leads, shown by the portal
 * @param unsubscribe RFC 8058 one-click address for subscription mail; empty for official notices
 */
public record Parcel(
    String ref,
    String address,
    String language,
    String subject,
    String text,
    Optional<String> html,
    Optional<URI> action,
    Optional<URI> unsubscribe) {

  private static final int LONGEST_REF = 40;

  /**
   * Checks the reference.
   *
   * @throws IllegalArgumentException when it is not of its form
   */
  public Parcel {
    if (ref.isEmpty() || ref.length() > LONGEST_REF || !isPlain(ref)) {
      throw new IllegalArgumentException("a parcel's ref is 1 to 40 of a-z, 0-9 and -");
    }
  }

  private static boolean isPlain(String ref) {
    for (int index = 0; index < ref.length(); index++) {
      char letter = ref.charAt(index);
      if (!(letter >= 'a' && letter <= 'z' || letter >= '0' && letter <= '9' || letter == '-')) {
        return false;
      }
    }
    return true;
  }

  /** A parcel of plain words, with no link and no way to unsubscribe. */
  public static Parcel plain(String ref, String address, String subject, String text) {
    return new Parcel(
        ref, address, "ja", subject, text, Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Override
  public String toString() {
    return "Parcel[" + ref + "]";
  }
}
