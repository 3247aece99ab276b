package jp.todoke.api.feed;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import jp.todoke.api.contents.ContentItem;
import jp.todoke.api.contents.Contents;
import jp.todoke.api.events.CityEvent;
import jp.todoke.api.events.Events;
import jp.todoke.api.programs.Program;
import jp.todoke.api.programs.Programs;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Reason;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.rules.Verdicts;

/**
 * Puts one person's feed together. What is for everybody is always in it; what is for some is in it
 * only when the person agreed to personalization and the decision is yes.
 *
 * <p>Items are ordered by one number in days, the smaller the earlier: a content its age, an event
 * the days until it begins, a program its place among those that apply, or, within 30 days of its
 * end, the days left less 30. What was chosen for the person comes 14 days earlier, what staff
 * pinned before everything.
 */
@Singleton
public class Feed {

  private static final long PINNED = -1_000_000;
  private static final long PERSONAL = -14;
  private static final long DEADLINE = 30;
  private static final Reason FOR_EVERYBODY =
      new Reason("すべての方へのお知らせです", Optional.empty(), Optional.empty(), Optional.empty());
  private static final Reason SOON =
      new Reason("これから開かれる催しです", Optional.empty(), Optional.empty(), Optional.empty());

  private final Contents contents;
  private final Programs programs;
  private final Events events;
  private final Decisions decisions;
  private final Clock clock;

  @Inject
  public Feed(
      Contents contents, Programs programs, Events events, Decisions decisions, Clock clock) {
    this.contents = contents;
    this.programs = programs;
    this.events = events;
    this.decisions = decisions;
    this.clock = clock;
  }

  /** Everything that concerns the person now, the most pressing first. */
  List<FeedItem> of(Profile person) {
    RuleBook book = decisions.book();
    Asked asked =
        new Asked(person, book, book.decide(person), person.consentsTo(Purpose.PERSONALIZATION));
    List<FeedItem> items = new ArrayList<>();
    addContents(asked, items);
    addPrograms(asked, items);
    addEvents(asked, items);
    items.sort(FeedItem.ORDER);
    return items;
  }

  private record Asked(Profile person, RuleBook book, Verdicts verdicts, boolean personalized) {

    /** Why an item for a segment is shown; empty when it is not. */
    Optional<Supplier<FeedItem.Grounds>> reasons(Optional<String> segmentId, Reason otherwise) {
      if (segmentId.isEmpty()) {
        return Optional.of(() -> FeedItem.Grounds.of(otherwise));
      }
      Rule.Key key = Rule.Key.segment(segmentId.get());
      return personalized && verdicts.of(key) == Verdict.YES
          ? Optional.of(() -> FeedItem.Grounds.of(book.explain(key, person)))
          : Optional.empty();
    }
  }

  private void addContents(Asked asked, List<FeedItem> items) {
    Instant now = clock.instant();
    for (ContentItem content : contents.current().values()) {
      if (content.shownAt(now)) {
        asked
            .reasons(content.segmentId(), FOR_EVERYBODY)
            .ifPresent(reasons -> items.add(item(content, reasons, now)));
      }
    }
  }

  private static FeedItem item(
      ContentItem content, Supplier<FeedItem.Grounds> reasons, Instant now) {
    boolean personal = content.segmentId().isPresent();
    long age = Duration.between(content.publishedAt(), now).toDays();
    return new FeedItem(
        FeedItem.Kind.CONTENT,
        content.id(),
        content.title(),
        content.summary(),
        content.url(),
        content.language(),
        content.pinned(),
        personal,
        Optional.of(content.publishedAt()),
        Optional.empty(),
        reasons,
        age + (content.pinned() ? PINNED : 0) + (personal ? PERSONAL : 0));
  }

  private void addPrograms(Asked asked, List<FeedItem> items) {
    if (!asked.personalized()) {
      return;
    }
    Map<String, Program> registry = programs.current();
    LocalDate today = asked.book().asOf();
    long place = 0;
    for (Rule rule : asked.verdicts().which(Rule.Subject.PROGRAM, Verdict.YES)) {
      Program program = registry.get(rule.key().id());
      if (program != null && program.offeredOn(today)) {
        long weight =
            program
                .validTo()
                .map(last -> ChronoUnit.DAYS.between(today, last) - DEADLINE)
                .filter(days -> days <= 0)
                .orElse(place++);
        items.add(
            new FeedItem(
                FeedItem.Kind.PROGRAM,
                program.id(),
                program.title(),
                program.summary(),
                program.url(),
                "ja",
                false,
                true,
                Optional.of(program.changedAt()),
                Optional.empty(),
                () -> FeedItem.Grounds.of(asked.book().explain(rule.key(), asked.person())),
                weight));
      }
    }
  }

  private void addEvents(Asked asked, List<FeedItem> items) {
    LocalDate today = asked.book().asOf();
    for (CityEvent event : events.upcoming(today)) {
      asked
          .reasons(event.segmentId(), SOON)
          .ifPresent(reasons -> items.add(item(event, reasons, today)));
    }
  }

  private static FeedItem item(
      CityEvent event, Supplier<FeedItem.Grounds> reasons, LocalDate today) {
    boolean personal = event.segmentId().isPresent();
    long days = Math.max(0, ChronoUnit.DAYS.between(today, event.startOn()));
    return new FeedItem(
        FeedItem.Kind.EVENT,
        event.id(),
        event.title(),
        event.summary(),
        event.url(),
        "ja",
        false,
        personal,
        Optional.empty(),
        Optional.of(event.startOn()),
        reasons,
        days + (personal ? PERSONAL : 0));
  }
}
