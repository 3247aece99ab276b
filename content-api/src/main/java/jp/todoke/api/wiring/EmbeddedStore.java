package jp.todoke.api.wiring;

import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.h2.H2Backend;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.message.MongoMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.mvstore.MVStore;

/**
 * A file-backed server of the MongoDB protocol in this process, for trying out and for tests: the
 * very same adapters run against it over the wire, on loopback.
 *
 * <p>A write that asks for the journal ({@code writeConcern: {j: true}}, which is how this product
 * writes what must survive) is answered only after it is committed and forced to disk, several
 * waiting writes by one force. So what was answered survives {@code kill -9}, as with MongoDB.
 */
public final class EmbeddedStore implements AutoCloseable {

  private final MongoServer server;
  private final String uri;

  private EmbeddedStore(MongoServer server) {
    this.server = server;
    server.bind("127.0.0.1", 0);
    this.uri = "mongodb://127.0.0.1:" + server.getLocalAddress().getPort();
  }

  /** Opens, or begins, the store in that folder. */
  public static EmbeddedStore in(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
    MVStore file =
        new MVStore.Builder()
            .fileName(folder.resolve("store.mv").toString())
            .autoCommitDisabled()
            .open();
    return new EmbeddedStore(new MongoServer(new Journaled(file)));
  }

  /** Where the driver connects to. */
  public String uri() {
    return uri;
  }

  @Override
  public void close() {
    server.shutdown();
  }

  private static final class Journaled extends H2Backend {

    private static final Set<String> WRITES =
        Set.of("insert", "update", "delete", "findAndModify", "findandmodify", "drop", "create");

    private final MVStore file;
    private final AtomicLong written = new AtomicLong();
    private long forced;

    Journaled(MVStore file) {
      super(file);
      this.file = file;
    }

    @Override
    public Document handleMessage(MongoMessage message) {
      Document answer = super.handleMessage(message);
      Document command = message.getDocument();
      String name = command.keySet().iterator().next();
      if (WRITES.contains(name)) {
        long turn = written.incrementAndGet();
        if (asksForJournal(command)) {
          force(turn);
        }
      }
      return answer;
    }

    private static boolean asksForJournal(Document command) {
      return command.get("writeConcern") instanceof Document concern
          && Boolean.TRUE.equals(concern.get("j"));
    }

    private synchronized void force(long turn) {
      if (forced < turn) {
        long upTo = written.get();
        commit();
        file.commit();
        file.sync();
        forced = upTo;
      }
    }
  }
}
