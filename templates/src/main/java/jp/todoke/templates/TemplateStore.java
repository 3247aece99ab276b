package jp.todoke.templates;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gt;

import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bson.Document;

/** Versions as documents of the collection {@code templates}; inserted, never changed. */
final class TemplateStore {

  private final MongoCollection<Document> templates;

  TemplateStore(MongoDatabase database) {
    templates = database.getCollection("templates");
    templates.createIndex(
        Indexes.compoundIndex(Indexes.ascending("id"), Indexes.descending("version")));
  }

  /** False when this version exists already: somebody was faster. */
  boolean insert(MessageTemplate template) {
    List<Document> variants = new ArrayList<>();
    template
        .variants()
        .forEach(
            (language, variant) -> {
              Document words =
                  new Document("language", language)
                      .append("subject", variant.subject())
                      .append("text", variant.text());
              variant.html().ifPresent(html -> words.append("html", html));
              variants.add(words);
            });
    try {
      templates.insertOne(
          new Document("_id", key(template.id(), template.version()))
              .append("id", template.id())
              .append("version", template.version())
              .append("title", template.title())
              .append("sensitive", template.sensitive())
              .append("savedAt", Date.from(template.savedAt()))
              .append("variants", variants));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  Optional<MessageTemplate> latest(String id) {
    return Optional.ofNullable(
            templates.find(eq("id", id)).sort(Sorts.descending("version")).first())
        .map(TemplateStore::template);
  }

  Optional<MessageTemplate> find(String id, int version) {
    return Optional.ofNullable(templates.find(eq("_id", key(id, version))).first())
        .map(TemplateStore::template);
  }

  List<MessageTemplate> page(String after, int limit) {
    List<MessageTemplate> page = new ArrayList<>();
    templates
        .aggregate(
            List.of(
                Aggregates.match(gt("id", after)),
                Aggregates.sort(Sorts.descending("version")),
                Aggregates.group("$id", Accumulators.first("latest", "$$ROOT")),
                Aggregates.sort(Sorts.ascending("_id")),
                Aggregates.limit(limit)))
        .forEach(row -> page.add(template(row.get("latest", Document.class))));
    return page;
  }

  private static String key(String id, int version) {
    return id + ":" + version;
  }

  private static MessageTemplate template(Document document) {
    Map<String, Variant> variants = new LinkedHashMap<>();
    for (Document words : document.getList("variants", Document.class)) {
      variants.put(
          words.getString("language"),
          new Variant(
              words.getString("subject"),
              words.getString("text"),
              Optional.ofNullable(words.getString("html"))));
    }
    return new MessageTemplate(
        document.getString("id"),
        document.getInteger("version"),
        document.getString("title"),
        document.getBoolean("sensitive"),
        variants,
        document.getDate("savedAt").toInstant());
  }
}
