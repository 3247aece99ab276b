package jp.todoke.segmentation.rules;

import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.attributes.Catalogue;

/**
 * The one eligibility decision of this node: feed, push, answers and preview all ask the book that
 * this holds. Thread-safe; readers never wait, a change swaps the whole book.
 */
public final class Decisions {

  /** The zone in which a day begins for people. */
  public static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  private final Attributes attributes;
  private final Clock clock;
  private final Map<Rule.Subject, List<Rule>> rules = new EnumMap<>(Rule.Subject.class);
  private volatile Catalogue catalogue;
  private volatile RuleBook book;

  public Decisions(Attributes attributes, Clock clock) {
    this.attributes = attributes;
    this.clock = clock;
    this.catalogue = attributes.catalogue();
    this.book = RuleBook.compile(List.of(), catalogue, today());
  }

  /** The day it is in Japan. */
  public LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), JAPAN);
  }

  /** The book of today; made anew when the day or the catalogue has changed. */
  public RuleBook book() {
    RuleBook current = book;
    return current.asOf().equals(today()) && catalogueIsCurrent() ? current : renew();
  }

  private boolean catalogueIsCurrent() {
    return catalogue == attributes.catalogue();
  }

  private synchronized RuleBook renew() {
    LocalDate today = today();
    if (!book.asOf().equals(today) || catalogue != attributes.catalogue()) {
      swap(rules, today);
    }
    return book;
  }

  /**
   * Replaces all rules of one subject at once. When one of them cannot be compiled, everything
   * stays as it was.
   *
   * @throws SegmentCycle when a segment leads back to itself
   * @throws SegmentMissing when a condition names a segment that is not published
   */
  public synchronized void replace(Rule.Subject subject, Collection<Rule> replacement) {
    Map<Rule.Subject, List<Rule>> next = new EnumMap<>(rules);
    next.put(subject, List.copyOf(replacement));
    swap(next, today());
    rules.putAll(next);
  }

  /**
   * A book of today that decides that rule alone, in place of a published one of its key; it is not
   * let in.
   *
   * @throws SegmentCycle when it would lead a segment back to itself
   * @throws SegmentMissing when it names a segment that is not published
   */
  public RuleBook trial(Rule candidate) {
    return trial(candidate, today());
  }

  /** The same on another day. */
  public synchronized RuleBook trial(Rule candidate, LocalDate asOf) {
    List<Rule> segments = rules.getOrDefault(Rule.Subject.SEGMENT, List.of());
    return RuleBook.compile(List.of(candidate), segments, attributes.catalogue(), asOf);
  }

  /**
   * A book of today of those rules alone; they may refer to every published segment. It is not let
   * in.
   *
   * @throws SegmentMissing when one names a segment that is not published
   */
  public synchronized RuleBook only(Collection<Rule> some) {
    List<Rule> segments = rules.getOrDefault(Rule.Subject.SEGMENT, List.of());
    return RuleBook.compile(some, segments, attributes.catalogue(), today());
  }

  private void swap(Map<Rule.Subject, List<Rule>> next, LocalDate today) {
    List<Rule> all = new ArrayList<>();
    next.values().forEach(all::addAll);
    Catalogue now = attributes.catalogue();
    book = RuleBook.compile(all, now, today);
    catalogue = now;
  }
}
