package jp.todoke.api.jobs;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The door to long work. A job is taken by one atomic update with a lease and a fencing token, so
 * that a node that dies leaves it to the next, which begins it anew. Thread-safe; any number of
 * nodes.
 */
public final class Jobs {

  private static final System.Logger LOG = System.getLogger(Jobs.class.getName());
  private static final Duration LEASE = Duration.ofMinutes(2);
  private static final Duration KEPT = Duration.ofDays(1);
  private static final int MOST_ATTEMPTS = 3;

  /** Well below the largest document of the database. */
  private static final int PART = 1_000_000;

  private final MongoCollection<Document> jobs;
  private final MongoCollection<Document> files;
  private final Map<Job.Kind, Work> works;
  private final Clock clock;

  /** Does the work of a job, line by line. */
  @FunctionalInterface
  public interface Work {
    /** Hands over every line of the result, the heading first, each without its end. */
    void lines(Job job, Consumer<String> taker);
  }

  private static final class Cancelled extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Cancelled() {
      super("cancelled or taken over", null, false, false);
    }
  }

  /** Opens the collections of this database. */
  public Jobs(MongoDatabase database, Map<Job.Kind, Work> works, Clock clock) {
    this.jobs = database.getCollection("jobs");
    this.files = database.getCollection("jobFiles");
    this.works = Map.copyOf(works);
    this.clock = clock;
    jobs.createIndex(Indexes.ascending("state", "due"));
    files.createIndex(Indexes.ascending("job", "part"));
  }

  /** Asks for a piece of work. */
  public Job ask(Job.Kind kind, LocalDate from, LocalDate to, String by) {
    String id = "j-" + UUID.randomUUID();
    Instant now = clock.instant();
    jobs.insertOne(
        new Document("_id", id)
            .append("kind", kind.name())
            .append("from", from.toString())
            .append("to", to.toString())
            .append("by", by)
            .append("state", Job.State.WAITING.name())
            .append("due", Date.from(now))
            .append("fence", 0L)
            .append("done", 0L)
            .append("askedAt", Date.from(now)));
    return find(id, by).orElseThrow();
  }

  /** A job of that person; nobody else's. */
  public Optional<Job> find(String id, String by) {
    return Optional.ofNullable(jobs.find(and(eq("_id", id), eq("by", by))).first()).map(Jobs::job);
  }

  /** Ends a job before it is done; nothing happens to one that is over. */
  public void cancel(String id, String by) {
    jobs.updateOne(
        and(
            eq("_id", id),
            eq("by", by),
            in("state", Job.State.WAITING.name(), Job.State.RUNNING.name())),
        Updates.combine(
            Updates.set("state", Job.State.CANCELLED.name()),
            Updates.set("finishedAt", Date.from(clock.instant())),
            Updates.inc("fence", 1L)));
  }

  /** Hands over the result of a job that is done, part by part. */
  public void file(String id, Consumer<String> taker) {
    jobs.find(eq("_id", id))
        .forEach(
            job ->
                files
                    .find(and(eq("job", id), eq("fence", job.getLong("fence"))))
                    .sort(Sorts.ascending("part"))
                    .forEach(part -> taker.accept(part.getString("text"))));
  }

  /** Works off what waits. Called again and again on every node. */
  public void work() {
    for (Optional<Document> next = claim(); next.isPresent(); next = claim()) {
      work(next.get());
    }
  }

  private Optional<Document> claim() {
    Instant now = clock.instant();
    return Optional.ofNullable(
        jobs.findOneAndUpdate(
            and(
                in("state", Job.State.WAITING.name(), Job.State.RUNNING.name()),
                lte("due", Date.from(now))),
            Updates.combine(
                Updates.set("state", Job.State.RUNNING.name()),
                Updates.set("startedAt", Date.from(now)),
                Updates.set("due", Date.from(now.plus(LEASE))),
                Updates.inc("fence", 1L),
                Updates.inc("attempts", 1)),
            new FindOneAndUpdateOptions()
                .sort(Sorts.ascending("due"))
                .returnDocument(ReturnDocument.AFTER)));
  }

  private void work(Document taken) {
    Job job = job(taken);
    long fence = taken.getLong("fence");
    if (taken.getInteger("attempts", 0) > MOST_ATTEMPTS) {
      end(job, fence, Job.State.FAILED, "given up after " + MOST_ATTEMPTS + " attempts");
      return;
    }
    Writer writer = new Writer(job, fence);
    try {
      works.getOrDefault(job.kind(), (any, none) -> {}).lines(job, writer::line);
      writer.end();
      end(job, fence, Job.State.DONE, "");
    } catch (Cancelled over) {
      files.deleteMany(and(eq("job", job.id()), eq("fence", fence)));
    } catch (RuntimeException failed) {
      LOG.log(
          System.Logger.Level.ERROR, "job {0} failed: {1}", job.id(), failed.getClass().getName());
      end(job, fence, Job.State.FAILED, "failed; ask for it again or tell the operator its id");
    }
  }

  private final class Writer {
    private final Job job;
    private final long fence;
    private final StringBuilder text = new StringBuilder();
    private int part;
    private long lines;

    Writer(Job job, long fence) {
      this.job = job;
      this.fence = fence;
    }

    void line(String line) {
      text.append(line).append("\r\n");
      lines++;
      if (text.length() >= PART) {
        save();
      }
    }

    void end() {
      save();
    }

    private void save() {
      if (!keep(job, fence, Updates.set("done", lines))) {
        throw new Cancelled();
      }
      files.replaceOne(
          eq("_id", job.id() + ":" + fence + ":" + part),
          new Document("job", job.id())
              .append("fence", fence)
              .append("part", part)
              .append("text", text.toString()),
          new ReplaceOptions().upsert(true));
      part++;
      text.setLength(0);
    }
  }

  private boolean keep(Job job, long fence, Bson change) {
    return jobs.updateOne(
                and(eq("_id", job.id()), eq("fence", fence)),
                Updates.combine(change, Updates.set("due", Date.from(clock.instant().plus(LEASE)))))
            .getMatchedCount()
        == 1;
  }

  private void end(Job job, long fence, Job.State state, String errors) {
    keep(
        job,
        fence,
        Updates.combine(
            Updates.set("state", state.name()),
            Updates.set("errors", errors),
            Updates.set("finishedAt", Date.from(clock.instant()))));
  }

  /** Forgets jobs and their results a day after they were asked for. */
  public void forgetOld() {
    Bson old = lt("askedAt", Date.from(clock.instant().minus(KEPT)));
    jobs.find(old).forEach(job -> files.deleteMany(eq("job", job.getString("_id"))));
    jobs.deleteMany(old);
  }

  private static Job job(Document kept) {
    return new Job(
        kept.getString("_id"),
        Job.Kind.valueOf(kept.getString("kind")),
        LocalDate.parse(kept.getString("from")),
        LocalDate.parse(kept.getString("to")),
        kept.getString("by"),
        Job.State.valueOf(kept.getString("state")),
        kept.getLong("done"),
        kept.getDate("askedAt").toInstant(),
        Optional.ofNullable(kept.getDate("startedAt")).map(Date::toInstant),
        Optional.ofNullable(kept.getDate("finishedAt")).map(Date::toInstant),
        kept.get("errors", ""));
  }
}
