package jp.todoke.api.contents;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;
import org.bson.conversions.Bson;

/** The collection {@code contentMarks}, by content id. */
final class ContentMarkStore {

  private final MongoCollection<Document> marks;

  ContentMarkStore(MongoDatabase database) {
    this.marks = database.getCollection("contentMarks");
    marks.createIndex(Indexes.ascending("changedAt"));
  }

  ContentMark find(String id) {
    return read(Filters.eq("_id", id)).getOrDefault(id, ContentMark.NONE);
  }

  Map<String, ContentMark> findAll(Collection<String> ids) {
    return read(Filters.in("_id", ids));
  }

  Map<String, ContentMark> changedSince(Instant since) {
    return read(Filters.gte("changedAt", Date.from(since)));
  }

  /** Writes the mark if the stored one is still the version before it. */
  boolean put(String id, ContentMark mark, Instant now) {
    Document document =
        new Document("_id", id)
            .append("segmentId", mark.segmentId().orElse(null))
            .append("pinned", mark.pinned())
            .append("version", mark.version())
            .append("changedAt", Date.from(now));
    if (mark.version() > 1) {
      Bson earlier = Filters.and(Filters.eq("_id", id), Filters.eq("version", mark.version() - 1));
      return marks.replaceOne(earlier, document).getMatchedCount() == 1;
    }
    try {
      marks.insertOne(document);
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  private Map<String, ContentMark> read(Bson filter) {
    Map<String, ContentMark> read = new HashMap<>();
    marks
        .find(filter)
        .forEach(
            document ->
                read.put(
                    document.getString("_id"),
                    new ContentMark(
                        Optional.ofNullable(document.getString("segmentId")),
                        document.getBoolean("pinned", false),
                        document.getInteger("version"))));
    return read;
  }
}
