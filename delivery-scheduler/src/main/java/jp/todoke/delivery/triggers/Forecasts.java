package jp.todoke.delivery.triggers;

import java.time.Clock;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import jp.todoke.channels.Route;
import jp.todoke.delivery.addresses.Addressed;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.segmentation.attributes.AttributeValue;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.reach.Reach;
import jp.todoke.segmentation.rules.Decisions;

/** Says beforehand what triggers would do. Thread-safe. */
public final class Forecasts {

  private static final int DAYS = 14;

  /**
   * Read within one request; with 4,000 a share of one half is right to 1.6 % (95 of 100 times).
   */
  private static final int MOST_ASKED = 4_000;

  private final Triggers triggers;
  private final Members members;
  private final Profiles profiles;
  private final Addresses addresses;
  private final Clock clock;

  /** Who is in a version of a segment. */
  @FunctionalInterface
  public interface Members {

    /** Hands over the common IDs, in no order. */
    void each(String segmentId, int segmentVersion, Consumer<String> taker);
  }

  /**
   * @param members who is in a published version now, whether or not it is the newest
   */
  public Forecasts(
      Triggers triggers, Members members, Profiles profiles, Addresses addresses, Clock clock) {
    this.triggers = triggers;
    this.members = members;
    this.profiles = profiles;
    this.addresses = addresses;
    this.clock = clock;
  }

  /** Some of the members, each as likely as every other, and how many there are. */
  private static final class Sample {
    private final SplittableRandom random;
    private final List<String> people = new ArrayList<>();
    private long members;

    Sample(long seed) {
      random = new SplittableRandom(seed);
    }

    void take(String commonId) {
      members++;
      if (people.size() < MOST_ASKED) {
        people.add(commonId);
      } else {
        long place = random.nextLong(members);
        if (place < MOST_ASKED) {
          people.set((int) place, commonId);
        }
      }
    }

    long projected(long counted) {
      return people.isEmpty() ? 0 : Math.round((double) counted * members / people.size());
    }
  }

  /**
   * What the trigger of that id would do, whether or not it is approved.
   *
   * @throws UnknownTrigger when there is none
   */
  public Forecast of(String id) {
    Trigger trigger = triggers.find(id).orElseThrow(() -> new UnknownTrigger(id));
    TriggerDraft draft = trigger.draft();
    Sample sample = new Sample(trigger.contentHash().hashCode());
    members.each(draft.segmentId(), draft.segmentVersion(), sample::take);
    Map<Route, SortedMap<String, Long>> barred = new EnumMap<>(Route.class);
    Map<Route, Long> reachable = new EnumMap<>(Route.class);
    SortedMap<LocalDate, Long> days = new TreeMap<>();
    for (int from = 0; from < sample.people.size(); from += Chunk.LIMIT) {
      List<String> some =
          sample.people.subList(from, Math.min(from + Chunk.LIMIT, sample.people.size()));
      for (Route route : draft.routes()) {
        for (Addressed one :
            addresses.ofIds(some, route, Reach.Weight.PUSH, draft.topic()).values()) {
          switch (one) {
            case Addressed.At at -> reachable.merge(route, 1L, Long::sum);
            case Addressed.Barred(String reason) ->
                barred
                    .computeIfAbsent(route, added -> new TreeMap<>())
                    .merge(reason, 1L, Long::sum);
          }
        }
      }
      if (draft.when() instanceof When.Days due) {
        count(due, some, days);
      }
    }
    Map<Route, Forecast.Reached> routes = new EnumMap<>(Route.class);
    for (Route route : EnumSet.copyOf(draft.routes())) {
      SortedMap<String, Long> reasons = barred.getOrDefault(route, new TreeMap<>());
      reasons.replaceAll((reason, counted) -> sample.projected(counted));
      routes.put(
          route,
          new Forecast.Reached(sample.projected(reachable.getOrDefault(route, 0L)), reasons));
    }
    days.replaceAll((day, counted) -> sample.projected(counted));
    return new Forecast(
        sample.members,
        trigger.contentHash(),
        sample.people.size(),
        routes,
        days,
        triggers.wording(draft).samples());
  }

  private void count(When.Days due, List<String> people, SortedMap<LocalDate, Long> days) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), Decisions.JAPAN);
    List<LocalDate> ahead = today.datesUntil(today.plusDays(DAYS)).toList();
    ahead.forEach(day -> days.putIfAbsent(day, 0L));
    profiles
        .findAll(people)
        .values()
        .forEach(
            profile -> {
              if (profile.attributes().get(due.attribute()) instanceof AttributeValue.Day known) {
                for (LocalDate day : ahead) {
                  if (due.occurrence(known.day(), day, day).isPresent()) {
                    days.merge(day, 1L, Long::sum);
                  }
                }
              }
            });
  }
}
