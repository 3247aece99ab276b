package jp.todoke.api.sources;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The collection {@code sources}. Staff set their fields by version, the node that holds the lease
 * sets the state: field by field, so that neither overwrites the other.
 */
final class SourceStore {

  /** A lease is renewed with every page; longer than any page takes. */
  private static final Duration LEASE = Duration.ofMinutes(5);

  /**
   * The right to pull a source.
   *
   * @param token known to the holder alone
   */
  record Lease(Source source, String token) {}

  private final MongoCollection<Document> sources;

  SourceStore(MongoDatabase database) {
    this.sources = database.getCollection("sources");
  }

  boolean insert(Source source) {
    Document document = edited(source).append("_id", source.id());
    document
        .append("nextTryAt", Date.from(source.state().nextTryAt()))
        .append("failures", 0)
        .append("leaseUntil", new Date(0));
    try {
      sources.insertOne(document);
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  /** Sets what staff edit; at another address reading begins anew. */
  boolean edit(Source source, int expected, Instant now) {
    List<Bson> changes = new ArrayList<>();
    edited(source).forEach((field, value) -> changes.add(Updates.set(field, value)));
    changes.add(Updates.set("nextTryAt", Date.from(now)));
    boolean elsewhere =
        find(source.id())
            .map(it -> !it.url().equals(source.url()) || it.type() != source.type())
            .orElse(false);
    if (elsewhere) {
      changes.add(Updates.unset("watermark"));
      changes.add(Updates.unset("validator"));
      changes.add(Updates.unset("sweptAt"));
    }
    return sources
            .updateOne(version(source.id(), expected), Updates.combine(changes))
            .getMatchedCount()
        == 1;
  }

  boolean delete(String id, int expected) {
    return sources.deleteOne(version(id, expected)).getDeletedCount() == 1;
  }

  Optional<Source> find(String id) {
    return Optional.ofNullable(sources.find(Filters.eq("_id", id)).first())
        .map(SourceStore::source);
  }

  List<Source> page(String after, int limit) {
    return read(Filters.gt("_id", after), limit);
  }

  List<Source> due(Instant now) {
    return read(
        Filters.and(Filters.eq("enabled", true), Filters.lte("nextTryAt", Date.from(now))), 0);
  }

  List<Source> enabled() {
    return read(Filters.eq("enabled", true), 0);
  }

  /** Takes the lease unless somebody holds it. */
  Optional<Lease> claim(String id, Instant now) {
    String token = UUID.randomUUID().toString();
    @Nullable Document claimed =
        sources.findOneAndUpdate(
            Filters.and(Filters.eq("_id", id), Filters.lte("leaseUntil", Date.from(now))),
            Updates.combine(
                Updates.set("leaseUntil", Date.from(now.plus(LEASE))),
                Updates.set("leaseToken", token)),
            new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER));
    return Optional.ofNullable(claimed).map(document -> new Lease(source(document), token));
  }

  /** Keeps the lease a while longer; false when somebody else took it. */
  boolean renew(Lease lease, Instant now) {
    return sources
            .updateOne(held(lease), Updates.set("leaseUntil", Date.from(now.plus(LEASE))))
            .getMatchedCount()
        == 1;
  }

  void release(Lease lease) {
    sources.updateOne(held(lease), given());
  }

  /** Records a pull or sweep that went well, unless staff edited the source meanwhile. */
  void succeeded(Lease lease, SourcePull.Outcome outcome, boolean swept, Instant now) {
    List<Bson> changes = new ArrayList<>();
    changes.add(Updates.set("lastOkAt", Date.from(now)));
    changes.add(Updates.set("lastTriedAt", Date.from(now)));
    changes.add(Updates.set("nextTryAt", Date.from(now.plus(lease.source().interval()))));
    changes.add(Updates.set("failures", 0));
    changes.add(Updates.unset("lastError"));
    if (swept) {
      changes.add(Updates.set("sweptAt", Date.from(now)));
    } else {
      changes.add(Updates.set("watermark", outcome.watermark().map(Date::from).orElse(null)));
      changes.add(
          Updates.set("validator", outcome.validator().map(SourceStore::document).orElse(null)));
    }
    Source.Counts counts = outcome.counts();
    changes.add(
        Updates.set(
            "counts",
            new Document("seen", counts.seen())
                .append("changed", counts.changed())
                .append("withdrawn", counts.withdrawn())
                .append("dead", counts.dead())));
    changes.add(given());
    Bson unedited = Filters.and(held(lease), Filters.eq("version", lease.source().version()));
    if (sources.updateOne(unedited, Updates.combine(changes)).getMatchedCount() == 0) {
      release(lease);
    }
  }

  void failed(Lease lease, String code, Instant now, Instant nextTry) {
    sources.updateOne(
        held(lease),
        Updates.combine(
            Updates.set("lastTriedAt", Date.from(now)),
            Updates.set("nextTryAt", Date.from(nextTry)),
            Updates.set("lastError", code),
            Updates.inc("failures", 1),
            given()));
  }

  private static Bson held(Lease lease) {
    return Filters.and(
        Filters.eq("_id", lease.source().id()), Filters.eq("leaseToken", lease.token()));
  }

  private static Bson given() {
    return Updates.combine(Updates.set("leaseUntil", new Date(0)), Updates.unset("leaseToken"));
  }

  private static Bson version(String id, int expected) {
    return Filters.and(Filters.eq("_id", id), Filters.eq("version", expected));
  }

  private List<Source> read(Bson filter, int limit) {
    return sources
        .find(filter)
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(SourceStore::source)
        .into(new ArrayList<>());
  }

  private static Document edited(Source source) {
    return new Document("type", source.type().json())
        .append("url", source.url().toString())
        .append("language", source.language())
        .append("enabled", source.enabled())
        .append("intervalSeconds", source.interval().toSeconds())
        .append("version", source.version());
  }

  private static Document document(Source.Validator validator) {
    return new Document("url", validator.url())
        .append("etag", validator.etag())
        .append("lastModified", validator.lastModified());
  }

  private static Source source(Document document) {
    return new Source(
        document.getString("_id"),
        Source.Type.of(document.getString("type")).orElseThrow(),
        URI.create(document.getString("url")),
        document.getString("language"),
        document.getBoolean("enabled", false),
        Duration.ofSeconds(document.getLong("intervalSeconds")),
        document.getInteger("version"),
        new Source.State(
            instant(document, "lastOkAt"),
            instant(document, "lastTriedAt"),
            document.getDate("nextTryAt").toInstant(),
            document.getInteger("failures", 0),
            Optional.ofNullable(document.getString("lastError")),
            instant(document, "watermark"),
            Optional.ofNullable(document.get("validator", Document.class))
                .map(
                    it ->
                        new Source.Validator(
                            it.getString("url"),
                            it.getString("etag"),
                            it.getString("lastModified"))),
            instant(document, "sweptAt"),
            Optional.ofNullable(document.get("counts", Document.class))
                .map(
                    it ->
                        new Source.Counts(
                            it.getInteger("seen"),
                            it.getInteger("changed"),
                            it.getInteger("withdrawn"),
                            it.getInteger("dead")))
                .orElse(Source.Counts.NONE)));
  }

  private static Optional<Instant> instant(Document document, String field) {
    return Optional.ofNullable(document.getDate(field)).map(Date::toInstant);
  }
}
