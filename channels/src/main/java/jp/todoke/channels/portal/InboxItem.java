package jp.todoke.channels.portal;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import jp.todoke.channels.Category;
import jp.todoke.channels.Importance;

/**
 * One message in one person's inbox.
 *
 * @param delivery id of the campaign or notice
 * @param commonId the person; without {@code :}
 * @param category what kind of message it is
 * @param title one line
 * @param body plain text
 * @param language BCP 47 tag of the words
 * @param deliveredAt UTC, to the millisecond
 * @param action where the message leads
 * @param importance how it is shown
 */
public record InboxItem(
    String delivery,
    String commonId,
    Category category,
    String title,
    String body,
    String language,
    Instant deliveredAt,
    Optional<URI> action,
    Importance importance) {

  /**
   * Checks the ids.
   *
   * @throws IllegalArgumentException when one is blank or the common ID holds a colon
   */
  public InboxItem {
    if (delivery.isBlank() || !isCommonId(commonId)) {
      throw new IllegalArgumentException("an inbox item needs a delivery and a common ID");
    }
  }

  static boolean isCommonId(String text) {
    return !text.isBlank() && text.indexOf(':') < 0;
  }

  /** The row's id: {@code delivery:commonId}. */
  public String id() {
    return id(delivery, commonId);
  }

  static String id(String delivery, String commonId) {
    return delivery + ":" + commonId;
  }

  @Override
  public String toString() {
    return "InboxItem[" + delivery + "]";
  }
}
