package jp.todoke.channels.simulator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The part of LINE's Messaging API the city uses, on the loopback interface: multicast, push,
 * reply, validate, quota, consumption, link token, account link page and rich menus, with the
 * retry-key promise (first accepts, again is 409 with {@code x-line-accepted-request-id}) and
 * LINE's error bodies. Faults come from {@linkplain LineFault magic user ids} or from {@link
 * #failNext}. Thread-safe.
 */
public final class LineSimulator implements AutoCloseable {

  private static final int KEY_LIMIT = 100_000;
  private static final int HANG_SECONDS = 60;
  private static final int TEXT_LIMIT = 5_000;
  private static final int RECIPIENT_LIMIT = 500;
  private static final int USER_ID = 33;
  private static final String HEX = "0123456789abcdef";
  private static final Pattern LINK_TOKEN = Pattern.compile("/v2/bot/user/([^/]+)/linkToken");
  private static final Pattern MENU = Pattern.compile("/v2/bot/user/([^/]+)/richmenu(?:/([^/]+))?");

  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "line-simulator");
            thread.setDaemon(true);
            return thread;
          });
  private final ObjectMapper json = new ObjectMapper();
  private final String token;
  private final Clock clock;
  private final Received<ReceivedLine> received = new Received<>(ReceivedLine::userId);
  private final Faults<LineFault> faults = new Faults<>();
  private final Map<UUID, String> accepted =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, String> eldest) {
          return size() > KEY_LIMIT;
        }
      };
  private final Map<String, String> linkTokens = new ConcurrentHashMap<>();
  private final Map<String, String> menus = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong used = new AtomicLong();
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile OptionalLong monthlyLimit = OptionalLong.empty();

  private LineSimulator(String token, int port, Clock clock) {
    this.token = token;
    this.clock = clock;
    server = Loopback.server(port);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
  }

  /** Starts a platform that accepts this channel access token; port 0 takes a free one. */
  public static LineSimulator start(String token, int port, Clock clock) {
    LineSimulator simulator = new LineSimulator(token, port, clock);
    simulator.server.start();
    return simulator;
  }

  /** Base address, to be used in place of {@code https://api.line.me}. */
  public URI endpoint() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  /** The newest texts shown, oldest first, at most 10,000. */
  public List<ReceivedLine> received() {
    return received.all(message -> true);
  }

  /** Those of the newest texts shown to one user. */
  public List<ReceivedLine> receivedBy(String userId) {
    return received.all(message -> message.userId().equals(userId));
  }

  /** How many texts each user was shown since the start, whatever is still kept. */
  public Map<String, Long> counts() {
    return received.counts();
  }

  /** How many texts were ever shown. */
  public long count() {
    return received.count();
  }

  /** How many requests were ever made. */
  public long requests() {
    return requests.get();
  }

  /** The rich menu a user has of their own. */
  public Optional<String> menuOf(String userId) {
    return Optional.ofNullable(menus.get(userId));
  }

  /** Makes the next requests fail. */
  public void failNext(int times, LineFault fault) {
    faults.add(times, fault);
  }

  /** Sets the month's allowance; empty = no limit. */
  public void monthlyLimit(OptionalLong limit) {
    monthlyLimit = limit;
  }

  /** Forgets messages, retry keys, counters, faults and the allowance. */
  public void clear() {
    received.clear();
    faults.clear();
    synchronized (accepted) {
      accepted.clear();
    }
    linkTokens.clear();
    menus.clear();
    requests.set(0);
    used.set(0);
    monthlyLimit = OptionalLong.empty();
  }

  @Override
  public void close() {
    closing.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  /** An answer given up on purpose: status, LINE's words, and where in the request. */
  private static final class Refusal extends Exception {
    private final int status;
    private final Optional<String> property;

    Refusal(int status, String message) {
      super(message, null, false, false);
      this.status = status;
      this.property = Optional.empty();
    }

    Refusal(String property, String detail) {
      super(detail, null, false, false);
      this.status = 400;
      this.property = Optional.of(property);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String requestId = UUID.randomUUID().toString();
    exchange.getResponseHeaders().set("x-line-request-id", requestId);
    try (exchange) {
      try {
        route(exchange, requestId);
      } catch (Refusal refusal) {
        respond(exchange, refusal.status, error(refusal));
      }
    }
  }

  private void route(HttpExchange exchange, String requestId) throws IOException, Refusal {
    JsonNode body = body(exchange);
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/dialog/bot/accountLink")) {
      accountLink(exchange);
      return;
    }
    authorize(exchange);
    switch (exchange.getRequestMethod() + " " + path) {
      case "POST /v2/bot/message/multicast", "POST /v2/bot/message/push" ->
          send(exchange, body, requestId, path.endsWith("multicast"));
      case "POST /v2/bot/message/reply" -> reply(exchange, body, requestId);
      case "POST /v2/bot/message/validate/multicast",
          "POST /v2/bot/message/validate/push",
          "POST /v2/bot/message/validate/reply" -> {
        texts(body);
        respond(exchange, 200, json.createObjectNode());
      }
      case "GET /v2/bot/message/quota" -> quota(exchange);
      case "GET /v2/bot/message/quota/consumption" ->
          respond(exchange, 200, json.createObjectNode().put("totalUsage", used.get()));
      case "POST /v2/bot/richmenu/bulk/link" -> {
        for (JsonNode user : body.path("userIds")) {
          menus.put(user.asText(), body.path("richMenuId").asText());
        }
        respond(exchange, 202, json.createObjectNode());
      }
      default -> ofUser(exchange, path);
    }
  }

  private JsonNode body(HttpExchange exchange) throws IOException {
    byte[] raw = exchange.getRequestBody().readAllBytes();
    try {
      return raw.length == 0 ? json.createObjectNode() : json.readTree(raw);
    } catch (JsonProcessingException notJson) {
      return json.createObjectNode();
    }
  }

  private void authorize(HttpExchange exchange) throws Refusal {
    if (!("Bearer " + token).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      throw new Refusal(
          401,
          "Authentication failed due to the following reason: invalid token. "
              + "Confirm that the access token in the authorization header is valid.");
    }
  }

  private void send(HttpExchange exchange, JsonNode body, String requestId, boolean many)
      throws IOException, Refusal {
    Optional<UUID> key = retryKey(exchange);
    List<String> people = many ? people(body) : List.of(person(body.path("to"), "to"));
    List<String> texts = texts(body);
    Optional<LineFault> fault =
        faults
            .take()
            .or(() -> people.stream().flatMap(id -> LineFault.of(id).stream()).findFirst());
    if (fault.isPresent()) {
      failBefore(fault.get());
    }
    boolean already;
    // Counting and remembering the key are one step, as LINE executes a key once.
    synchronized (accepted) {
      String before = key.map(accepted::get).orElse(null);
      already = before != null;
      if (already) {
        exchange.getResponseHeaders().set("x-line-accepted-request-id", before);
      } else {
        if (monthlyLimit.isPresent() && used.get() + people.size() > monthlyLimit.getAsLong()) {
          failBefore(LineFault.QUOTA);
        }
        used.addAndGet(people.size());
        key.ifPresent(id -> accepted.put(id, requestId));
      }
    }
    if (already) {
      respond(
          exchange,
          409,
          json.createObjectNode().put("message", "The retry key is already accepted"));
      return;
    }
    show(people, texts, key, requestId);
    if (fault.equals(Optional.of(LineFault.TIMEOUT))) {
      hang();
      return;
    }
    if (fault.equals(Optional.of(LineFault.REPLY_LOST))) {
      throw new Refusal(500, "Internal Server Error");
    }
    respond(exchange, 200, many ? json.createObjectNode() : sentMessages(texts.size()));
  }

  private void show(List<String> people, List<String> texts, Optional<UUID> key, String requestId) {
    Instant now = clock.instant();
    List<ReceivedLine> shown = new ArrayList<>();
    for (String person : people) {
      if (!LineFault.of(person).equals(Optional.of(LineFault.BLOCKED))) {
        texts.forEach(text -> shown.add(new ReceivedLine(person, text, key, requestId, now)));
      }
    }
    received.addAll(shown);
  }

  private static void failBefore(LineFault fault) throws Refusal {
    switch (fault) {
      case RATE -> throw new Refusal(429, "The API rate limit has been exceeded. Try again later.");
      case CONCURRENT ->
          throw new Refusal(429, "Another request for this operation is being processed.");
      case QUOTA -> throw new Refusal(429, "You have reached your monthly limit.");
      case SERVER_ERROR -> throw new Refusal(500, "Internal Server Error");
      case UNAUTHORIZED ->
          throw new Refusal(
              401, "Authentication failed due to the following reason: token expired.");
      case FORBIDDEN -> throw new Refusal(403, "Access to this API is not available.");
      case UNKNOWN_USER -> throw new Refusal(400, "Failed to send messages");
      case REPLY_LOST, TIMEOUT, BLOCKED -> {}
    }
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

  private void reply(HttpExchange exchange, JsonNode body, String requestId)
      throws IOException, Refusal {
    if (exchange.getRequestHeaders().containsKey("X-Line-Retry-Key")) {
      throw new Refusal(400, "The retry key is not supported for this API");
    }
    String replyToken = body.path("replyToken").asText("");
    if (replyToken.isBlank()) {
      throw new Refusal(400, "Invalid reply token");
    }
    List<String> texts = texts(body);
    Optional<LineFault> fault = faults.take();
    if (fault.isPresent()) {
      failBefore(fault.get());
    }
    show(List.of(replyToken), texts, Optional.empty(), requestId);
    respond(exchange, 200, sentMessages(texts.size()));
  }

  private void quota(HttpExchange exchange) throws IOException {
    ObjectNode quota = json.createObjectNode();
    OptionalLong limit = monthlyLimit;
    quota.put("type", limit.isPresent() ? "limited" : "none");
    limit.ifPresent(value -> quota.put("value", value));
    respond(exchange, 200, quota);
  }

  private void ofUser(HttpExchange exchange, String path) throws IOException, Refusal {
    var menu = MENU.matcher(path);
    if (!menu.matches()) {
      linkToken(exchange, path);
      return;
    }
    if (!isUserId(menu.group(1))) {
      throw new Refusal("userId", "Invalid user id");
    }
    switch (exchange.getRequestMethod()) {
      case "POST" -> menus.put(menu.group(1), menu.group(2));
      case "DELETE" -> menus.remove(menu.group(1));
      default -> throw new Refusal(404, "Not found");
    }
    respond(exchange, 200, json.createObjectNode());
  }

  private void linkToken(HttpExchange exchange, String path) throws IOException, Refusal {
    var user = LINK_TOKEN.matcher(path);
    if (!user.matches() || !exchange.getRequestMethod().equals("POST")) {
      throw new Refusal(404, "Not found");
    }
    if (!isUserId(user.group(1))) {
      throw new Refusal("userId", "Invalid user id");
    }
    String linkToken = UUID.randomUUID().toString().replace("-", "");
    linkTokens.put(linkToken, user.group(1));
    respond(exchange, 200, json.createObjectNode().put("linkToken", linkToken));
  }

  /**
   * The page a person is sent to in the end: LINE checks that the link token was issued to whoever
   * opens it, once, and then tells the webhook. Here the answer says what the webhook would be
   * told.
   */
  private void accountLink(HttpExchange exchange) throws IOException, Refusal {
    Map<String, String> asked = new HashMap<>();
    for (String part : exchange.getRequestURI().getQuery().split("&", -1)) {
      String[] pair = part.split("=", 2);
      asked.put(pair[0], pair.length == 2 ? pair[1] : "");
    }
    String userId = linkTokens.remove(asked.getOrDefault("linkToken", ""));
    String nonce = asked.getOrDefault("nonce", "");
    if (userId == null || nonce.length() < 10 || nonce.length() > 255) {
      throw new Refusal(400, "Invalid link token or nonce");
    }
    respond(exchange, 200, json.createObjectNode().put("userId", userId).put("nonce", nonce));
  }

  private static Optional<UUID> retryKey(HttpExchange exchange) throws Refusal {
    String header = exchange.getRequestHeaders().getFirst("X-Line-Retry-Key");
    if (header == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(UUID.fromString(header));
    } catch (IllegalArgumentException notAKey) {
      throw new Refusal(400, "Invalid retry key");
    }
  }

  private static List<String> people(JsonNode body) throws Refusal {
    JsonNode to = body.path("to");
    if (!to.isArray() || to.isEmpty() || to.size() > RECIPIENT_LIMIT) {
      throw new Refusal("to", "Size must be between 1 and " + RECIPIENT_LIMIT);
    }
    List<String> people = new ArrayList<>();
    for (JsonNode id : to) {
      people.add(person(id, "to[" + people.size() + "]"));
    }
    return people;
  }

  private static boolean isUserId(String id) {
    return id.length() == USER_ID
        && id.charAt(0) == 'U'
        && IntStream.range(1, USER_ID).allMatch(place -> HEX.indexOf(id.charAt(place)) >= 0);
  }

  private static String person(JsonNode id, String property) throws Refusal {
    if (!id.isTextual() || !isUserId(id.asText())) {
      throw new Refusal(property, "The property, 'to', in the request body is invalid");
    }
    return id.asText();
  }

  private static List<String> texts(JsonNode body) throws Refusal {
    JsonNode messages = body.path("messages");
    if (!messages.isArray() || messages.isEmpty() || messages.size() > 5) {
      throw new Refusal("messages", "Size must be between 1 and 5");
    }
    List<String> texts = new ArrayList<>();
    for (JsonNode message : messages) {
      String place = "messages[" + texts.size() + "]";
      if (!message.path("type").asText("").equals("text")) {
        throw new Refusal(place + ".type", "The simulator takes text messages only");
      }
      String text = message.path("text").asText("");
      if (text.isBlank()) {
        throw new Refusal(place + ".text", "May not be empty");
      }
      if (text.length() > TEXT_LIMIT) {
        throw new Refusal(place + ".text", "Length must be between 0 and " + TEXT_LIMIT);
      }
      texts.add(text);
    }
    return texts;
  }

  private ObjectNode sentMessages(int count) {
    ObjectNode answer = json.createObjectNode();
    var sent = answer.putArray("sentMessages");
    for (int i = 0; i < count; i++) {
      sent.addObject().put("id", Long.toString(received.count()));
    }
    return answer;
  }

  private ObjectNode error(Refusal refusal) {
    ObjectNode error = json.createObjectNode();
    String words = refusal.getMessage() == null ? "" : refusal.getMessage();
    error.put("message", refusal.property.isPresent() ? "The request body has 1 error(s)" : words);
    refusal.property.ifPresent(
        property ->
            error.putArray("details").addObject().put("message", words).put("property", property));
    return error;
  }

  private static void respond(HttpExchange exchange, int status, JsonNode body) throws IOException {
    byte[] raw = body.toString().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, raw.length);
    exchange.getResponseBody().write(raw);
  }
}
