package jp.todoke.channels.portal;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.exists;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Filters.lt;
import static com.mongodb.client.model.Filters.nin;
import static com.mongodb.client.model.Filters.or;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import com.mongodb.client.model.WriteModel;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import jp.todoke.channels.Category;
import jp.todoke.channels.Importance;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * Everybody's inbox on the portal: their own messages, and the posts whose audience they are in.
 * Thread-safe.
 */
public final class PortalInbox {

  /** How long posts are kept unless something else is said. */
  public static final Duration KEPT = Duration.ofDays(400);

  private static final String DEFAULT_LANGUAGE = "ja";
  private static final int STEP = 500;

  /** An official notice stays: the city's rules for documents decide about it. */
  private static final Set<Category> FORGOTTEN = EnumSet.complementOf(EnumSet.of(Category.NOTICE));

  private final MongoCollection<Document> inbox;
  private final Posts posts;

  /** Opens the collection of this database; posts are kept for {@link #KEPT}. */
  public PortalInbox(MongoDatabase database, PostAudiences audiences, Clock clock) {
    this(database, audiences, KEPT, clock);
  }

  /**
   * Opens the collection of this database and makes sure of its indexes.
   *
   * @param kept how long after its delivery a post is found in inboxes
   */
  public PortalInbox(MongoDatabase database, PostAudiences audiences, Duration kept, Clock clock) {
    posts = new Posts(database, audiences, kept, clock);
    inbox = database.getCollection("inbox");
    inbox.createIndex(
        Indexes.compoundIndex(Indexes.ascending("commonId"), Indexes.descending("deliveredAt")));
    inbox.createIndex(Indexes.ascending("delivery", "openedAt"));
    inbox.createIndex(Indexes.ascending("category", "deliveredAt", "delivery"));
  }

  /** Puts messages into inboxes; one that is there already stays as it is. */
  public void deliver(Collection<InboxItem> items) {
    List<WriteModel<Document>> writes = new ArrayList<>();
    for (InboxItem item : items) {
      writes.add(
          new UpdateOneModel<>(
              eq("_id", item.id()),
              new Document("$setOnInsert", document(item)),
              new UpdateOptions().upsert(true)));
    }
    if (!writes.isEmpty()) {
      inbox.bulkWrite(writes, new BulkWriteOptions().ordered(false));
    }
  }

  /** Puts single messages into inboxes; one that is there already stays as it is. */
  public void deliver(InboxItem... items) {
    deliver(List.of(items));
  }

  /**
   * Puts one message into the inboxes of a whole audience at once; one of its id that is there
   * already stays as it is.
   */
  public void publish(Post post) {
    posts.publish(post);
  }

  /**
   * A person's newest messages, newest first; limit 1 to 100.
   *
   * @param language the BCP 47 tag they read
   */
  public List<InboxEntry> newest(String commonId, String language, int limit) {
    return merged(
        list(eq("commonId", commonId), limit), posts.of(commonId), commonId, () -> language, limit);
  }

  /**
   * A person's messages after a place in the list, newest first; limit 1 to 100.
   *
   * @param language says the BCP 47 tag they read; asked only where there is a choice
   */
  public List<InboxEntry> olderThan(
      String commonId, Supplier<String> language, InboxEntry.Position place, int limit) {
    Date at = Date.from(place.deliveredAt());
    List<InboxEntry> own =
        list(
            and(
                eq("commonId", commonId),
                or(lt("deliveredAt", at), and(eq("deliveredAt", at), lt("_id", place.id())))),
            limit);
    List<Post> older =
        posts.of(commonId).stream()
            .filter(post -> position(post, commonId).compareTo(place) < 0)
            .toList();
    return merged(own, older, commonId, language, limit);
  }

  /** What stands first in an inbox, and how many messages were never opened. */
  public record Glance(List<InboxEntry> newest, long unread) {}

  /**
   * A look into an inbox: {@link #newest} and {@link #unread}, mostly by one query.
   *
   * @param language says the BCP 47 tag they read; asked only where there is a choice
   */
  public Glance glance(String commonId, Supplier<String> language, int limit) {
    List<InboxEntry> own = list(eq("commonId", commonId), limit);
    List<Post> posted = posts.of(commonId);
    List<InboxEntry> newest = merged(own, posted, commonId, language, limit);
    if (own.size() >= limit) {
      return new Glance(newest, unread(commonId));
    }
    // All rows are at hand, so those that were posts are too.
    Set<String> rows = new HashSet<>();
    own.forEach(entry -> rows.add(entry.item().id()));
    long unread =
        own.stream()
                .filter(entry -> entry.openedAt().isEmpty() && entry.withdrawnAt().isEmpty())
                .count()
            + posted.stream()
                .filter(post -> !rows.contains(InboxItem.id(post.delivery(), commonId)))
                .count();
    return new Glance(newest, unread);
  }

