package jp.todoke.segmentation.attributes;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.List;
import org.bson.Document;

/** The collection {@code attributes}: one document per entry, its name as {@code _id}. */
final class AttributeStore {

  private final MongoCollection<Document> attributes;

  AttributeStore(MongoDatabase database) {
    attributes = database.getCollection("attributes");
  }

  List<Attribute> all() {
    return attributes
        .find()
        .sort(Sorts.ascending("_id"))
        .map(AttributeStore::attribute)
        .into(new ArrayList<>());
  }

  /** Writes version 1 of a new entry; false when the name is taken. */
  boolean insert(Attribute attribute) {
    try {
      attributes.insertOne(document(attribute));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  /** Replaces the entry if it is still at the expected version; false when it is not. */
  boolean replace(Attribute attribute, int expected) {
    return attributes
            .replaceOne(
                Filters.and(Filters.eq("_id", attribute.name()), Filters.eq("version", expected)),
                document(attribute))
            .getMatchedCount()
        == 1;
  }

  private static Document document(Attribute attribute) {
    return new Document("_id", attribute.name())
        .append("label", attribute.label())
        .append("type", attribute.type().json())
        .append("allowed", attribute.allowed())
        .append("unit", attribute.unit())
        .append("purpose", attribute.purpose())
        .append("source", attribute.source())
        .append("version", attribute.version());
  }

  private static Attribute attribute(Document document) {
    return new Attribute(
        document.getString("_id"),
        document.getString("label"),
        AttributeType.of(document.getString("type")).orElseThrow(),
        document.getList("allowed", String.class),
        document.getString("unit"),
        document.getString("purpose"),
        document.getString("source"),
        document.getInteger("version"));
  }
}
