package jp.todoke.delivery.pauses;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.ne;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import jp.todoke.delivery.approvals.Mark;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Whether anything may be sent. Each node counts the database's beat up and writes down in a file
 * of its own how far it saw it; a database that was restored from a backup has a lower one, and
 * then nothing is sent before staff have looked. A node without such a file begins only where
 * others have counted within the last ten minutes, or on a new database. Thread-safe.
 */
public final class Pause {

  /** The reason after a restored backup. */
  public static final String RESTORED = "restored";

  /** The reason when staff closed the switch. */
  public static final String STAFF = "staff";

  /** The reason when a node was started with the switch closed. */
  public static final String START = "start";

  private static final System.Logger LOG = System.getLogger(Pause.class.getName());
  private static final String CITY = "city";

  /** A beat comes every other second; a restart takes a minute or two. */
  private static final Duration UNATTENDED = Duration.ofMinutes(10);

  private static final FindOneAndUpdateOptions AFTER =
      new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);

  private final MongoCollection<Document> state;
  private final Path file;
  private final Clock clock;
  private volatile boolean compared;

  /**
   * Opens the collection of this database.
   *
   * @param file where this node writes down how far it saw the beat; not part of any backup
   */
  public Pause(MongoDatabase database, Path file, Clock clock) {
    this.state = database.getCollection("deliveryState");
    this.file = file;
    this.clock = clock;
  }

  /**
   * The switch as it stands.
   *
   * @param reason {@value #RESTORED}, {@value #STAFF} or {@value #START}; empty while it is open
   * @param turned who turned it last, and when; {@code system} where no person did
   */
  public record State(boolean paused, String reason, Optional<Mark> turned) {}

  /** The switch as it stands. */
  public State state() {
    return Optional.ofNullable(state.find(eq("_id", CITY)).first())
        .map(Pause::state)
        .orElse(new State(false, "", Optional.empty()));
  }

  /** Whether nothing may be sent; also while this node has not compared its file yet. */
  public boolean closed() {
    return !compared || state().paused();
  }

  /** Closes the switch; what is with a provider ends with its chunk. Safe to repeat. */
  public State pause(String by, String reason) {
    return turn(true, reason, by, Updates.setOnInsert("database", UUID.randomUUID().toString()));
  }

  /** Opens the switch again. Safe to repeat. */
  public State resume(String by) {
    return turn(false, "", by, Updates.setOnInsert("database", UUID.randomUUID().toString()));
  }

  /**
   * Counts the beat up and compares it with what this node has seen. Called again and again on
   * every node, for the first time before anything is sent.
   */
  public synchronized void beat() {
    Seen seen = read();
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    if (seen.equals(Seen.NOTHING)) {
      haltWhereTheBeatIsOld(at);
    }
    Document now =
        state.findOneAndUpdate(
            eq("_id", CITY),
            Updates.combine(
                Updates.inc("beat", 1L),
                Updates.set("beatAt", Date.from(at)),
                Updates.setOnInsert("paused", false),
                Updates.setOnInsert("database", UUID.randomUUID().toString())),
            AFTER);
    String database = Objects.requireNonNull(now).getString("database");
    long beat = now.getLong("beat");
    if (seen.database().equals(database) && beat <= seen.beat()) {
      beat = seen.beat() + 1;
      turn(true, RESTORED, "system", Updates.max("beat", beat));
    }
    write(new Seen(database, beat));
    compared = true;
  }

  /**
   * A node that remembers nothing can not compare. Where nobody has counted for a while, the
   * database may be a restored one and the nodes new, so somebody has to look. One update, before
   * the beat: another new node must not find a fresh beat and begin.
   */
  private void haltWhereTheBeatIsOld(Instant now) {
    Document old =
        state.findOneAndUpdate(
            and(
                eq("_id", CITY),
                ne("paused", true),
                lt("beatAt", Date.from(now.minus(UNATTENDED)))),
            Updates.set("paused", true));
    if (old != null) {
      turn(true, RESTORED, "system", Updates.inc("beat", 0L));
    }
  }

  private State turn(boolean paused, String reason, String by, Bson besides) {
    Instant at = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Document now =
        state.findOneAndUpdate(
            eq("_id", CITY),
            Updates.combine(
                Updates.set("paused", paused),
                Updates.set("reason", reason),
                Updates.set("by", by),
                Updates.set("at", Date.from(at)),
                besides),
            AFTER);
    state.insertOne(
        new Document("_id", "turn:" + at + ":" + UUID.randomUUID())
            .append("paused", paused)
            .append("reason", reason)
            .append("by", by)
            .append("at", Date.from(at)));
    LOG.log(
        paused ? System.Logger.Level.ERROR : System.Logger.Level.WARNING,
        paused ? "deliveries-paused: {0}" : "deliveries-resumed {0}",
        reason);
    return state(Objects.requireNonNull(now));
  }

  private static State state(Document document) {
    return new State(
        document.getBoolean("paused", false),
        document.get("reason", ""),
        Optional.ofNullable(document.getDate("at"))
            .map(at -> new Mark(document.getString("by"), at.toInstant())));
  }

  /** How far a node saw the beat of which database. */
  private record Seen(String database, long beat) {
    static final Seen NOTHING = new Seen("", 0);
  }

  private Seen read() {
    try {
      if (!Files.exists(file)) {
        return Seen.NOTHING;
      }
      String[] words = Files.readString(file, StandardCharsets.UTF_8).strip().split(" ", -1);
      return words.length == 2 ? new Seen(words[0], Long.parseLong(words[1])) : Seen.NOTHING;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void write(Seen seen) {
    try {
      Path fresh = file.resolveSibling(file.getFileName() + ".new");
      Files.writeString(fresh, seen.database() + " " + seen.beat(), StandardCharsets.UTF_8);
      Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
