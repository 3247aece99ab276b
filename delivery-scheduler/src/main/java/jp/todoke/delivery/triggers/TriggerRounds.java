package jp.todoke.delivery.triggers;

import com.mongodb.client.MongoDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import jp.todoke.delivery.approvals.ContentHash;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.audiences.Audience;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.conditions.Verdict;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;
import jp.todoke.segmentation.rules.Verdicts;

/**
 * Looks who sets triggers off. Every node may look as often as it likes: what was set off once
 * stays set off. Thread-safe.
 */
public final class TriggerRounds {

  private static final System.Logger LOG = System.getLogger(TriggerRounds.class.getName());

  /** So many days a city may stand still without a day being passed over. */
  private static final int CATCH_UP = 3;

  private static final Duration EVENTS_KEPT = Duration.ofDays(1);

  private final Triggers triggers;
  private final Firings firings;
  private final Seen seen;
  private final Audiences audiences;
  private final Profiles profiles;
  private final Decisions decisions;
  private final Clock clock;

  /** Whom was looked at last on this node; only spares looking again. */
  private final Map<String, Audience> looked = new ConcurrentHashMap<>();

  private final Map<String, LocalDate> days = new ConcurrentHashMap<>();
  private final Map<String, Instant> resting = new ConcurrentHashMap<>();
  private final Told told;
  private final Happenings happenings;

  /** Opens the collection of this database. */
  public TriggerRounds(
      MongoDatabase database,
      Triggers triggers,
      Firings firings,
      Audiences audiences,
      Profiles profiles,
      Decisions decisions,
      Clock clock) {
    this.triggers = triggers;
    this.firings = firings;
    this.seen = new Seen(database);
    this.told = new Told(database);
    this.happenings = new Happenings(database);
    this.audiences = audiences;
    this.profiles = profiles;
    this.decisions = decisions;
    this.clock = clock;
  }

  /**
   * Looks at every active trigger that waits for people or days. The first look at a segment only
   * notes who is in it already.
   *
   * @return how many people were set off here
   */
  public int round() {
    firings.repair();
    int fired = guarded("events", this::again);
    List<Trigger> active = triggers.active();
    List<String> ids = active.stream().map(Trigger::id).toList();
    resting.keySet().retainAll(ids);
    looked.keySet().retainAll(ids);
    for (Trigger trigger : active) {
      fired +=
          guarded(
              trigger.id(),
              () ->
                  switch (trigger.draft().when()) {
                    case When.Enters enters -> entries(trigger);
                    case When.Days due -> days(trigger, due);
                    case When.NewContent content -> 0;
                    case When.Event event -> 0;
                  });
    }
    return fired;
  }

