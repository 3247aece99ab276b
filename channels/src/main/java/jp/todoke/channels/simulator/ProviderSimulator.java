package jp.todoke.channels.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import jp.todoke.channels.http.SignedPost;
import org.jspecify.annotations.Nullable;

/**
 * Somebody outside who takes signed requests, on the loopback interface: refuses a wrong signature
 * with 401, answers a known key with 409, and fails on request. Thread-safe.
 */
public final class ProviderSimulator implements AutoCloseable {

  /** Instead of a status: the request is taken, and no answer comes. */
  public static final int SILENCE = 0;

  private static final int HANG_SECONDS = 60;

  private final HttpServer server;
  private final String secret;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "provider-simulator");
            thread.setDaemon(true);
            return thread;
          });
  private final ObjectMapper json = new ObjectMapper();
  private final Set<String> keys = ConcurrentHashMap.newKeySet();
  private final CopyOnWriteArrayList<JsonNode> taken = new CopyOnWriteArrayList<>();
  private final ConcurrentLinkedQueue<Integer> next = new ConcurrentLinkedQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);

  private ProviderSimulator(String secret) {
    this.secret = secret;
    server = Loopback.server(0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  /** Starts one that shares this secret with the city. */
  public static ProviderSimulator start(String secret) {
    ProviderSimulator simulator = new ProviderSimulator(secret);
    simulator.server.start();
    return simulator;
  }

  /** Where it takes requests. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/letters");
  }

  /** The bodies it took, each key once, oldest first. */
  public List<JsonNode> taken() {
    return List.copyOf(taken);
  }

  /**
   * Answers the next requests so: a status of 500 or more takes the request nevertheless, one below
   * refuses it, {@link #SILENCE} takes it without an answer.
   */
  public void failNext(int... statuses) {
    for (int status : statuses) {
      next.add(status);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      int status = status(exchange, body);
      if (status == SILENCE) {
        hang();
        return;
      }
      exchange.getResponseHeaders().set("Receipt-Id", "receipt-" + taken.size());
      exchange.sendResponseHeaders(status, -1);
    }
  }

  private int status(HttpExchange exchange, String body) throws IOException {
    String at = Optional.ofNullable(header(exchange, SignedPost.TIMESTAMP)).orElse("");
    if (!SignedPost.signature(secret, at, body).equals(header(exchange, SignedPost.SIGNATURE))) {
      return 401;
    }
    int wanted = Optional.ofNullable(next.poll()).orElse(202);
    if (wanted >= 300 && wanted < 500) {
      return wanted;
    }
    boolean fresh = keys.add(String.valueOf(header(exchange, SignedPost.KEY)));
    if (fresh) {
      taken.add(json.readTree(body));
    }
    return wanted == 202 && !fresh ? 409 : wanted;
  }

  private static @Nullable String header(HttpExchange exchange, String name) {
    return exchange.getRequestHeaders().getFirst(name);
  }

  private void hang() {
    try {
      if (!closing.await(HANG_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
