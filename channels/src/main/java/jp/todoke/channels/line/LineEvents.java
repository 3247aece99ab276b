package jp.todoke.channels.line;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.lte;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.ErrorCategory;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.bson.Document;

/**
 * What LINE told the webhook (collection {@code lineEvents}), each event once however often it is
 * told. Kept first, acted on later by whichever node takes it; what it said is forgotten as soon as
 * it is done, its id stays so that a late repetition is known. Thread-safe; any number of nodes.
 */
public final class LineEvents {

  private static final System.Logger LOG = System.getLogger(LineEvents.class.getName());

  /** Longest text LINE lets a person write, in UTF-16 units. */
  private static final int TEXT_LIMIT = 5_000;

  private static final int ATTEMPTS = 5;
  private static final Duration LEASE = Duration.ofMinutes(1);
  private static final Pattern ID = Pattern.compile("[0-9A-Za-z-]{1,64}");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OPEN = "OPEN";
  private static final String DONE = "DONE";

  private final MongoCollection<Document> events;
  private final Clock clock;

  /** Opens the collection of this database and makes sure of its indexes. */
  public LineEvents(MongoDatabase database, Clock clock) {
    this.events = database.getCollection("lineEvents");
    this.clock = clock;
    events.createIndex(Indexes.ascending("status", "due"));
    events.createIndex(Indexes.ascending("messageId"));
    events.createIndex(Indexes.ascending("takenAt"));
  }

  /**
   * Keeps the events of one call whose signature was right. Kinds the city does not act on are
   * passed over; a call without events is LINE's test of the connection.
   *
   * @return how many were not known before; empty when the body is no call of a webhook
   */
  public OptionalInt take(byte[] body) {
    JsonNode call;
    try {
      call = JSON.readTree(body);
    } catch (IOException malformed) {
      return OptionalInt.empty();
    }
    if (!call.path("events").isArray()) {
      return OptionalInt.empty();
    }
    int fresh = 0;
    for (JsonNode event : call.path("events")) {
      Optional<Document> kept = document(event);
      if (kept.isPresent() && insert(kept.get())) {
        fresh++;
      }
    }
    return OptionalInt.of(fresh);
  }

  private boolean insert(Document event) {
    try {
      events.insertOne(event);
      return true;
    } catch (MongoWriteException refused) {
      if (refused.getError().getCategory() == ErrorCategory.DUPLICATE_KEY) {
        return false;
      }
      throw refused;
    }
  }

  private Optional<Document> document(JsonNode event) {
    String id = event.path("webhookEventId").asText();
    String userId = event.path("source").path("userId").asText();
    // A group has several readers, and a channel on standby is not the one that answers.
    if (!ID.matcher(id).matches()
        || !LineChannel.isUserId(userId)
        || !event.path("source").path("type").asText().equals("user")
        || !event.path("mode").asText("active").equals("active")) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    Document kept =
        new Document("_id", id)
            .append("type", event.path("type").asText())
            .append("at", new Date(event.path("timestamp").asLong(now.toEpochMilli())))
            .append("userId", userId)
            .append("replyToken", event.path("replyToken").asText(""))
            .append("takenAt", Date.from(now))
            .append("due", Date.from(now))
            .append("attempts", 0)
            .append("status", OPEN);
    return switch (event.path("type").asText()) {
      case "follow", "unfollow" -> Optional.of(kept);
      case "accountLink" ->
          event.path("link").path("result").asText().equals("ok")
              ? Optional.of(kept.append("nonce", event.path("link").path("nonce").asText()))
              : Optional.empty();
      case "postback" -> {
        String data = event.path("postback").path("data").asText();
        yield LineEvent.Tapped.isData(data)
            ? Optional.of(kept.append("data", data))
            : Optional.empty();
      }
      case "unsend" ->
          Optional.of(kept.append("messageId", event.path("unsend").path("messageId").asText()));
      case "message" -> {
        JsonNode message = event.path("message");
        String text = message.path("text").asText();
        yield message.path("type").asText().equals("text") && text.length() <= TEXT_LIMIT
            ? Optional.of(
                kept.append("messageId", message.path("id").asText()).append("text", text))
            : Optional.empty();
      }
      default -> Optional.empty();
    };
  }

  /**
   * Takes the next event to act on, the oldest first. It comes again a minute later unless it is
   * {@link #done}, five times at most.
   */
  public Optional<LineEvent> next() {
    while (true) {
      Instant now = clock.instant();
      Document taken =
          events.findOneAndUpdate(
              and(eq("status", OPEN), lte("due", Date.from(now))),
              Updates.combine(
                  Updates.set("due", Date.from(now.plus(LEASE))), Updates.inc("attempts", 1)),
              new FindOneAndUpdateOptions()
                  .sort(Sorts.ascending("due", "at"))
                  .returnDocument(ReturnDocument.AFTER));
      if (taken == null) {
        return Optional.empty();
      }
      if (taken.getInteger("attempts") <= ATTEMPTS) {
        return Optional.of(event(taken));
      }
      LOG.log(
          System.Logger.Level.ERROR,
          "LINE event {0} ({1}) is given up after {2} attempts",
          taken.getString("_id"),
          taken.getString("type"),
          ATTEMPTS);
      end(taken.getString("_id"), "GIVEN_UP");
    }
  }

  /** The event needs no further work; all but its id and time is forgotten. */
  public void done(String id) {
    end(id, DONE);
  }

  private void end(String id, String status) {
    events.updateOne(
        eq("_id", id),
        Updates.combine(
            Updates.set("status", status),
            Updates.unset("userId"),
            Updates.unset("replyToken"),
            Updates.unset("text"),
            Updates.unset("nonce")));
  }

  /** Forgets what a message said, because the person took it back. */
  public void forgetText(String messageId) {
    events.updateMany(
        and(eq("messageId", messageId), eq("type", "message")), Updates.set("text", ""));
  }

  /** How many wait to be acted on. */
  public long open() {
    return events.countDocuments(eq("status", OPEN));
  }

  /** Ends the keeping of events that were told before an instant; says how many went. */
  public long forgetBefore(Instant instant) {
    return events.deleteMany(lt("takenAt", Date.from(instant))).getDeletedCount();
  }

  private LineEvent event(Document kept) {
    String id = kept.getString("_id");
    Instant at = kept.getDate("at").toInstant();
    String userId = kept.getString("userId");
    String replyToken = kept.get("replyToken", "");
    String messageId = kept.get("messageId", "");
    return switch (kept.getString("type")) {
      case "follow" -> new LineEvent.Followed(id, at, userId, replyToken);
      case "unfollow" -> new LineEvent.Unfollowed(id, at, userId);
      case "accountLink" -> new LineEvent.Linked(id, at, userId, replyToken, kept.get("nonce", ""));
      case "postback" -> LineEvent.Tapped.of(id, at, userId, kept.get("data", ""));
      case "unsend" -> new LineEvent.Unsent(id, at, userId, messageId);
      default ->
          new LineEvent.Wrote(
              id, at, userId, replyToken, messageId, takenBack(messageId) ? "" : text(kept));
    };
  }

  private static String text(Document kept) {
    return kept.get("text", "");
  }

  /** The unsending may have been told before the message itself. */
  private boolean takenBack(String messageId) {
    return events.find(and(eq("messageId", messageId), eq("type", "unsend"))).first() != null;
  }
}