  /** Both in one order; a post that has become a row is the row. */
  private static List<InboxEntry> merged(
      List<InboxEntry> own,
      List<Post> posted,
      String commonId,
      Supplier<String> language,
      int limit) {
    if (posted.isEmpty()) {
      return own;
    }
    List<Post> first = posted.subList(0, Math.min(limit, posted.size()));
    String reading =
        first.stream().anyMatch(post -> post.words().size() > 1)
            ? language.get()
            : DEFAULT_LANGUAGE;
    Map<String, InboxEntry> byId = new HashMap<>();
    first.stream()
        .map(post -> post.item(commonId, reading))
        .forEach(item -> byId.put(item.id(), InboxEntry.untouched(item)));
    own.forEach(entry -> byId.put(entry.item().id(), entry));
    return byId.values().stream()
        .sorted(Comparator.comparing(InboxEntry::position).reversed())
        .limit(limit)
        .toList();
  }

  private static InboxEntry.Position position(Post post, String commonId) {
    return new InboxEntry.Position(post.deliveredAt(), InboxItem.id(post.delivery(), commonId));
  }

  /** How many of a person's messages were never opened, without those that were withdrawn. */
  public long unread(String commonId) {
    long own =
        inbox.countDocuments(
            and(eq("commonId", commonId), exists("openedAt", false), exists("withdrawnAt", false)));
    List<String> posted =
        posts.of(commonId).stream().map(post -> InboxItem.id(post.delivery(), commonId)).toList();
    return posted.isEmpty() ? own : own + posted.size() - inbox.countDocuments(in("_id", posted));
  }

  /** One of the person's own messages; empty alike for an unknown id and for somebody else's. */
  public Optional<InboxEntry> find(String commonId, String id) {
    if (!own(commonId, id)) {
      return Optional.empty();
    }
    return Optional.ofNullable(inbox.find(eq("_id", id)).first())
        .map(PortalInbox::entry)
        .or(
            () ->
                post(commonId, id)
                    .map(post -> post.item(commonId, DEFAULT_LANGUAGE))
                    .map(InboxEntry::untouched));
  }

  private Optional<Post> post(String commonId, String id) {
    return posts.find(id.substring(0, id.lastIndexOf(':')), commonId);
  }

  /**
   * The person opened a message. The first time wins and may be told again; empty alike for an
   * unknown id and for somebody else's.
   *
   * @param language the BCP 47 tag they read
   * @param at UTC
   */
  public Optional<InboxEntry> opened(String commonId, String id, String language, Instant at) {
    return touch(commonId, id, language, Updates.min("openedAt", Date.from(at)));
  }

  /** The same, of one message of which the language is settled. */
  public Optional<InboxEntry> opened(String commonId, String id, Instant at) {
    return opened(commonId, id, DEFAULT_LANGUAGE, at);
  }

  /**
   * The person acknowledged a message, and so has opened it. The first time wins and may be told
   * again; empty alike for an unknown id and for somebody else's.
   *
   * @param at UTC
   */
  public Optional<InboxEntry> acknowledged(String commonId, String id, Instant at) {
    return touch(
        commonId,
        id,
        DEFAULT_LANGUAGE,
        Updates.combine(
            Updates.min("openedAt", Date.from(at)), Updates.min("acknowledgedAt", Date.from(at))));
  }

  /**
   * Puts other words in place of those of a message that was an error. From then on it is neither
   * opened nor acknowledged; what was before stays. Safe to repeat: the first time stays.
   *
   * @param at UTC
   */
  public void withdraw(String id, String title, String body, Instant at) {
    inbox.updateOne(
        and(eq("_id", id), exists("withdrawnAt", false)),
        Updates.combine(
            Updates.set("title", title),
            Updates.set("body", body),
            Updates.unset("action"),
            Updates.set("withdrawnAt", Date.from(at))));
  }

  /** How many people have opened their message of a delivery. */
  public long openedOf(String delivery) {
    return inbox.countDocuments(and(eq("delivery", delivery), exists("openedAt")));
  }

  /** How many people have acknowledged their message of a delivery. */
  public long acknowledgedOf(String delivery) {
    return inbox.countDocuments(and(eq("delivery", delivery), exists("acknowledgedAt")));
  }

  /** Removes everything of a person who leaves the service; says how many rows went. */
  public long forget(String commonId) {
    return inbox.deleteMany(eq("commonId", commonId)).getDeletedCount();
  }

