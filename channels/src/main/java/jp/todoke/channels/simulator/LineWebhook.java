package jp.todoke.channels.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import jp.todoke.channels.line.LineSignature;

/**
 * Calls of the webhook as LINE makes them: body and signature.
 *
 * @param body JSON in UTF-8
 * @param signature of exactly this body
 */
public record LineWebhook(String body, String signature) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DESTINATION = "U" + "0".repeat(32);

  /** One event on its way. */
  public record Event(ObjectNode json) {

    /** The id by which a repetition is known. */
    public String id() {
      return json.path("webhookEventId").asText();
    }

    /** The token a reply needs; the empty string where there is none. */
    public String replyToken() {
      return json.path("replyToken").asText("");
    }

    /** The same event told again. */
    public Event again() {
      ObjectNode copy = json.deepCopy();
      copy.putObject("deliveryContext").put("isRedelivery", true);
      return new Event(copy);
    }
  }

  /** A call with these events, signed with the channel secret. */
  public static LineWebhook of(String secret, Event... events) {
    ObjectNode call = JSON.createObjectNode().put("destination", DESTINATION);
    call.putArray("events").addAll(Stream.of(events).map(Event::json).toList());
    String body = call.toString();
    return new LineWebhook(body, LineSignature.of(secret, body.getBytes(StandardCharsets.UTF_8)));
  }

  /** Somebody added the account as a friend, or unblocked it. */
  public static Event follow(String userId, Instant at) {
    Event event = event("follow", userId, at, true);
    event.json().putObject("follow").put("isUnblocked", false);
    return event;
  }

  /** Somebody blocked the account. */
  public static Event unfollow(String userId, Instant at) {
    return event("unfollow", userId, at, false);
  }

  /** Somebody wrote. */
  public static Event text(String userId, String messageId, String text, Instant at) {
    Event event = event("message", userId, at, true);
    event
        .json()
        .putObject("message")
        .put("id", messageId)
        .put("type", "text")
        .put("text", text)
        .put("quoteToken", "q" + messageId);
    return event;
  }

  /** Somebody took a message back. */
  public static Event unsend(String userId, String messageId, Instant at) {
    Event event = event("unsend", userId, at, false);
    event.json().putObject("unsend").put("messageId", messageId);
    return event;
  }

  /** Somebody came through the page that links accounts. */
  public static Event accountLink(String userId, String nonce, boolean ok, Instant at) {
    Event event = event("accountLink", userId, at, ok);
    event.json().putObject("link").put("result", ok ? "ok" : "failed").put("nonce", nonce);
    return event;
  }

  /** Something LINE may think of one day. */
  public static Event unheardOf(String userId, Instant at) {
    return event("telepathy", userId, at, false);
  }

  private static Event event(String type, String userId, Instant at, boolean replies) {
    ObjectNode event =
        JSON.createObjectNode()
            .put("type", type)
            .put("mode", "active")
            .put("timestamp", at.toEpochMilli())
            .put(
                "webhookEventId",
                UUID.randomUUID().toString().replace("-", "").toUpperCase(Locale.ROOT));
    event.putObject("source").put("type", "user").put("userId", userId);
    event.putObject("deliveryContext").put("isRedelivery", false);
    if (replies) {
      event.put("replyToken", UUID.randomUUID().toString().replace("-", ""));
    }
    return new Event(event);
  }

  @Override
  public String toString() {
    return "LineWebhook[" + body.length() + "]";
  }
}
