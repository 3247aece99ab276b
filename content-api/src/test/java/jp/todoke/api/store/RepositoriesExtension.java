package jp.todoke.api.store;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import jakarta.enterprise.inject.se.SeContainer;
import jakarta.enterprise.inject.se.SeContainerInitializer;
import java.util.UUID;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * A fresh database over the wire with the real Jakarta Data repositories on it, in a CDI container:
 * the embedded store's server or, where {@code TODOKE_MONGODB_URI} names one, a real MongoDB.
 */
public final class RepositoriesExtension implements BeforeAllCallback, AfterAllCallback {

  private static final String URL = "jnosql.mongodb.url";
  private static final String DATABASE = "jnosql.document.database";

  private MongoServer server;
  private MongoClient client;
  private MongoDatabase database;
  private SeContainer container;

  /** The database of this test class. */
  public MongoDatabase database() {
    return database;
  }

  /** What the container has of that type: a repository or a part of JNoSQL. */
  public <T> T the(Class<T> type) {
    return container.select(type).get();
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    String uri = System.getenv("TODOKE_MONGODB_URI");
    if (uri == null || uri.isBlank()) {
      server = new MongoServer(H2Backend.inMemory());
      uri = "mongodb://127.0.0.1:" + server.bind().getPort();
    }
    String name = "test-" + UUID.randomUUID();
    System.setProperty(URL, uri);
    System.setProperty(DATABASE, name);
    client = MongoClients.create(uri);
    database = client.getDatabase(name);
    container = SeContainerInitializer.newInstance().initialize();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    container.close();
    database.drop();
    client.close();
    if (server != null) {
      server.shutdownNow();
    }
    System.clearProperty(URL);
    System.clearProperty(DATABASE);
  }
}
