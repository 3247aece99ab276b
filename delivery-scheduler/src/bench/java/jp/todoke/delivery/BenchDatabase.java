package jp.todoke.delivery;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import org.bson.Document;

/**
 * A database for one benchmark, empty at the beginning and gone at the end: on MongoDB at {@code
 * TODOKE_MONGODB_URI} with every write journaled by the majority, or else the embedded store.
 */
final class BenchDatabase implements AutoCloseable {

  private static final int AT_ONCE = 5_000;

  private final Optional<MongoServer> embedded;
  private final boolean real;
  private final MongoClient client;
  private final MongoDatabase database;

  private BenchDatabase(String name) {
    String named = System.getenv("TODOKE_MONGODB_URI");
    this.real = named != null && !named.isBlank();
    this.embedded = real ? Optional.empty() : Optional.of(new MongoServer(H2Backend.inMemory()));
    this.client =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(
                    new ConnectionString(
                        embedded
                            .map(server -> "mongodb://127.0.0.1:" + server.bind().getPort())
                            .orElse(named)))
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .build());
    this.database = client.getDatabase(name);
    database.drop();
  }

  static BenchDatabase named(String name) {
    return new BenchDatabase(name);
  }

  /** Whether it is a real MongoDB. */
  boolean isReal() {
    return real;
  }

  MongoDatabase database() {
    return database;
  }

  /** Writes that many profiles; the rest of each is as the caller says. */
  void settle(int people, IntFunction<Document> rest) {
    MongoCollection<Document> profiles = database.getCollection("profiles");
    Date at = Date.from(Instant.parse("2026-11-01T00:00:00Z"));
    List<Document> some = new ArrayList<>();
    for (int index = 0; index < people; index++) {
      some.add(rest.apply(index).append("kind", "citizen").append("changedAt", at));
      if (some.size() == AT_ONCE || index == people - 1) {
        profiles.insertMany(some);
        some.clear();
      }
    }
  }

  /** Whether somebody agrees to pushes, as it stands in a profile. */
  static Document pushes(boolean granted) {
    return new Document(
        "push",
        new Document("granted", granted)
            .append("textVersion", "1")
            .append("at", Date.from(Instant.parse("2026-11-01T00:00:00Z"))));
  }

  @Override
  public void close() {
    database.drop();
    client.close();
    embedded.ifPresent(MongoServer::shutdown);
  }
}
