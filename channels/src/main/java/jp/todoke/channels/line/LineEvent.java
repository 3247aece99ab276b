package jp.todoke.channels.line;

import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

  /**
   * They tapped a button under a push: whether it was useful to them.
   *
   * @param delivery the campaign it stood under
   */
  record Tapped(String id, Instant at, String userId, String delivery, boolean useful)
      implements LineEvent {

    private static final Pattern DATA = Pattern.compile("useful=([01])&delivery=([a-z0-9-]{1,40})");

    /** What such a button sends back. */
    static String data(String delivery, boolean useful) {
      return "useful=" + (useful ? 1 : 0) + "&delivery=" + delivery;
    }

    static boolean isData(String data) {
      return DATA.matcher(data).matches();
    }

    static Tapped of(String id, Instant at, String userId, String data) {
      Matcher parts = DATA.matcher(data);
      if (!parts.matches()) {
        throw new IllegalArgumentException("no button of ours sends this");
      }
      return new Tapped(id, at, userId, parts.group(2), parts.group(1).equals("1"));
    }
  }

  /** They took a message back. */
  record Unsent(String id, Instant at, String userId, String messageId) implements LineEvent {}
}
