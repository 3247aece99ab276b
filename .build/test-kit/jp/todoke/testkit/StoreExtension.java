package jp.todoke.testkit;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.WriteConcern;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import java.util.UUID;
import org.bson.UuidRepresentation;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a store test a fresh database over the wire: the embedded store's server, or, where {@code
 * TODOKE_MONGODB_URI} names one, a real MongoDB. Register it as a static field and ask {@link
 * #database()}.
 */
public final class StoreExtension implements BeforeAllCallback, AfterAllCallback {

  private MongoServer server;
  private MongoClient client;
  private MongoDatabase database;
  private int port;

  /** The database of this test class; dropped when the class is done. */
  public MongoDatabase database() {
    return database;
  }

  /** Where the server listens on loopback. */
  public int port() {
    return port;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    String uri = System.getenv("TODOKE_MONGODB_URI");
    if (uri == null || uri.isBlank()) {
      server = new MongoServer(H2Backend.inMemory());
      uri = "mongodb://127.0.0.1:" + server.bind().getPort();
    }
    String host = new ConnectionString(uri).getHosts().getFirst();
    port = Integer.parseInt(host.substring(host.lastIndexOf(':') + 1));
    client =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(uri))
                .uuidRepresentation(UuidRepresentation.STANDARD)
                .writeConcern(WriteConcern.MAJORITY)
                .build());
    database = client.getDatabase("test-" + UUID.randomUUID());
  }

  @Override
  public void afterAll(ExtensionContext context) {
    database.drop();
    client.close();
    if (server != null) {
      server.shutdownNow();
    }
  }
}
