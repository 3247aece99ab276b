package jp.todoke.api.programs;

import com.mongodb.client.MongoDatabase;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import org.bson.conversions.Bson;

/**
 * The door to the program registry. Thread-safe; what is stored here decides on this node at once,
 * what another node stored after {@link #refresh()}.
 */
@Singleton
public class Programs {

  private final ProgramStore store;
  private final Attributes attributes;
  private final Decisions decisions;
  private final Clock clock;
  private final List<Consumer<Collection<Program>>> listeners = new ArrayList<>();
  private volatile Map<String, Program> current = Map.of();

  @Inject
  public Programs(MongoDatabase database, Attributes attributes, Decisions decisions, Clock clock) {
    this.store = new ProgramStore(database, attributes::catalogue);
    this.attributes = attributes;
    this.decisions = decisions;
    this.clock = clock;
    refresh();
  }

  /** Hears of the whole registry now and whenever it changes on this node. */
  public synchronized void onChange(Consumer<Collection<Program>> listener) {
    listeners.add(listener);
    listener.accept(current.values());
  }

  /** Reads the registry again and lets it decide. */
  public synchronized void refresh() {
    Map<String, Program> next = new LinkedHashMap<>();
    store.all().forEach(program -> next.put(program.id(), program));
    if (next.equals(current)) {
      return;
    }
    decisions.replace(Rule.Subject.PROGRAM, next.values().stream().map(Programs::rule).toList());
    current = next;
    listeners.forEach(listener -> listener.accept(next.values()));
  }

  /** The registry as this node decides on it, by id in order. */
  public Map<String, Program> current() {
    return current;
  }

  /** The program as stored. */
  public Optional<Program> find(String id) {
    return store.find(id);
  }

  /** Up to {@code limit} programs after that id, by id. */
  List<Program> page(Bson filter, String after, int limit) {
    return store.page(filter, after, limit);
  }

  /**
   * Adds a program.
   *
   * @throws ProgramExists when the id is taken
   */
  Program create(ProgramJson json) {
    Program program = json.program(json.id().orElse(""), attributes.refresh(), clock.instant());
    decisions.trial(rule(program));
    if (!store.insert(program)) {
      throw new ProgramExists(program.id());
    }
    refresh();
    return program;
  }

  /**
   * Replaces a program's content.
   *
   * @throws StaleProgram when it is no longer at {@code expected}
   */
  Program replace(String id, ProgramJson json, int expected) {
    Program edited =
        json.program(id, attributes.refresh(), clock.instant()).at(expected + 1, clock.instant());
    decisions.trial(rule(edited));
    if (!store.replace(edited, expected)) {
      throw new StaleProgram(id, expected);
    }
    refresh();
    return edited;
  }

  /**
   * Takes a program out of the registry.
   *
   * @throws StaleProgram when it is no longer at {@code expected}
   */
  void delete(String id, int expected) {
    if (!store.delete(id, expected)) {
      throw new StaleProgram(id, expected);
    }
    refresh();
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
   * Takes many programs, storing them a batch at a time. One that is stored already word for word
   * keeps its version; the registry decides on all of them when the import is closed.
   */
  final class Import implements AutoCloseable {

    private static final int BATCH = 200;

    private final Map<String, Program> batch = new LinkedHashMap<>();
    private final List<Long> waiting = new ArrayList<>();
    private final Instant now = clock.instant();
    private final LongConsumer stored;

    private Import(LongConsumer stored) {
      this.stored = stored;
      attributes.refresh();
    }

    /**
     * Takes one.
     *
     * @throws jp.todoke.api.problems.Refusal when it is not a program
     * @throws jp.todoke.segmentation.conditions.ConditionRefused when its eligibility is not of the
     *     language
     */
    void add(long row, ProgramJson json) {
      Program program = json.program(json.id().orElse(""), attributes.catalogue(), now);
      decisions.trial(rule(program));
      batch.put(program.id(), program);
      waiting.add(row);
      if (batch.size() == BATCH) {
        store();
      }
    }

    private void store() {
      Map<String, Program> before = store.findAll(batch.keySet());
      List<Program> changed = new ArrayList<>();
      for (Program program : batch.values()) {
        Program earlier = before.get(program.id());
        if (earlier == null) {
          changed.add(program);
        } else if (!earlier.equals(program.at(earlier.version(), earlier.changedAt()))) {
          changed.add(program.at(earlier.version() + 1, now));
        }
      }
      store.put(changed);
      waiting.forEach(stored::accept);
      batch.clear();
      waiting.clear();
    }

    /** Stores what is left and lets the registry decide. */
    @Override
    public void close() {
      store();
      refresh();
    }
  }

  private static Rule rule(Program program) {
    return new Rule(Rule.Key.program(program.id()), program.version(), program.condition());
  }
}