  /**
   * Takes messages delivered before a moment out of all inboxes, the oldest first; official notices
   * stay. Safe to break off and to run on several nodes at once.
   *
   * @param ended asked once about each delivery; false leaves its messages where they are
   * @param more asked before each step of at most {@value #STEP} messages; false ends it
   * @return how many went
   */
  public long forgetBefore(Instant before, Predicate<String> ended, BooleanSupplier more) {
    long gone = 0;
    Set<String> over = new HashSet<>();
    Set<String> staying = new HashSet<>();
    for (Category category : FORGOTTEN) {
      List<Document> old = List.of();
      do {
        List<String> going = new ArrayList<>();
        for (Document row : old) {
          String delivery = row.getString("delivery");
          if (!over.contains(delivery) && !staying.contains(delivery)) {
            (ended.test(delivery) ? over : staying).add(delivery);
          }
          if (over.contains(delivery)) {
            going.add(row.getString("_id"));
          }
        }
        gone += going.isEmpty() ? 0 : inbox.deleteMany(in("_id", going)).getDeletedCount();
        old = more.getAsBoolean() ? old(category, before, staying) : List.of();
      } while (!old.isEmpty());
    }
    return gone;
  }

  private List<Document> old(Category category, Instant before, Set<String> staying) {
    return inbox
        .find(
            and(
                eq("category", category.name()),
                lt("deliveredAt", Date.from(before)),
                nin("delivery", staying)))
        .sort(Sorts.ascending("deliveredAt"))
        .limit(STEP)
        .projection(new Document("delivery", 1))
        .into(new ArrayList<>());
  }

  /**
   * Takes some of the posts delivered before a moment out of the store; nodes let go of what they
   * have in memory by themselves.
   *
   * @return how many went, at most {@code most}
   */
  public long forgetPostsBefore(Instant before, int most) {
    return posts.forgetBefore(before, most);
  }

  /** The sets of people that are named by posts. */
  public Set<String> postAudiences() {
    return posts.audiences();
  }

  private List<InboxEntry> list(Bson filter, int limit) {
    List<InboxEntry> entries = new ArrayList<>();
    inbox
        .find(filter)
        .sort(Sorts.descending("deliveredAt", "_id"))
        .limit(Math.clamp(limit, 1, 100))
        .forEach(document -> entries.add(entry(document)));
    return entries;
  }

  private Optional<InboxEntry> touch(String commonId, String id, String language, Bson change) {
    if (!own(commonId, id)) {
      return Optional.empty();
    }
    return touched(id, change)
        .or(
            () -> {
              // What they opened is theirs from now on, in the words they read.
              Optional<Post> post = post(commonId, id);
              post.ifPresent(found -> deliver(found.item(commonId, language)));
              return post.flatMap(found -> touched(id, change));
            });
  }

  private Optional<InboxEntry> touched(String id, Bson change) {
    return Optional.ofNullable(
            inbox.findOneAndUpdate(
                and(eq("_id", id), exists("withdrawnAt", false)),
                change,
                new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER)))
        .or(() -> Optional.ofNullable(inbox.find(eq("_id", id)).first()))
        .map(PortalInbox::entry);
  }

  private static boolean own(String commonId, String id) {
    int colon = id.lastIndexOf(':');
    return colon > 0 && id.substring(colon + 1).equals(commonId);
  }

  private static Document document(InboxItem item) {
    Document document =
        new Document("delivery", item.delivery())
            .append("commonId", item.commonId())
            .append("category", item.category().name())
            .append("title", item.title())
            .append("body", item.body())
            .append("language", item.language())
            .append("deliveredAt", Date.from(item.deliveredAt()))
            .append("importance", item.importance().name());
    item.action().ifPresent(action -> document.append("action", action.toString()));
    return document;
  }

  private static InboxEntry entry(Document document) {
    return new InboxEntry(
        new InboxItem(
            document.getString("delivery"),
            document.getString("commonId"),
            Category.valueOf(document.getString("category")),
            document.getString("title"),
            document.getString("body"),
            document.getString("language"),
            document.getDate("deliveredAt").toInstant(),
            Optional.ofNullable(document.getString("action")).map(URI::create),
            Importance.valueOf(document.getString("importance"))),
        Optional.ofNullable(document.getDate("openedAt")).map(Date::toInstant),
        Optional.ofNullable(document.getDate("acknowledgedAt")).map(Date::toInstant),
        Optional.ofNullable(document.getDate("withdrawnAt")).map(Date::toInstant));
  }
}
