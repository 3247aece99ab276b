package jp.todoke.api.sources;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import jp.todoke.api.rest.Json;

/**
 * A web server that answers as WordPress REST v2 does ({@code page}, {@code per_page}, {@code
 * modified_after}, {@code include}, {@code orderby}, {@code _fields}, X-WP-TotalPages, only public
 * posts) and serves whatever documents it is given besides.
 */
final class PretendWordPress implements AutoCloseable {

  private final HttpServer server;
  private final Map<Integer, ObjectNode> posts = new TreeMap<>();
  final Map<String, String> documents = new ConcurrentHashMap<>();
  final Map<String, String> redirects = new ConcurrentHashMap<>();
  final List<String> asked = new CopyOnWriteArrayList<>();
  volatile int failWith;
  volatile int failOnPage;

  PretendWordPress() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  synchronized ObjectNode post(int id, String title, String modifiedGmt) {
    ObjectNode post = Json.mapper().createObjectNode();
    post.put("id", id).put("status", "publish").put("link", url() + "/?p=" + id);
    post.put("date_gmt", "2026-10-01T00:00:00").put("modified_gmt", modifiedGmt);
    post.putObject("title").put("rendered", title);
    post.putObject("excerpt").put("rendered", "<p>" + title + "の要約</p>\n");
    post.putObject("content").put("rendered", "<p>本文</p>").put("protected", false);
    post.putObject("_embedded")
        .putArray("wp:term")
        .addArray()
        .addObject()
        .put("name", "子育て &amp; 教育");
    posts.put(id, post);
    return post;
  }

  synchronized void delete(int id) {
    posts.remove(id);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    asked.add(exchange.getRequestURI().toString());
    try (exchange) {
      boolean failing = exchange.getRequestURI().toString().endsWith("&page=" + failOnPage);
      if (failWith > 0 || failing) {
        exchange.sendResponseHeaders(failing ? 503 : failWith, -1);
      } else if (redirects.containsKey(path)) {
        exchange.getResponseHeaders().set("Location", redirects.get(path));
        exchange.sendResponseHeaders(302, -1);
      } else if (documents.containsKey(path)) {
        send(exchange, documents.get(path));
      } else if (path.equals("/wp-json/wp/v2/posts")) {
        send(exchange, page(exchange));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private synchronized String page(HttpExchange exchange) {
    Map<String, String> query = new HashMap<>();
    for (String part : exchange.getRequestURI().getRawQuery().split("&", -1)) {
      String[] pair = part.split("=", 2);
      query.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    List<ObjectNode> found = new ArrayList<>();
    for (ObjectNode post : posts.values()) {
      if (post.path("status").asText().equals("publish") && wanted(post, query)) {
        found.add(post);
      }
    }
    if (query.getOrDefault("orderby", "date").equals("modified")) {
      found.sort(Comparator.comparing(post -> post.path("modified_gmt").asText()));
    }
    int size = Integer.parseInt(query.getOrDefault("per_page", "10"));
    int from = (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * size;
    ArrayNode page = Json.mapper().createArrayNode();
    found.stream()
        .skip(from)
        .limit(size)
        .forEach(
            post ->
                page.add(
                    query.getOrDefault("_fields", "").equals("id,modified_gmt")
                        ? post.deepCopy().retain(Set.of("id", "modified_gmt"))
                        : post));
    exchange
        .getResponseHeaders()
        .set("X-WP-TotalPages", String.valueOf((found.size() + size - 1) / size));
    return page.toString();
  }

  private static boolean wanted(ObjectNode post, Map<String, String> query) {
    if (query.containsKey("include")) {
      return List.of(query.get("include").split(",", -1)).contains(post.path("id").asText());
    }
    if (!query.containsKey("modified_after")) {
      return true;
    }
    try {
      return LocalDateTime.parse(post.path("modified_gmt").asText())
          .toInstant(ZoneOffset.UTC)
          .isAfter(Instant.parse(query.get("modified_after")));
    } catch (java.time.DateTimeException malformed) {
      return true;
    }
  }

  private static void send(HttpExchange exchange, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    String etag = "W/\"" + ReadItem.digest(text) + "\"";
    exchange.getResponseHeaders().set("ETag", etag);
    if (etag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
      exchange.sendResponseHeaders(304, -1);
      return;
    }
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