  /** One trigger that fails does not keep the others from being looked at. */
  private static int guarded(String trigger, IntSupplier look) {
    try {
      return look.getAsInt();
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.ERROR,
          "trigger {0} could not be looked at: {1}",
          trigger,
          failed.getClass().getName());
      return 0;
    }
  }

  private int entries(Trigger trigger) {
    Optional<Audience> people = people(trigger);
    if (people.isEmpty()) {
      return 0;
    }
    boolean watching = trigger.watchingSince().isPresent();
    Audience before = looked.get(trigger.id());
    Audience fresh = watching && before != null ? people.get().entered(before) : people.get();
    int[] fired = {0};
    seen.look(
        trigger.id(),
        fresh.size(),
        taker -> audiences.members(fresh, taker),
        newcomers -> fired[0] += watching ? firings.fire(trigger, "entered", newcomers) : 0);
    if (!watching) {
      triggers.watching(trigger.id());
    }
    looked.put(trigger.id(), people.get());
    return fired[0];
  }

  private int days(Trigger trigger, When.Days due) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), Decisions.JAPAN);
    Optional<Audience> people =
        today.equals(days.get(trigger.id())) ? Optional.empty() : people(trigger);
    if (people.isEmpty()) {
      return 0;
    }
    LocalDate approvedOn =
        trigger
            .approved()
            .map(mark -> LocalDate.ofInstant(mark.at(), Decisions.JAPAN))
            .orElse(today);
    LocalDate earliest = today.minusDays(CATCH_UP);
    LocalDate from = earliest.isBefore(approvedOn) ? approvedOn : earliest;
    Map<LocalDate, List<String>> occurrences = new HashMap<>();
    inBlocks(
        people.get(),
        some ->
            profiles
                .findAll(some)
                .forEach(
                    (commonId, profile) -> {
                      if (profile.attributes().get(due.attribute())
                          instanceof AttributeValue.Day day) {
                        due.occurrence(day.day(), from, today)
                            .ifPresent(
                                on ->
                                    occurrences
                                        .computeIfAbsent(on, added -> new ArrayList<>())
                                        .add(commonId));
                      }
                    }));
    int fired = 0;
    for (Map.Entry<LocalDate, List<String>> on : occurrences.entrySet()) {
      fired += firings.fire(trigger, on.getKey().toString(), on.getValue());
    }
    days.put(trigger.id(), today);
    triggers.watching(trigger.id());
    return fired;
  }

  /** Looks again at days that were looked at today already, for facts that came in meanwhile. */
  public void lookAgain() {
    days.clear();
  }

  /**
   * An item of content is published for a segment. Who comes to match later is not told of it: it
   * is no news any more.
   *
   * @param contentId the item
   * @param publishedAt when; a trigger approved later does not regard it
   * @return how many people were set off here
   */
  public int content(String contentId, String segmentId, Instant publishedAt) {
    int fired = 0;
    for (Trigger trigger : triggers.active()) {
      boolean waited =
          trigger.draft().when() instanceof When.NewContent
              && trigger.draft().segmentId().equals(segmentId)
              && trigger.approved().filter(mark -> !mark.at().isAfter(publishedAt)).isPresent();
      String occurrence = new ContentHash().add(contentId).hex().substring(0, 24);
      if (waited && !told.contains(trigger.id(), occurrence)) {
        fired += guarded(trigger.id(), () -> tell(trigger, occurrence));
      }
    }
    return fired;
  }

  /** Written down when all of them are fired: a node that dies before leaves it to the next. */
  private int tell(Trigger trigger, String occurrence) {
    return people(trigger)
        .map(
            people -> {
              int[] fired = {0};
              inBlocks(people, some -> fired[0] += firings.fire(trigger, occurrence, some));
              told.add(trigger.id(), occurrence, clock.instant());
              return fired[0];
            })
        .orElse(0);
  }

  /**
   * Another system reports something of a person (CloudEvents 1.0). Whoever is not in the segment
   * of a trigger at this moment, nor comes to be in it within a day, does not set it off.
   *
   * @param source with {@code id} the name of the event; told again it changes nothing
   * @param commonId its subject
   * @return how many triggers were set off here
   */
  public int event(String source, String id, String type, String commonId) {
    List<Trigger> waiting =
        triggers.active().stream()
            .filter(
                trigger ->
                    trigger.draft().when() instanceof When.Event event && event.type().equals(type))
            .toList();
    if (waiting.isEmpty()) {
      return 0;
    }
    String occurrence = new ContentHash().add(source).add(id).hex().substring(0, 24);
    Happening happening = new Happening(occurrence, type, commonId, clock.instant());
    int fired = fire(happening, waiting);
    if (fired == 0) {
      // Perhaps the profile, or the segment on this node, comes a moment later than the event.
      happenings.keep(happening);
    }
    return fired;
  }

  /** Looks again at events that set nothing off, for a day. */
  private int again() {
    int fired = 0;
    happenings.forgetBefore(clock.instant().minus(EVENTS_KEPT));
    for (Happening happening : happenings.kept()) {
      List<Trigger> waiting =
          triggers.active().stream()
              .filter(
                  trigger ->
                      trigger.draft().when() instanceof When.Event event
                          && event.type().equals(happening.type())
                          && trigger
                              .approved()
                              .filter(mark -> !mark.at().isAfter(happening.at()))
                              .isPresent())
              .toList();
      int now = fire(happening, waiting);
      if (now > 0) {
        happenings.done(happening);
      }
      fired += now;
    }
    return fired;
  }

  private int fire(Happening happening, List<Trigger> waiting) {
    return profiles
        .find(happening.commonId())
        .map(
            profile -> {
              RuleBook book = decisions.book();
              Verdicts verdicts = book.decide(profile);
              int fired = 0;
              for (Trigger trigger : waiting) {
                Rule.Key segment = Rule.Key.segment(trigger.draft().segmentId());
                boolean pinned =
                    book.find(segment)
                        .filter(rule -> rule.version() == trigger.draft().segmentVersion())
                        .isPresent();
                if (pinned && verdicts.of(segment) == Verdict.YES) {
                  fired +=
                      firings.fire(trigger, happening.occurrence(), List.of(happening.commonId()));
                }
              }
              return fired;
            })
        .orElse(0);
  }

  /** The triggers whose segment this node has not known, and since when, UTC. */
  public Map<String, Instant> resting() {
    return Map.copyOf(resting);
  }

  /** Hands over everybody, so many at a time as a chunk holds. */
  private void inBlocks(Audience people, Consumer<List<String>> taker) {
    List<String> block = new ArrayList<>(Chunk.LIMIT);
    audiences.members(
        people,
        commonId -> {
          block.add(commonId);
          if (block.size() == Chunk.LIMIT) {
            taker.accept(List.copyOf(block));
            block.clear();
          }
        });
    if (!block.isEmpty()) {
      taker.accept(block);
    }
  }

  /** Empty when this node does not know: not decided yet, or that version is not published. */
  private Optional<Audience> people(Trigger trigger) {
    Optional<Audience> people =
        audiences.find(trigger.draft().segmentId(), trigger.draft().segmentVersion());
    if (people.isPresent()) {
      resting.remove(trigger.id());
    } else if (resting.putIfAbsent(trigger.id(), clock.instant()) == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "trigger {0} rests: this node does not know version {1} of segment {2}",
          trigger.id(),
          trigger.draft().segmentVersion(),
          trigger.draft().segmentId());
    }
    return people;
  }
}
