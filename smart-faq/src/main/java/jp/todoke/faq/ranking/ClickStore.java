package jp.todoke.faq.ranking;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.bson.Document;

/**
 * The collections {@code faqClicks} (counts of each entry) and {@code faqOpenings} (which entry was
 * opened after which wording, and when last), never who. Wordings have to be scrubbed before they
 * come here.
 */
public final class ClickStore {

  private static final String SHOWN = "shown";
  private static final String OPENED = "opened";
  private static final String USEFUL = "useful";
  private static final UpdateOptions UPSERT = new UpdateOptions().upsert(true);

  private final MongoCollection<Document> clicks;
  private final MongoCollection<Document> openings;

  /** Uses the database's collections. */
  public ClickStore(MongoDatabase database) {
    clicks = database.getCollection("faqClicks");
    openings = database.getCollection("faqOpenings");
  }

  /** Counts that these entries were among the answers to a question. */
  public void shown(Collection<String> entries) {
    if (!entries.isEmpty()) {
      clicks.bulkWrite(
          entries.stream()
              .distinct()
              .map(
                  entry ->
                      new UpdateOneModel<Document>(
                          Filters.eq(entry), Updates.inc(SHOWN, 1L), UPSERT))
              .toList());
    }
  }

  /**
   * Counts that an entry was opened.
   *
   * @param question the wording it was an answer to, without what may point at a person
   */
  public void opened(String question, String entry, Instant at) {
    clicks.updateOne(Filters.eq(entry), Updates.inc(OPENED, 1L), UPSERT);
    String id =
        UUID.nameUUIDFromBytes((question + '\n' + entry).getBytes(StandardCharsets.UTF_8))
            .toString();
    openings.updateOne(
        Filters.eq(id),
        Updates.combine(
            Updates.set("question", question),
            Updates.set("entry", entry),
            Updates.set("lastAt", Date.from(at)),
            Updates.inc(OPENED, 1L)),
        UPSERT);
  }

  /** Counts that somebody said an entry helped, or did not. */
  public void rated(String entry, boolean useful) {
    clicks.updateOne(Filters.eq(entry), Updates.inc(USEFUL, useful ? 1L : -1L), UPSERT);
  }

  /** Everything that was counted. */
  public Clicks all() {
    Map<String, Clicks.Counts> entries = new HashMap<>();
    for (Document row : clicks.find()) {
      entries.put(
          row.getString("_id"),
          new Clicks.Counts(number(row, SHOWN), number(row, OPENED), number(row, USEFUL)));
    }
    Map<String, Map<String, Long>> opened = new HashMap<>();
    for (Document row : openings.find()) {
      opened
          .computeIfAbsent(row.getString("question"), question -> new HashMap<>())
          .put(row.getString("entry"), number(row, OPENED));
    }
    return new Clicks(entries, opened);
  }

  /** Forgets wordings after which nothing was opened since; the counts of entries stay. */
  public long forgetBefore(Instant instant) {
    return openings.deleteMany(Filters.lt("lastAt", Date.from(instant))).getDeletedCount();
  }

  private static long number(Document row, String field) {
    return row.get(field, (Number) 0L).longValue();
  }
}
