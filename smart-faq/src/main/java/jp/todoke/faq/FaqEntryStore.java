package jp.todoke.faq;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collections {@code faqEntries} (the newest version of each entry with the one served; the
 * entry's id is {@code _id}, {@code version} guards it), {@code faqVersions} (every version before
 * the newest), {@code faqRevision} (a number that grows with every write) and {@code faqPrograms}
 * (ids of programs that were ever in the registry).
 *
 * <p>A version is copied into the history before another takes its place. Copied twice it is the
 * same, so a crash between the two loses nothing and leaves nothing wrong.
 */
public final class FaqEntryStore {

  private static final String VERSION = "version";
  private static final String STATUS = "status";
  private static final String UPDATED_AT = "updatedAt";
  private static final String SERVED = "served";
  private static final String ENTRY = "entry";
  private static final String REVISION = "entries";

  private final MongoCollection<Document> entries;
  private final MongoCollection<Document> versions;
  private final MongoCollection<Document> revision;
  private final MongoCollection<Document> programs;

  /** Uses the database's collections and sees to their index. */
  public FaqEntryStore(MongoDatabase database) {
    entries = database.getCollection("faqEntries");
    versions = database.getCollection("faqVersions");
    revision = database.getCollection("faqRevision");
    programs = database.getCollection("faqPrograms");
    versions.createIndex(Indexes.ascending(ENTRY, VERSION));
  }

  Optional<FaqRecord> find(String id) {
    return Optional.ofNullable(entries.find(Filters.eq(id)).first()).map(FaqEntryStore::record);
  }

  Map<String, FaqRecord> findAll(Collection<String> ids) {
    Map<String, FaqRecord> found = new HashMap<>();
    for (Document document : entries.find(Filters.in("_id", ids))) {
      FaqRecord record = record(document);
      found.put(record.newest().id(), record);
    }
    return found;
  }

  List<FaqEntry> page(int limit, String afterId, Set<FaqStatus> statuses) {
    Bson after = afterId.isEmpty() ? Filters.empty() : Filters.gt("_id", afterId);
    Bson wanted =
        statuses.isEmpty()
            ? after
            : Filters.and(after, Filters.in(STATUS, statuses.stream().map(Enum::name).toList()));
    List<FaqEntry> found = new ArrayList<>();
    entries
        .find(wanted)
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .forEach(document -> found.add(entry(document)));
    return found;
  }

  /** For each entry that is served the version that is. */
  Map<String, Integer> servedVersions() {
    Map<String, Integer> served = new HashMap<>();
    for (Document document :
        entries.find().projection(Projections.include(VERSION, STATUS, SERVED + "." + VERSION))) {
      Document before = document.get(SERVED, Document.class);
      if (document.getString(STATUS).equals(FaqStatus.PUBLISHED.name())) {
        served.put(document.getString("_id"), document.getInteger(VERSION, 1));
      } else if (before != null) {
        served.put(document.getString("_id"), before.getInteger(VERSION, 1));
      }
    }
    return served;
  }

  /** The versions before the newest, the newest of them first. */
  List<FaqVersion> versions(String id, int limit) {
    List<FaqVersion> found = new ArrayList<>();
    versions
        .find(Filters.eq(ENTRY, id))
        .sort(Sorts.descending(VERSION))
        .limit(limit)
        .forEach(document -> found.add(version(document)));
    return found;
  }

  Optional<FaqVersion> version(String id, int version) {
    return Optional.ofNullable(versions.find(Filters.eq(versionId(id, version))).first())
        .map(FaqEntryStore::version);
  }

  /** Whether the entry was new. */
  boolean insert(FaqRecord record) {
    try {
      entries.insertOne(document(record));
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw e;
    }
    written();
    return true;
  }

  /** Whether the entry was still as it was read. */
  boolean replace(FaqRecord record, FaqRecord read) {
    keep(List.of(read));
    boolean replaced =
        entries
                .replaceOne(at(read.newest().id(), read.newest().version()), document(record))
                .getMatchedCount()
            == 1;
    if (replaced) {
      written();
    }
    return replaced;
  }

  /**
   * Writes new entries and changes of those that were read in one go.
   *
   * @return the ids that somebody else had written meanwhile
   */
  Set<String> writeAll(List<FaqRecord> changes, Map<String, FaqRecord> read) {
    keep(
        changes.stream()
            .map(change -> read.get(change.newest().id()))
            .filter(Objects::nonNull)
            .toList());
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (FaqRecord change : changes) {
      FaqRecord before = read.get(change.newest().id());
      writes.add(
          before == null
              ? new InsertOneModel<>(document(change))
              : new ReplaceOneModel<>(
                  at(change.newest().id(), before.newest().version()), document(change)));
    }
    Set<String> lost = new HashSet<>();
    int matched;
    try {
      matched = entries.bulkWrite(writes, new BulkWriteOptions().ordered(false)).getMatchedCount();
    } catch (MongoBulkWriteException e) {
      for (BulkWriteError error : e.getWriteErrors()) {
        if (error.getCategory() != ErrorCategory.DUPLICATE_KEY) {
          throw e;
        }
        lost.add(changes.get(error.getIndex()).newest().id());
      }
      matched = e.getWriteResult().getMatchedCount();
    }
    written();
    List<FaqRecord> replaced =
        changes.stream().filter(change -> read.containsKey(change.newest().id())).toList();
    if (matched < replaced.size()) {
      Map<String, FaqRecord> now = findAll(replaced.stream().map(it -> it.newest().id()).toList());
      replaced.stream()
          .filter(change -> !change.equals(now.get(change.newest().id())))
          .forEach(change -> lost.add(change.newest().id()));
    }
    return lost;
  }

