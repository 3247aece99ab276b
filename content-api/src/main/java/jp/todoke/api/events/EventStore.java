package jp.todoke.api.events;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteResult;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.ReplaceOneModel;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.WriteModel;
import jakarta.inject.Provider;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.eclipse.jnosql.mapping.semistructured.EntityConverter;

/**
 * The collection {@code events}: JNoSQL maps, the driver writes, because only the driver can
 * replace a document on condition of its version.
 */
final class EventStore {

  private final MongoCollection<Document> events;
  private final EventRepository repository;
  private final EntityConverter mapping;

  EventStore(
      MongoDatabase database, Provider<EventRepository> repository, EntityConverter mapping) {
    this.events = database.getCollection("events");
    events.createIndex(Indexes.ascending("endOn"));
    this.repository = repository.get();
    this.mapping = mapping;
  }

  /**
   * Writes events, each a new one (version 1) or the successor of the stored version.
   *
   * @return whether all of them were; if not, some may have been
   */
  boolean write(Collection<CityEvent> changed) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (CityEvent event : changed) {
      writes.add(
          event.version() == 1
              ? new InsertOneModel<>(document(event))
              : new ReplaceOneModel<>(version(event.id(), event.version() - 1), document(event)));
    }
    if (writes.isEmpty()) {
      return true;
    }
    try {
      BulkWriteResult result = events.bulkWrite(writes, new BulkWriteOptions().ordered(false));
      return result.getInsertedCount() + result.getMatchedCount() == writes.size();
    } catch (MongoBulkWriteException refused) {
      if (refused.getWriteErrors().stream().allMatch(error -> error.getCode() == 11_000)) {
        return false;
      }
      throw refused;
    }
  }

  boolean delete(String id, int expected) {
    return events.deleteOne(version(id, expected)).getDeletedCount() == 1;
  }

  Optional<CityEvent> find(String id) {
    return repository.findById(id).map(StoredEvent::event);
  }

  Map<String, CityEvent> findAll(Collection<String> ids) {
    Map<String, CityEvent> found = new HashMap<>();
    if (!ids.isEmpty()) {
      repository
          .findByIdIn(Set.copyOf(ids))
          .forEach(stored -> found.put(stored.id(), stored.event()));
    }
    return found;
  }

  List<CityEvent> notOverBefore(LocalDate day) {
    return repository.findByEndOnGreaterThanEqual(StoredEvent.date(day)).stream()
        .map(StoredEvent::event)
        .toList();
  }

  List<CityEvent> page(Bson filter, String after, int limit) {
    List<String> ids =
        events
            .find(Filters.and(filter, Filters.gt("_id", after)))
            .sort(Sorts.ascending("_id"))
            .limit(limit)
            .projection(Projections.include("_id"))
            .map(document -> document.getString("_id"))
            .into(new ArrayList<>());
    Map<String, CityEvent> found = findAll(ids);
    return ids.stream().filter(found::containsKey).map(found::get).toList();
  }

  private Document document(CityEvent event) {
    return new Document(mapping.toCommunication(StoredEvent.of(event)).toMap());
  }

  private static Bson version(String id, int expected) {
    return Filters.and(Filters.eq("_id", id), Filters.eq("version", expected));
  }
}
