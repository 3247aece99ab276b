package jp.todoke.channels.line;

import java.time.Instant;

/** Something a LINE user did, as far as the city acts on it. Never printed with its words. */
public sealed interface LineEvent {

  /** LINE's own id of the event, by which a repetition is known. */
  String id();

  /** When it happened, UTC; events may arrive in another order. */
  Instant at();

  /** Who did it. */
  String userId();

  /** They added the account as a friend, or unblocked it. */
  record Followed(String id, Instant at, String userId, String replyToken) implements LineEvent {}

  /** They blocked the account. */
  record Unfollowed(String id, Instant at, String userId) implements LineEvent {}

  /** They came through the page that links accounts; the nonce says who they are to the city. */
  record Linked(String id, Instant at, String userId, String replyToken, String nonce)
      implements LineEvent {
    @Override
    public String toString() {
      return "Linked[" + id + "]";
    }
  }

  /**
   * They wrote a text.
   *
   * @param text empty when they have taken it back meanwhile
   */
  record Wrote(
      String id, Instant at, String userId, String replyToken, String messageId, String text)
      implements LineEvent {
    @Override
    public String toString() {
      return "Wrote[" + id + "]";
    }
  }

  /** They took a message back. */
  record Unsent(String id, Instant at, String userId, String messageId) implements LineEvent {}
}
