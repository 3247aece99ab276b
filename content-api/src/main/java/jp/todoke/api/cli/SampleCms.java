package jp.todoke.api.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** The sample city's content management system: a JSON Feed over real HTTP on loopback. */
final class SampleCms implements AutoCloseable {

  private final HttpServer server;

  private SampleCms(HttpServer server) {
    this.server = server;
  }

  static SampleCms start() throws IOException {
    byte[] feed = Walk.resource("feed.json").getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
    server.createContext(
        "/feed.json",
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/feed+json");
          exchange.sendResponseHeaders(200, feed.length);
          exchange.getResponseBody().write(feed);
          exchange.close();
        });
    server.start();
    return new SampleCms(server);
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/feed.json";
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
