package jp.todoke.channels.portal;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import jp.todoke.channels.Category;
import jp.todoke.channels.Importance;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code posts}: every node holds them all, and looks for those of other nodes once
 * a second when it is asked. Thread-safe.
 */
final class Posts {

  private static final Duration LOOKED_UP = Duration.ofSeconds(1);

  /** Clocks of nodes differ, and a write may become visible a moment after its date. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private static final Comparator<Post> NEWEST_FIRST =
      Comparator.comparing(Post::deliveredAt).thenComparing(Post::delivery).reversed();

  private final MongoCollection<Document> posts;
  private final PostAudiences audiences;
  private final Clock clock;
  private final Map<String, Post> known = new ConcurrentHashMap<>();
  private final ReentrantLock looking = new ReentrantLock();
  private volatile List<Post> newestFirst = List.of();
  private volatile Instant lookedAt = Instant.MIN;

  Posts(MongoDatabase database, PostAudiences audiences, Clock clock) {
    this.posts = database.getCollection("posts");
    this.audiences = audiences;
    this.clock = clock;
    posts.createIndex(Indexes.ascending("writtenAt"));
  }

  /** Keeps a post; one of its id that is there already stays as it is. */
  void publish(Post post) {
    Document document =
        new Document("audience", post.audience())
            .append("category", post.category().name())
            .append("language", post.language())
            .append("deliveredAt", Date.from(post.deliveredAt()))
            .append("writtenAt", Date.from(clock.instant()))
            .append("importance", post.importance().name());
    Document words = new Document();
    post.words()
        .forEach(
            (tag, spoken) ->
                words.append(
                    tag, new Document("title", spoken.title()).append("body", spoken.body())));
    document.append("words", words);
    post.action().ifPresent(action -> document.append("action", action.toString()));
    posts.updateOne(
        Filters.eq("_id", post.delivery()),
        new Document("$setOnInsert", document),
        new UpdateOptions().upsert(true));
    look(Filters.eq("_id", post.delivery()));
  }

  /** The posts for that person, newest first. */
  List<Post> of(String commonId) {
    refresh();
    return newestFirst.stream()
        .filter(post -> audiences.contains(post.audience(), commonId))
        .toList();
  }

  /** The post of that delivery, if it is for that person. */
  Optional<Post> find(String delivery, String commonId) {
    refresh();
    return Optional.ofNullable(known.get(delivery))
        .filter(post -> audiences.contains(post.audience(), commonId));
  }

  /** One reader looks for new posts, the others go on with what is known. */
  private void refresh() {
    Instant now = clock.instant();
    boolean never = lookedAt.equals(Instant.MIN);
    if (!never && now.isBefore(lookedAt.plus(LOOKED_UP))) {
      return;
    }
    if (never) {
      looking.lock();
    } else if (!looking.tryLock()) {
      return;
    }
    try {
      if (lookedAt.equals(Instant.MIN)) {
        look(Filters.empty());
      } else if (!now.isBefore(lookedAt.plus(LOOKED_UP))) {
        look(Filters.gte("writtenAt", Date.from(lookedAt.minus(OVERLAP))));
      }
      lookedAt = now;
    } finally {
      looking.unlock();
    }
  }

  private void look(Bson filter) {
    boolean[] more = {false};
    posts
        .find(filter)
        .forEach(
            document ->
                more[0] |= known.putIfAbsent(document.getString("_id"), post(document)) == null);
    if (more[0]) {
      newestFirst = known.values().stream().sorted(NEWEST_FIRST).toList();
    }
  }

  private static Post post(Document document) {
    Map<String, Post.Words> words = new HashMap<>();
    document
        .get("words", Document.class)
        .forEach(
            (tag, spoken) ->
                words.put(
                    tag,
                    new Post.Words(
                        ((Document) spoken).getString("title"),
                        ((Document) spoken).getString("body"))));
    return new Post(
        document.getString("_id"),
        document.getString("audience"),
        Category.valueOf(document.getString("category")),
        words,
        document.getString("language"),
        document.getDate("deliveredAt").toInstant(),
        Optional.ofNullable(document.getString("action")).map(URI::create),
        Importance.valueOf(document.getString("importance")));
  }
}
