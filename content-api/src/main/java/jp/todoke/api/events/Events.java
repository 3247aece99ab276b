package jp.todoke.api.events;

import com.mongodb.client.MongoDatabase;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.bson.conversions.Bson;
import org.eclipse.jnosql.mapping.semistructured.EntityConverter;

/**
 * The door to city events. Thread-safe; what another node stored is among the upcoming ones after
 * {@link #refresh()}.
 */
@Singleton
public class Events {

  private static final ZoneId TOKYO = ZoneId.of("Asia/Tokyo");

  private final EventStore store;
  private final Clock clock;
  private volatile List<CityEvent> upcoming = List.of();

  /**
   * Opens the events.
   *
   * @param repository asked only after the database is open, whose address it needs
   */
  @Inject
  Events(
      MongoDatabase database,
      Provider<EventRepository> repository,
      EntityConverter mapping,
      Clock clock) {
    this.store = new EventStore(database, repository, mapping);
    this.clock = clock;
    refresh();
  }

  /** Reads again what is not over yet. */
  public void refresh() {
    upcoming =
        store.notOverBefore(LocalDate.ofInstant(clock.instant(), TOKYO)).stream()
            .sorted(Comparator.comparing(CityEvent::startOn).thenComparing(CityEvent::id))
            .toList();
  }

  /**
   * Events that are not over on that day (today or later, Asia/Tokyo), the first to start first.
   */
  public List<CityEvent> upcoming(LocalDate today) {
    return upcoming.stream().filter(event -> !event.endOn().isBefore(today)).toList();
  }

  /** The event as stored. */
  public Optional<CityEvent> find(String id) {
    return store.find(id);
  }

  /** Up to {@code limit} events that follow that id, by id. */
  List<CityEvent> page(Bson filter, String after, int limit) {
    return store.page(filter, after, limit);
  }

  /**
   * Adds an event, or replaces its content.
   *
   * @param expected the version the caller edited; 0 to add one
   * @throws StaleEvent when it is at another version, or exists already
   */
  CityEvent put(CityEvent event, int expected) {
    CityEvent edited = event.at(expected + 1, now(), event.segmentId());
    if (!store.write(List.of(edited))) {
      throw new StaleEvent(event.id(), expected);
    }
    refresh();
    return edited;
  }

  /**
   * Removes an event.
   *
   * @throws StaleEvent when it is no longer at {@code expected}
   */
  void delete(String id, int expected) {
    if (!store.delete(id, expected)) {
      throw new StaleEvent(id, expected);
    }
    refresh();
  }

  /** When events taken now are changed. */
  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  /**
   * Begins an import; see {@link Import}.
   *
   * @param stored hears the number of each row after it is stored
   */
  Import begin(LongConsumer stored) {
    return new Import(stored);
  }

  /**
   * Takes many events, storing them a batch at a time. One that is stored already word for word
   * keeps its version; a segment set by staff stays unless the row brings one.
   */
  final class Import implements AutoCloseable {

    private static final int BATCH = 200;
    private static final int TRIES = 5;

    private final Map<String, CityEvent> batch = new LinkedHashMap<>();
    private final List<Long> waiting = new ArrayList<>();
    private final LongConsumer stored;

    private Import(LongConsumer stored) {
      this.stored = stored;
    }

    /** Takes one; a later row of the same id wins. */
    void add(long row, CityEvent event) {
      batch.put(event.id(), event);
      waiting.add(row);
      if (batch.size() == BATCH) {
        store();
      }
    }

    private void store() {
      int tries = 0;
      while (!store.write(changes())) {
        if (++tries == TRIES) {
          throw new IllegalStateException("events kept changing while they were imported");
        }
      }
      waiting.forEach(stored::accept);
      batch.clear();
      waiting.clear();
    }

    private List<CityEvent> changes() {
      Map<String, CityEvent> before = store.findAll(batch.keySet());
      List<CityEvent> changed = new ArrayList<>();
      for (CityEvent event : batch.values()) {
        CityEvent earlier = before.get(event.id());
        if (earlier == null) {
          changed.add(event.at(1, now(), event.segmentId()));
          continue;
        }
        Optional<String> segment = event.segmentId().or(earlier::segmentId);
        if (!earlier.equals(event.at(earlier.version(), earlier.changedAt(), segment))) {
          changed.add(event.at(earlier.version() + 1, now(), segment));
        }
      }
      return changed;
    }

    /** Stores what is left. */
    @Override
    public void close() {
      store();
      refresh();
    }
  }
}
