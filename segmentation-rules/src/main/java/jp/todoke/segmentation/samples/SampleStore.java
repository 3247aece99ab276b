package jp.todoke.segmentation.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code sampleProfiles}. What was removed leaves its version and who removed it, so
 * that an id that is used again never has a version twice.
 */
final class SampleStore {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private static final String VERSION = "version";
  private static final Bson KEPT = Filters.exists("title");

  private final MongoCollection<Document> samples;

  SampleStore(MongoDatabase database) {
    this.samples = database.getCollection("sampleProfiles");
  }

  Optional<SampleProfile> find(String id) {
    return Optional.ofNullable(samples.find(Filters.and(Filters.eq("_id", id), KEPT)).first())
        .map(SampleStore::sample);
  }

  List<SampleProfile> page(String after, int limit) {
    return samples
        .find(Filters.and(Filters.gt("_id", after), KEPT))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(SampleStore::sample)
        .into(new ArrayList<>());
  }

  /** The version that a new sample of this id has: above that of any that was removed. */
  int next(String id) {
    Document before = samples.find(Filters.eq("_id", id)).first();
    return before == null ? 1 : before.getInteger(VERSION) + 1;
  }

  /** False where there is one already. */
  boolean insert(SampleProfile sample) {
    Bson removed =
        Filters.and(
            Filters.eq("_id", sample.id()),
            Filters.exists("title", false),
            Filters.eq(VERSION, sample.version() - 1));
    if (sample.version() > 1) {
      return samples.replaceOne(removed, document(sample)).getMatchedCount() == 1;
    }
    try {
      samples.insertOne(document(sample));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  /** False where it is not at the version before any more. */
  boolean replace(SampleProfile sample) {
    return samples
            .replaceOne(at(sample.id(), sample.version() - 1), document(sample))
            .getMatchedCount()
        == 1;
  }

  /** False where it is not at that version any more. */
  boolean remove(String id, int expected, Instant at, String by) {
    return samples
            .replaceOne(
                at(id, expected),
                new Document("_id", id)
                    .append(VERSION, expected)
                    .append("changedAt", Date.from(at))
                    .append("changedBy", by))
            .getMatchedCount()
        == 1;
  }

  private static Bson at(String id, int version) {
    return Filters.and(Filters.eq("_id", id), Filters.eq(VERSION, version), KEPT);
  }

  private static Document document(SampleProfile sample) {
    return new Document("_id", sample.id())
        .append("title", sample.title())
        .append("person", sample.person().toString())
        .append("values", sample.values().toString())
        .append(VERSION, sample.version())
        .append("changedAt", Date.from(sample.changedAt()))
        .append("changedBy", sample.changedBy());
  }

  private static SampleProfile sample(Document document) {
    return new SampleProfile(
        document.getString("_id"),
        document.getString("title"),
        json(document.getString("person")),
        json(document.getString("values")),
        document.getInteger(VERSION),
        document.getDate("changedAt").toInstant(),
        document.getString("changedBy"));
  }

  private static JsonNode json(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a stored sample profile is no JSON", broken);
    }
  }
}