  /** A number that differs after every write, on whichever node; 0 before the first. */
  long revision() {
    Document found = revision.find(Filters.eq(REVISION)).first();
    return found == null ? 0 : found.get("number", Number.class).longValue();
  }

  private void written() {
    revision.updateOne(
        Filters.eq(REVISION), Updates.inc("number", 1L), new UpdateOptions().upsert(true));
  }

  Set<String> programs() {
    Set<String> found = new HashSet<>();
    programs.find().forEach(document -> found.add(document.getString("_id")));
    return found;
  }

  void rememberPrograms(Collection<String> ids) {
    insertNew(programs, ids.stream().map(id -> new Document("_id", id)).toList());
  }

  private void keep(List<FaqRecord> records) {
    insertNew(
        versions,
        records.stream()
            .map(
                record -> {
                  FaqEntry entry = record.newest();
                  return new Document(document(entry))
                      .append("_id", versionId(entry.id(), entry.version()))
                      .append(ENTRY, entry.id())
                      .append("by", record.by());
                })
            .toList());
  }

  /** What is there already stays as it is. */
  private static void insertNew(MongoCollection<Document> into, List<Document> documents) {
    if (documents.isEmpty()) {
      return;
    }
    try {
      into.insertMany(documents, new InsertManyOptions().ordered(false));
    } catch (MongoBulkWriteException e) {
      if (e.getWriteErrors().stream()
          .anyMatch(error -> error.getCategory() != ErrorCategory.DUPLICATE_KEY)) {
        throw e;
      }
    }
  }

  private static String versionId(String id, int version) {
    return version + "#" + id;
  }

  // On the embedded store this is a walk over the collection; a city has some thousand entries.
  private static Bson at(String id, int version) {
    return Filters.and(Filters.eq(id), Filters.eq(VERSION, version));
  }

  private static Document document(FaqRecord record) {
    Document document =
        document(record.newest()).append("by", record.by()).append("writers", record.writers());
    if (record.newest().status() != FaqStatus.PUBLISHED) {
      record.served().ifPresent(served -> document.append(SERVED, document(served)));
    }
    return document;
  }

  private static FaqRecord record(Document document) {
    FaqEntry newest = entry(document);
    return new FaqRecord(
        newest,
        Objects.requireNonNullElse(document.getString("by"), ""),
        document.getList("writers", String.class, List.of()),
        newest.status() == FaqStatus.PUBLISHED
            ? Optional.of(newest)
            : Optional.ofNullable(document.get(SERVED, Document.class)).map(FaqEntryStore::entry));
  }

  private static FaqVersion version(Document document) {
    return new FaqVersion(
        entry(new Document(document).append("_id", document.getString(ENTRY))),
        Objects.requireNonNullElse(document.getString("by"), ""));
  }

  private static Document document(FaqEntry entry) {
    Document document =
        new Document("_id", entry.id())
            .append(VERSION, entry.version())
            .append(STATUS, entry.status().name())
            .append("language", entry.language())
            .append("question", entry.question())
            .append("answer", entry.answer())
            .append("aliases", entry.aliases())
            .append("category", entry.category())
            .append("programIds", entry.programIds())
            .append(UPDATED_AT, Date.from(entry.updatedAt()));
    entry.variantOf().ifPresent(original -> document.append("variantOf", original));
    entry.validFrom().ifPresent(day -> document.append("validFrom", date(day)));
    entry.validTo().ifPresent(day -> document.append("validTo", date(day)));
    entry.reviewDueOn().ifPresent(day -> document.append("reviewDueOn", date(day)));
    return document;
  }

  private static FaqEntry entry(Document document) {
    return new FaqEntry(
        document.getString("_id"),
        document.getInteger(VERSION, 1),
        FaqStatus.valueOf(document.getString(STATUS)),
        document.getString("language"),
        document.getString("question"),
        document.getString("answer"),
        document.getList("aliases", String.class, List.of()),
        Objects.requireNonNullElse(document.getString("category"), ""),
        document.getList("programIds", String.class, List.of()),
        Optional.ofNullable(document.getString("variantOf")),
        Optional.ofNullable(document.getDate("validFrom")).map(FaqEntryStore::day),
        Optional.ofNullable(document.getDate("validTo")).map(FaqEntryStore::day),
        Optional.ofNullable(document.getDate("reviewDueOn")).map(FaqEntryStore::day),
        document.getDate(UPDATED_AT).toInstant());
  }

  private static Date date(LocalDate day) {
    return Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static LocalDate day(Date stored) {
    return LocalDate.ofInstant(stored.toInstant(), ZoneOffset.UTC);
  }
}
