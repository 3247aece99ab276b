package jp.todoke.delivery.notices;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import jp.todoke.delivery.approvals.Mark;
import org.bson.Document;

/**
 * Notices that are to be printed (collection {@code printJobs}), each once. Letters are taken in
 * batches; a batch can be read again, and no letter is in two.
 */
final class PrintWorklist {

  private static final String WAITING = "WAITING";
  private static final String TAKEN = "TAKEN";
  private static final String NEEDLESS = "NEEDLESS";

  private final MongoCollection<Document> jobs;

  PrintWorklist(MongoDatabase database) {
    jobs = database.getCollection("printJobs");
    jobs.createIndex(Indexes.ascending("status"));
    jobs.createIndex(Indexes.ascending("batch"));
  }

  /**
   * A notice on the list.
   *
   * @param batch with which it was taken, when it was
   * @param taken by whom and when
   */
  record Job(String notice, Instant since, Optional<String> batch, Optional<Mark> taken) {}

  /** Puts a notice on the list; one that is there stays as it is. */
  void add(String notice, Instant now) {
    jobs.updateOne(
        eq("_id", notice),
        Updates.combine(
            Updates.setOnInsert("status", WAITING), Updates.setOnInsert("since", Date.from(now))),
        new UpdateOptions().upsert(true));
  }

  Optional<Job> find(String notice) {
    return Optional.ofNullable(jobs.find(eq("_id", notice)).first()).map(PrintWorklist::job);
  }

  List<Job> waiting(int most) {
    return jobs.find(eq("status", WAITING))
        .sort(Sorts.ascending("_id"))
        .limit(most)
        .map(PrintWorklist::job)
        .into(new ArrayList<>());
  }

  List<Job> of(String batch) {
    return jobs.find(eq("batch", batch))
        .sort(Sorts.ascending("_id"))
        .map(PrintWorklist::job)
        .into(new ArrayList<>());
  }

  /** A batch that was taken: how many letters, by whom and when. */
  record Batch(String id, long letters, Mark taken) {}

  /** The batches taken since that moment, the newest first. */
  List<Batch> batches(Instant since) {
    Map<String, Batch> batches = new LinkedHashMap<>();
    jobs.find(and(eq("status", TAKEN), gte("takenAt", Date.from(since))))
        .sort(Sorts.descending("takenAt"))
        .map(PrintWorklist::job)
        .forEach(
            job ->
                job.taken()
                    .ifPresent(
                        taken ->
                            batches.merge(
                                job.batch().orElse(""),
                                new Batch(job.batch().orElse(""), 1, taken),
                                (all, one) ->
                                    new Batch(all.id(), all.letters() + 1, all.taken()))));
    return List.copyOf(batches.values());
  }

  /** The person has opened it meanwhile. */
  void needless(String notice) {
    jobs.updateOne(and(eq("_id", notice), eq("status", WAITING)), Updates.set("status", NEEDLESS));
  }

  /**
   * Takes those that still wait; another batch that is taken at the same moment gets the others.
   */
  long take(Collection<String> notices, String batch, Mark by) {
    return jobs.updateMany(
            and(in("_id", notices), eq("status", WAITING)),
            Updates.combine(
                Updates.set("status", TAKEN),
                Updates.set("batch", batch),
                Updates.set("takenBy", by.by()),
                Updates.set("takenAt", Date.from(by.at()))))
        .getModifiedCount();
  }

  private static Job job(Document kept) {
    return new Job(
        kept.getString("_id"),
        kept.getDate("since").toInstant(),
        Optional.ofNullable(kept.getString("batch")),
        Optional.ofNullable(kept.getString("takenBy"))
            .map(by -> new Mark(by, kept.getDate("takenAt").toInstant())));
  }
}
