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
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import java.time.Instant;
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

/** The collection {@code faqEntries}: the entry's id is {@code _id}, {@code version} guards it. */
public final class FaqEntryStore {

  private static final String VERSION = "version";
  private static final String STATUS = "status";
  private static final String UPDATED_AT = "updatedAt";

  private final MongoCollection<Document> entries;

  /** Uses the database's collection and sees to its index. */
  public FaqEntryStore(MongoDatabase database) {
    entries = database.getCollection("faqEntries");
    entries.createIndex(Indexes.ascending(UPDATED_AT));
  }

  Optional<FaqEntry> find(String id) {
    return Optional.ofNullable(entries.find(Filters.eq(id)).first()).map(FaqEntryStore::entry);
  }

  Map<String, FaqEntry> findAll(Collection<String> ids) {
    Map<String, FaqEntry> found = new HashMap<>();
    for (Document document : entries.find(Filters.in("_id", ids))) {
      FaqEntry entry = entry(document);
      found.put(entry.id(), entry);
    }
    return found;
  }

  List<FaqEntry> page(int limit, String afterId, Set<FaqStatus> statuses) {
    Bson after = afterId.isEmpty() ? Filters.empty() : Filters.gt("_id", afterId);
    Bson wanted =
        statuses.isEmpty()
            ? after
            : Filters.and(after, Filters.in(STATUS, statuses.stream().map(Enum::name).toList()));
    return list(entries.find(wanted).sort(Sorts.ascending("_id")).limit(limit));
  }

  List<FaqEntry> changedSince(Instant since) {
    return list(entries.find(Filters.gte(UPDATED_AT, Date.from(since))));
  }

  /** Whether the entry was new. */
  boolean insert(FaqEntry entry) {
    try {
      entries.insertOne(document(entry));
      return true;
    } catch (MongoWriteException e) {
      if (e.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw e;
    }
  }

  /** Whether the entry was still at the expected version. */
  boolean replace(FaqEntry entry, int expectedVersion) {
    return entries.replaceOne(at(entry.id(), expectedVersion), document(entry)).getMatchedCount()
        == 1;
  }

  /**
   * Writes new entries (version 1) and changes (each expecting the version before) in one go.
   *
   * @return the ids that somebody else had written meanwhile
   */
  Set<String> writeAll(List<FaqEntry> changes) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (FaqEntry entry : changes) {
      writes.add(
          entry.version() == 1
              ? new InsertOneModel<>(document(entry))
              : new ReplaceOneModel<>(at(entry.id(), entry.version() - 1), document(entry)));
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
        lost.add(changes.get(error.getIndex()).id());
      }
      matched = e.getWriteResult().getMatchedCount();
    }
    List<FaqEntry> replaced = changes.stream().filter(entry -> entry.version() > 1).toList();
    if (matched < replaced.size()) {
      Map<String, FaqEntry> now = findAll(replaced.stream().map(FaqEntry::id).toList());
      replaced.stream()
          .filter(entry -> !entry.equals(now.get(entry.id())))
          .forEach(entry -> lost.add(entry.id()));
    }
    return lost;
  }

  // On the embedded store this is a walk over the collection; a city has some thousand entries.
  private static Bson at(String id, int version) {
    return Filters.and(Filters.eq(id), Filters.eq(VERSION, version));
  }

  private static List<FaqEntry> list(Iterable<Document> documents) {
    List<FaqEntry> found = new ArrayList<>();
    documents.forEach(document -> found.add(entry(document)));
    return found;
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
        document.getDate(UPDATED_AT).toInstant());
  }

  private static Date date(LocalDate day) {
    return Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
  }

  private static LocalDate day(Date stored) {
    return LocalDate.ofInstant(stored.toInstant(), ZoneOffset.UTC);
  }
}
