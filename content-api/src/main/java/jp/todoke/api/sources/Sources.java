package jp.todoke.api.sources;

import com.mongodb.client.MongoDatabase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import jp.todoke.api.contents.Contents;
import jp.todoke.api.wiring.Settings;

/**
 * The door to the sources of contents. Thread-safe, on any number of nodes: a source is read by one
 * at a time.
 */
@Singleton
public class Sources {

  private static final System.Logger LOG = System.getLogger(Sources.class.getName());
  private static final Duration FIRST_BACKOFF = Duration.ofSeconds(30);
  private static final Duration LONGEST_BACKOFF = Duration.ofHours(1);
  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");
  private static final LocalTime NIGHT = LocalTime.of(2, 0);

  private final SourceStore store;
  private final DeadItems dead;
  private final Contents contents;
  private final SourcePull reading;
  private final Clock clock;

  /** Opens the sources; {@code todoke.sources.allow-loopback} allows addresses inside. */
  @Inject
  public Sources(MongoDatabase database, Contents contents, Clock clock) {
    this(database, contents, clock, Settings.ofProcess().on("todoke.sources.allow-loopback"));
  }

  Sources(MongoDatabase database, Contents contents, Clock clock, boolean allowInternal) {
    this.store = new SourceStore(database);
    this.dead = new DeadItems(database);
    this.contents = contents;
    this.reading = new SourcePull(contents, dead, new SourceFetch(allowInternal), clock);
    this.clock = clock;
  }

  /** The source of that id. */
  public Optional<Source> find(String id) {
    return store.find(id);
  }

  /** Up to {@code limit} sources that follow that id, by id. */
  List<Source> page(String after, int limit) {
    return store.page(after, limit);
  }

  /** Up to {@code limit} items of a source that could not be read, by id. */
  List<DeadItems.DeadItem> deadItems(String id, String after, int limit) {
    return dead.page(id, after, limit);
  }

  /**
   * Adds a source; it is pulled as soon as the timer comes by.
   *
   * @throws SourceExists when the id is taken
   */
  Source create(SourceJson json) {
    Source source = json.source(json.id().orElse(""), 1, clock.instant());
    if (!store.insert(source)) {
      throw new SourceExists(source.id());
    }
    return source;
  }

  /**
   * Edits a source; it is pulled as soon as the timer comes by, from the beginning when it lies
   * elsewhere now.
   *
   * @throws StaleSource when it is no longer at {@code expected}
   */
  Source replace(String id, SourceJson json, int expected) {
    Source source = json.source(id, expected + 1, clock.instant());
    if (!store.edit(source, expected, clock.instant())) {
      throw new StaleSource(id, expected);
    }
    return store.find(id).orElse(source);
  }

  /**
   * Removes a source; what was copied from it is withdrawn.
   *
   * @throws StaleSource when it is no longer at {@code expected}
   * @throws SourceBusy when it is being pulled
   */
  void delete(String id, int expected) {
    SourceStore.Lease lease = claim(id);
    if (lease.source().version() != expected || !store.delete(id, expected)) {
      store.release(lease);
      throw new StaleSource(id, expected);
    }
    contents.withdraw(contents.modifiedOf(id).keySet());
    dead.forget(id);
    contents.refresh();
  }

  /**
   * Pulls every source that is due; one that fails does not keep the others.
   *
   * @return how many were pulled well
   */
  public int pullDue(Instant now) {
    int well = 0;
    for (Source due : store.due(now)) {
      well += quietly(due.id(), lease -> !lease.source().state().nextTryAt().isAfter(now), false);
    }
    return well;
  }

  /**
   * Sweeps every source that was never swept, or not since the last 02:00 Asia/Tokyo; to be called
   * as often as one likes, by any number of nodes. One that fails waits as long as for a pull.
   *
   * @return how many were swept well
   */
  public int sweepDue(Instant now) {
    int well = 0;
    for (Source source : store.enabled()) {
      if (unswept(source.state(), now)) {
        well += quietly(source.id(), lease -> unswept(lease.source().state(), now), true);
      }
    }
    return well;
  }

  private static boolean unswept(Source.State state, Instant now) {
    boolean patient = state.failures() == 0 || !state.nextTryAt().isAfter(now);
    return patient
        && state.lastOkAt().isPresent()
        && state.sweptAt().map(swept -> swept.isBefore(lastNight(now))).orElse(true);
  }

  private static Instant lastNight(Instant now) {
    ZonedDateTime tonight = now.atZone(TOKYO).with(NIGHT);
    return (tonight.toInstant().isAfter(now) ? tonight.minusDays(1) : tonight).toInstant();
  }

  private int quietly(String id, Predicate<SourceStore.Lease> stillDue, boolean sweep) {
    Optional<SourceStore.Lease> lease = store.claim(id, clock.instant());
    if (lease.isEmpty()) {
      return 0;
    }
    if (!stillDue.test(lease.get())) {
      store.release(lease.get());
      return 0;
    }
    try {
      read(lease.get(), sweep);
      return 1;
    } catch (SourceUnreachable failed) {
      LOG.log(System.Logger.Level.WARNING, failed.getMessage());
    } catch (RuntimeException bug) {
      LOG.log(System.Logger.Level.ERROR, "pull of source {0} broke: {1}", id, bug.getClass());
    }
    return 0;
  }

  /**
   * Pulls a source now, due or not.
   *
   * @throws SourceBusy when it is being pulled already
   * @throws SourceUnreachable when it gives no usable answer; recorded in its state
   */
  public Source.Counts pull(String id) {
    return read(claim(id), false);
  }

  /**
   * Compares a source's list of ids with ours now; withdraws what is gone.
   *
   * @throws SourceBusy when it is being pulled
   * @throws SourceUnreachable when it gives no usable answer; recorded in its state
   */
  public Source.Counts sweep(String id) {
    return read(claim(id), true);
  }

  private SourceStore.Lease claim(String id) {
    return store.claim(id, clock.instant()).orElseThrow(() -> new SourceBusy(id));
  }

  private Source.Counts read(SourceStore.Lease lease, boolean sweep) {
    SourcePull.Held held =
        () -> {
          if (!store.renew(lease, clock.instant())) {
            throw new SourceFailed("lease-lost");
          }
        };
    BiFunction<Source, SourcePull.Held, SourcePull.Outcome> work =
        sweep ? reading::sweep : reading::pull;
    try {
      SourcePull.Outcome outcome = work.apply(lease.source(), held);
      store.succeeded(lease, outcome, sweep, clock.instant());
      return outcome.counts();
    } catch (SourceFailed failed) {
      failed(lease, failed.code());
      throw new SourceUnreachable(lease.source().id(), failed.code());
    } catch (RuntimeException bug) {
      failed(lease, "internal");
      throw bug;
    } finally {
      contents.refresh();
    }
  }

  private void failed(SourceStore.Lease lease, String code) {
    Instant now = clock.instant();
    store.failed(lease, code, now, now.plus(backoff(lease.source().state().failures())));
  }

  /** 30 seconds, doubled with every failure in a row, at most an hour. */
  static Duration backoff(int failuresBefore) {
    Duration wait = FIRST_BACKOFF.multipliedBy(1L << Math.min(failuresBefore, 10));
    return wait.compareTo(LONGEST_BACKOFF) > 0 ? LONGEST_BACKOFF : wait;
  }
}
