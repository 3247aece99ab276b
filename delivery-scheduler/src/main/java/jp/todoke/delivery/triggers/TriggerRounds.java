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
  private final Membership membership;
  private final Profiles profiles;
  private final Decisions decisions;
  private final Clock clock;

  /** What was looked at last on this node; only spares looking again. */
  private final Map<String, Long> members = new ConcurrentHashMap<>();

  private final Map<String, LocalDate> days = new ConcurrentHashMap<>();
  private final Map<String, Instant> resting = new ConcurrentHashMap<>();
  private final Told told;
  private final Happenings happenings;

  /** Opens the collection of this database. */
  public TriggerRounds(
      MongoDatabase database,
      Triggers triggers,
      Firings firings,
      Membership membership,
      Profiles profiles,
      Decisions decisions,
      Clock clock) {
    this.triggers = triggers;
    this.firings = firings;
    this.seen = new Seen(database);
    this.told = new Told(database);
    this.happenings = new Happenings(database);
    this.membership = membership;
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
    resting.keySet().retainAll(active.stream().map(Trigger::id).toList());
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
    long[] sum = {1};
    boolean known = known(trigger, commonId -> sum[0] = sum[0] * 31 + commonId.hashCode());
    if (!known || Long.valueOf(sum[0]).equals(members.get(trigger.id()))) {
      return 0;
    }
    Optional<List<String>> people = people(trigger);
    if (people.isEmpty()) {
      return 0;
    }
    int[] fired = {0};
    boolean watching = trigger.watchingSince().isPresent();
    seen.look(
        trigger.id(),
        people.get(),
        fresh -> fired[0] += watching ? firings.fire(trigger, "entered", fresh) : 0);
    if (!watching) {
      triggers.watching(trigger.id());
    }
    members.put(trigger.id(), sum[0]);
    return fired[0];
  }

  private int days(Trigger trigger, When.Days due) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), Decisions.JAPAN);
    Optional<List<String>> people =
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
    for (int block = 0; block < people.get().size(); block += Chunk.LIMIT) {
      List<String> some =
          people.get().subList(block, Math.min(block + Chunk.LIMIT, people.get().size()));
      profiles
          .findAll(some)
          .forEach(
              (commonId, profile) -> {
                if (profile.attributes().get(due.attribute()) instanceof AttributeValue.Day day) {
                  due.occurrence(day.day(), from, today)
                      .ifPresent(
                          on ->
                              occurrences
                                  .computeIfAbsent(on, added -> new ArrayList<>())
                                  .add(commonId));
                }
              });
    }
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
              int fired = firings.fire(trigger, occurrence, people);
              told.add(trigger.id(), occurrence, clock.instant());
              return fired;
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

  private Optional<List<String>> people(Trigger trigger) {
    List<String> people = new ArrayList<>();
    return known(trigger, people::add) ? Optional.of(people) : Optional.empty();
  }

  private boolean known(Trigger trigger, Consumer<String> taker) {
    boolean known =
        membership.each(trigger.draft().segmentId(), trigger.draft().segmentVersion(), taker);
    if (known) {
      resting.remove(trigger.id());
    } else if (resting.putIfAbsent(trigger.id(), clock.instant()) == null) {
      LOG.log(
          System.Logger.Level.WARNING,
          "trigger {0} rests: this node does not know version {1} of segment {2}",
          trigger.id(),
          trigger.draft().segmentVersion(),
          trigger.draft().segmentId());
    }
    return known;
  }
}
