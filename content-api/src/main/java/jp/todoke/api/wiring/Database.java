package jp.todoke.api.wiring;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.bson.UuidRepresentation;

/** Opens the one database of this node: MongoDB where it is named, else the embedded store. */
@ApplicationScoped
public class Database {

  private static final System.Logger LOG = System.getLogger(Database.class.getName());

  private Optional<EmbeddedStore> embedded = Optional.empty();
  private MongoClient client;
  private MongoDatabase database;

  @PostConstruct
  void open() {
    Settings settings = Settings.ofProcess();
    String uri =
        settings
            .mongodbUri()
            .orElseGet(
                () -> {
                  EmbeddedStore store = EmbeddedStore.in(settings.dataFolder().resolve("store"));
                  embedded = Optional.of(store);
                  LOG.log(
                      System.Logger.Level.WARNING,
                      "no TODOKE_MONGODB_URI: the embedded store at {0} is for trying out and tests",
                      store.uri());
                  return store.uri();
                });
    String name = settings.text("todoke.database", "todoke");
    // JNoSQL opens its own connection from these when the first repository is asked.
    System.setProperty("jnosql.mongodb.url", journaled(uri));
    System.setProperty("jnosql.document.database", name);
    client =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .applyToClusterSettings(
                    cluster -> cluster.serverSelectionTimeout(5, TimeUnit.SECONDS))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .writeConcern(WriteConcern.MAJORITY.withJournal(true))
                .build());
    database = client.getDatabase(name);
  }

  /** JNoSQL takes the write concern from the address alone. */
  private static String journaled(String uri) {
    String separator =
        uri.contains("?") ? "&" : uri.matches("mongodb(\\+srv)?://[^/]+") ? "/?" : "?";
    return uri + separator + "w=majority&journal=true";
  }

  /** The database that every store of this node writes to, majority and journal by default. */
  @Produces
  @ApplicationScoped
  public MongoDatabase mongoDatabase() {
    return database;
  }

  /** Asks the server for a sign of life; throws the driver's exception when there is none. */
  public void ping() {
    database.runCommand(new Document("ping", 1));
  }

  @PreDestroy
  void close() {
    client.close();
    embedded.ifPresent(EmbeddedStore::close);
  }
}
