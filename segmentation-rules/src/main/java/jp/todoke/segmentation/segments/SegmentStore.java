package jp.todoke.segmentation.segments;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Sorts;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.conditions.Condition;
import jp.todoke.segmentation.conditions.ConditionJson;
import jp.todoke.segmentation.conditions.Verdict;
import org.bson.Document;

/**
 * The collections {@code segments} and {@code segmentVersions}. A condition is kept as its JSON
 * text, so that what was published is read back letter by letter.
 */
final class SegmentStore {

  private static final JsonMapper JSON = new JsonMapper();

  private final MongoCollection<Document> segments;
  private final MongoCollection<Document> versions;
  private final Supplier<Catalogue> catalogue;

  SegmentStore(MongoDatabase database, Supplier<Catalogue> catalogue) {
    this.segments = database.getCollection("segments");
    this.versions = database.getCollection("segmentVersions");
    this.catalogue = catalogue;
  }

  boolean insert(Segment segment) {
    return inserted(segments, document(segment));
  }

  boolean replace(Segment segment, int expected) {
    return segments
            .replaceOne(
                Filters.and(Filters.eq("_id", segment.id()), Filters.eq("version", expected)),
                document(segment))
            .getMatchedCount()
        == 1;
  }

  boolean insert(SegmentVersion version) {
    return inserted(
        versions,
        new Document("_id", version.segmentId() + ":" + version.number())
            .append("segment", version.segmentId())
            .append("number", version.number())
            .append("name", version.name())
            .append("condition", json(version.condition()))
            .append("publishedAt", Date.from(version.publishedAt()))
            .append("publishedBy", version.publishedBy()));
  }

  private static boolean inserted(MongoCollection<Document> collection, Document document) {
    try {
      collection.insertOne(document);
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  Optional<Segment> find(String id) {
    return Optional.ofNullable(segments.find(Filters.eq("_id", id)).first()).map(this::segment);
  }

  Optional<SegmentVersion> find(String id, int number) {
    return Optional.ofNullable(versions.find(Filters.eq("_id", id + ":" + number)).first())
        .map(this::version);
  }

  /** Every version of a segment that was published, the newest first. */
  List<SegmentVersion> versions(String id) {
    return versions
        .find(Filters.and(Filters.gt("_id", id + ":"), Filters.lt("_id", id + ";")))
        .map(this::version)
        .into(new ArrayList<>())
        .stream()
        .sorted(Comparator.comparingInt(SegmentVersion::number).reversed())
        .toList();
  }

  /** Up to {@code limit} segments after that id, by id. */
  List<Segment> page(String after, int limit) {
    return segments
        .find(Filters.gt("_id", after))
        .sort(Sorts.ascending("_id"))
        .limit(limit)
        .map(this::segment)
        .into(new ArrayList<>());
  }

  /** The published version of every segment that has one. */
  List<SegmentVersion> published() {
    List<String> ids = new ArrayList<>();
    for (Document segment : segments.find(Filters.gt("published", 0))) {
      ids.add(segment.getString("_id") + ":" + segment.getInteger("published"));
    }
    return versions
        .find(Filters.in("_id", ids))
        .sort(Sorts.ascending("_id"))
        .map(this::version)
        .into(new ArrayList<>());
  }

  private static Document document(Segment segment) {
    return new Document("_id", segment.id())
        .append("name", segment.name())
        .append("draft", json(segment.draft()))
        .append("stage", segment.stage().name())
        .append("version", segment.version())
        .append("published", segment.published().orElse(0))
        .append(
            "examples",
            segment.examples().stream()
                .map(
                    example ->
                        new Document("name", example.name())
                            .append("person", example.person())
                            .append(
                                "on",
                                example
                                    .on()
                                    .map(
                                        day ->
                                            Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant()))
                                    .orElse(null))
                            .append("expected", example.expected().name()))
                .toList())
        .append("changedAt", Date.from(segment.changedAt()))
        .append("changedBy", segment.changedBy());
  }

  private Segment segment(Document document) {
    return new Segment(
        document.getString("_id"),
        document.getString("name"),
        condition(document.getString("draft")),
        Segment.Stage.valueOf(document.getString("stage")),
        document.getInteger("version"),
        Optional.of(document.getInteger("published")).filter(number -> number > 0),
        document.getList("examples", Document.class, List.of()).stream()
            .map(SegmentStore::example)
            .toList(),
        document.getDate("changedAt").toInstant(),
        document.getString("changedBy"));
  }

  private static Example example(Document document) {
    return new Example(
        document.getString("name"),
        document.getString("person"),
        Optional.ofNullable(document.getDate("on"))
            .map(day -> LocalDate.ofInstant(day.toInstant(), ZoneOffset.UTC)),
        Verdict.valueOf(document.getString("expected")));
  }

  private SegmentVersion version(Document document) {
    return new SegmentVersion(
        document.getString("segment"),
        document.getInteger("number"),
        document.getString("name"),
        condition(document.getString("condition")),
        document.getDate("publishedAt").toInstant(),
        document.getString("publishedBy"));
  }

  private static String json(Condition condition) {
    return ConditionJson.write(condition).toString();
  }

  private Condition condition(String json) {
    try {
      return ConditionJson.read(JSON.readTree(json), catalogue.get());
    } catch (JsonProcessingException broken) {
      throw new IllegalStateException("a stored condition is no JSON", broken);
    }
  }
}
