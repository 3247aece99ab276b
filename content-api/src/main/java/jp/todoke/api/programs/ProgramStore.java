package jp.todoke.api.programs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.ReplaceOptions;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import jp.todoke.api.rest.Json;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.ConditionJson;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.jspecify.annotations.Nullable;

/**
 * The collection {@code programs}; days are BSON dates at 00:00 UTC, conditions their JSON text.
 */
final class ProgramStore {

  private final MongoCollection<Document> programs;
  private final Supplier<Catalogue> catalogue;

  ProgramStore(MongoDatabase database, Supplier<Catalogue> catalogue) {
    this.programs = database.getCollection("programs");
    this.catalogue = catalogue;
  }

  boolean insert(Program program) {
    try {
      programs.insertOne(document(program));
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  boolean replace(Program program, int expected) {
    return programs
            .replaceOne(
                Filters.and(Filters.eq("_id", program.id()), Filters.eq("version", expected)),
                document(program))
            .getMatchedCount()
        == 1;
  }

  boolean delete(String id, int expected) {
    return programs
            .deleteOne(Filters.and(Filters.eq("_id", id), Filters.eq("version", expected)))
            .getDeletedCount()
        == 1;
  }

  void put(Collection<Program> all) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (Program program : all) {
      writes.add(
          new ReplaceOneModel<>(
              Filters.eq("_id", program.id()),
              document(program),
              new ReplaceOptions().upsert(true)));
    }
    if (!writes.isEmpty()) {
      programs.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  Optional<Program> find(String id) {
    return Optional.ofNullable(programs.find(Filters.eq("_id", id)).first()).map(this::program);
  }

  Map<String, Program> findAll(Collection<String> ids) {
    Map<String, Program> found = new HashMap<>();
    programs
        .find(Filters.in("_id", ids))
        .map(this::program)
        .forEach(program -> found.put(program.id(), program));
    return found;
  }

  List<Program> page(Bson filter, String after, int limit) {
    return programs
        .find(Filters.and(filter, Filters.gt("_id", after)))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(this::program)
        .into(new ArrayList<>());
  }

  List<Program> all() {
    return programs.find().sort(Sorts.ascending("_id")).map(this::program).into(new ArrayList<>());
  }

  private static Document document(Program program) {
    return new Document("_id", program.id())
        .append("version", program.version())
        .append("title", program.title())
        .append("titleKana", program.titleKana())
        .append("summary", program.summary())
        .append("body", program.body())
        .append("audience", program.audience())
        .append("authority", program.authority())
        .append("url", program.url())
        .append("categories", program.categories())
        .append("aliases", program.aliases())
        .append("validFrom", date(program.validFrom()))
        .append("validTo", date(program.validTo()))
        .append("sensitive", program.sensitive())
        .append(
            "eligibility",
            program.eligibility().map(it -> ConditionJson.write(it).toString()).orElse(null))
        .append("changedAt", Date.from(program.changedAt()));
  }

  private Program program(Document document) {
    return new Program(
        document.getString("_id"),
        document.getInteger("version"),
        document.getString("title"),
        document.getString("titleKana"),
        document.getString("summary"),
        document.getString("body"),
        document.getString("audience"),
        document.getString("authority"),
        document.getString("url"),
        document.getList("categories", String.class),
        document.getList("aliases", String.class),
        day(document.getDate("validFrom")),
        day(document.getDate("validTo")),
        document.getBoolean("sensitive", false),
        Optional.ofNullable(document.getString("eligibility"))
            .map(
                json -> {
                  try {
                    return ConditionJson.read(Json.mapper().readTree(json), catalogue.get());
                  } catch (JsonProcessingException broken) {
                    throw new IllegalStateException("a stored condition is no JSON", broken);
                  }
                }),
        document.getDate("changedAt").toInstant());
  }

  private static @Nullable Date date(Optional<LocalDate> day) {
    return day.map(it -> Date.from(it.atStartOfDay(ZoneOffset.UTC).toInstant())).orElse(null);
  }

  private static Optional<LocalDate> day(@Nullable Date date) {
    return Optional.ofNullable(date)
        .map(it -> it.toInstant().atOffset(ZoneOffset.UTC).toLocalDate());
  }
}
