package jp.todoke.api.cli;

import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.module.ModuleFinder;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of this product as a child process: Payara Micro with the WAR, on loopback. */
final class Server implements AutoCloseable {

  private static final String VECTORS = "jdk.incubator.vector";
  private static final Duration LONGEST_START = Duration.ofMinutes(3);

  private final Process process;
  private final int port;
  private final Path log;
  private final Thread hook;

  private Server(Process process, int port, Path log) {
    this.process = process;
    this.port = port;
    this.log = log;
    this.hook = Thread.ofPlatform().name("stop-server").unstarted(() -> stop(process));
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Starts it and waits until it is ready; the database name is used where MongoDB is named. */
  static Server start(int port, Path folder, String database)
      throws IOException, InterruptedException {
    return start(port, folder, database, Map.of());
  }

  /** The same with the sample city's content system on loopback, which is else refused. */
  static Server startForSamples(int port, Path folder, String database)
      throws IOException, InterruptedException {
    return start(port, folder, database, Map.of("TODOKE_SOURCES_ALLOW_LOOPBACK", "on"));
  }

  /** The same with settings of its own. */
  static Server start(int port, Path folder, String database, Map<String, String> settings)
      throws IOException, InterruptedException {
    free(port);
    Path target = Todoke.home().resolve("content-api/target");
    Files.createDirectories(folder);
    Path boot = folder.resolve("preboot.txt");
    Files.writeString(
        boot,
        """
        set configs.config.server-config.network-config.network-listeners.network-listener.http-listener.address=127.0.0.1
        set configs.config.server-config.network-config.protocols.protocol.http-listener.http.header-buffer-length-bytes=32768
        set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false
        """);
    Path log = folder.resolve("server.log");
    ProcessBuilder builder =
        new ProcessBuilder(command(target, port, boot))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("TODOKE_DATA_DIR", folder.toAbsolutePath().toString());
    environment.put("TODOKE_DATABASE", database);
    environment.putAll(settings);
    environment.putIfAbsent("TODOKE_PUBLIC_URL", "http://127.0.0.1:" + port);
    if (!environment.containsKey("TODOKE_ISSUERS")) {
      environment.put("TODOKE_DEVELOPMENT_ISSUER", "on");
      environment.put(
          "TODOKE_DEVELOPMENT_ISSUER_FOLDER", Todoke.dataFolder().toAbsolutePath().toString());
    }
    if (!environment.containsKey("TODOKE_SMTP_HOST")) {
      environment.put("TODOKE_MAIL_SIMULATOR", "on");
    }
    if (!environment.containsKey("TODOKE_LINE_TOKEN")) {
      environment.put("TODOKE_LINE_SIMULATOR", "on");
    }
    Server server = new Server(builder.start(), port, log);
    server.waitUntilReady();
    return server;
  }

  /** Heap and collector; the usual ones are for a computer that has other things to do. */
  private static String options() {
    String given = System.getenv("TODOKE_JAVA_OPTIONS");
    return given == null || given.isBlank() ? "-Xmx768m -XX:+UseSerialGC" : given.strip();
  }

  private static List<String> command(Path target, int port, Path boot) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options().split(" +")));
    command.add("--enable-native-access=ALL-UNNAMED");
    if (Runtime.version().feature() >= 23) {
      command.add("--sun-misc-unsafe-memory-access=allow");
    }
    // Lucene reads its lists faster with it; a JDK may come without.
    if (ModuleFinder.ofSystem().find(VECTORS).isPresent()) {
      command.addAll(List.of("--add-modules", VECTORS));
    }
    command.addAll(
        List.of(
            "-Duser.timezone=UTC",
            "-jar",
            target.resolve("payara-micro.jar").toString(),
            "--deploy",
            target.resolve("todoke.war").toString(),
            "--contextroot",
            "/",
            "--port",
            String.valueOf(port),
            "--nohazelcast",
            "--disablephonehome",
            "--prebootcommandfile",
            boot.toString()));
    return command;
  }

  private static void free(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      if (!probe.isBound()) {
        throw new Failure("port " + port + " cannot be used");
      }
    } catch (IOException taken) {
      throw new Failure("port " + port + " is in use; choose another with --port");
    }
  }

  private void waitUntilReady() throws InterruptedException {
    System.err.print("Starting the server ");
    HttpClient http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    HttpRequest ready =
        HttpRequest.newBuilder(URI.create(base() + "/health/ready"))
            .timeout(Duration.ofSeconds(5))
            .build();
    long deadline = System.nanoTime() + LONGEST_START.toNanos();
    while (System.nanoTime() < deadline) {
      if (process.waitFor(500, TimeUnit.MILLISECONDS)) {
        System.err.println();
        throw new Failure("the server ended while starting; see " + log);
      }
      System.err.print(".");
      try {
        HttpResponse<String> health = http.send(ready, HttpResponse.BodyHandlers.ofString());
        if (health.body().contains("No Application deployed")
            && Files.readString(log).contains(") ready in ")) {
          process.destroy();
          System.err.println();
          throw new Failure("the application could not be deployed; see " + log);
        }
        if (health.statusCode() == 200
            && http.send(
                        HttpRequest.newBuilder(URI.create(base() + "/v1/programs?limit=1")).build(),
                        HttpResponse.BodyHandlers.discarding())
                    .statusCode()
                == 200) {
          System.err.println(" ready");
          return;
        }
      } catch (IOException notYet) {
        continue;
      }
    }
    System.err.println();
    throw new Failure("the server did not become ready within three minutes; see " + log);
  }

  String base() {
    return "http://127.0.0.1:" + port;
  }

  Path log() {
    return log;
  }

  int port() {
    return port;
  }

  /** Ends it as a power failure would, and waits until it is gone. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
    Runtime.getRuntime().removeShutdownHook(hook);
  }

  long pid() {
    return process.pid();
  }

  void printAddresses(PrintStream out) {
    out.println();
    out.println("Todoke is running; Ctrl-C stops it.");
    out.println("  API       " + base() + "/v1");
    out.println("  OpenAPI   " + base() + "/openapi");
    out.println("  Health    " + base() + "/health/ready");
    out.println("  Metrics   " + base() + "/metrics");
    out.println("  Log       " + log);
    out.println("  A token   ./todoke token COMMON-ID    ./todoke token STAFF-ID --role editor");
  }

  void waitForEnd() throws InterruptedException {
    int code = process.waitFor();
    throw new Failure("the server ended with code " + code + "; see " + log);
  }

  /**
   * Removes what an earlier run on samples left, in the folder and, where it is named, in MongoDB.
   */
  static void forget(Path folder, String database) throws IOException {
    String mongodb = System.getenv("TODOKE_MONGODB_URI");
    if (mongodb != null && !mongodb.isBlank()) {
      try (MongoClient client = MongoClients.create(mongodb)) {
        client.getDatabase(database).drop();
      } catch (MongoException away) {
        throw new Failure("MongoDB at TODOKE_MONGODB_URI does not answer");
      }
    }
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Override
  public void close() {
    stop(process);
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException alreadyEnding) {
      return;
    }
  }

  private static void stop(Process process) {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException hurried) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
