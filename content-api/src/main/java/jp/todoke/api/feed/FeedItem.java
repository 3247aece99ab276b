package jp.todoke.api.feed;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import jp.todoke.segmentation.rules.Explanation;
import jp.todoke.segmentation.rules.Reason;

/**
 * One thing the city has to say to this person now.
 *
 * @param kind what it is
 * @param id of the content, program or event
 * @param personal whether it was chosen by the person's attributes
 * @param at when a content was published or a program changed, UTC
 * @param on the day of an event, Asia/Tokyo
 * @param reasons why it is shown; worked out for what is shown alone
 * @param weight its place in days: the smaller the earlier, see {@link Feed}
 */
record FeedItem(
    Kind kind,
    String id,
    String title,
    String summary,
    String url,
    String language,
    boolean pinned,
    boolean personal,
    Optional<Instant> at,
    Optional<LocalDate> on,
    Supplier<Grounds> reasons,
    long weight) {

  /**
   * Why an item is shown.
   *
   * @param reasons in plain Japanese, never empty
   * @param ruleVersion of the rule that decided; empty where it is for everybody
   */
  record Grounds(List<Reason> reasons, Optional<Integer> ruleVersion) {

    static Grounds of(Reason forEverybody) {
      return new Grounds(List.of(forEverybody), Optional.empty());
    }

    static Grounds of(Explanation explanation) {
      return new Grounds(explanation.reasons(), Optional.of(explanation.ruleVersion()));
    }
  }

  /** What an item is. */
  enum Kind {
    CONTENT,
    PROGRAM,
    EVENT;

    String json() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** The order of the feed: by weight, then by key so that a cursor has one place. */
  static final Comparator<FeedItem> ORDER =
      Comparator.comparingLong(FeedItem::weight).thenComparing(FeedItem::key);

  String key() {
    return kind.json() + ":" + id;
  }

  /** Where the page after this item begins. */
  String cursor() {
    return weight + " " + key();
  }
}
