package jp.todoke.channels.portal;

import java.net.URI;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import jp.todoke.channels.Category;
import jp.todoke.channels.Importance;

/**
 * One message to many people: kept once, and found in the inbox of everybody in its audience.
 *
 * @param delivery id of the campaign, and the post's own
 * @param audience the name of the set of people it is for
 * @param words by BCP 47 language tag
 * @param language the one of {@code words} for readers of other languages
 * @param deliveredAt UTC, to the millisecond
 * @param action where the message leads
 */
public record Post(
    String delivery,
    String audience,
    Category category,
    Map<String, Words> words,
    String language,
    Instant deliveredAt,
    Optional<URI> action,
    Importance importance) {

  /** The message in one language: a line and plain text. */
  public record Words(String title, String body) {}

  /**
   * Checks that there are words.
   *
   * @throws IllegalArgumentException when there are none in its own language
   */
  public Post {
    words = Map.copyOf(words);
    if (!words.containsKey(language)) {
      throw new IllegalArgumentException("a post has words in its own language");
    }
  }

  /** The same as one person's message, in their language where there is one. */
  InboxItem item(String commonId, String reading) {
    String chosen =
        words.containsKey(reading)
            ? reading
            : words.keySet().stream()
                .filter(tag -> tag.equals(reading.replaceFirst("-.*", "")))
                .findFirst()
                .orElse(language);
    Words spoken = java.util.Objects.requireNonNull(words.get(chosen));
    return new InboxItem(
        delivery,
        commonId,
        category,
        spoken.title(),
        spoken.body(),
        chosen,
        deliveredAt,
        action,
        importance);
  }
}
