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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import jp.todoke.channels.Category;
import jp.todoke.channels.Importance;
import org.bson.Document;
import org.bson.conversions.Bson;

/**
 * The collection {@code posts}: every node holds those that are kept, looks for those of other
 * nodes once a second when it is asked, and then lets go of those whose time is over, whoever takes
 * them out of the store. Thread-safe.
 */
final class Posts {

  private static final Duration LOOKED_UP = Duration.ofSeconds(1);

  /** Clocks of nodes differ, and a write may become visible a moment after its date. */
  private static final Duration OVERLAP = Duration.ofMinutes(1);

  private static final Comparator<Post> NEWEST_FIRST =
      Comparator.comparing(Post::deliveredAt).thenComparing(Post::delivery).reversed();

  private final MongoCollection<Document> posts;
  private final PostAudiences audiences;
  private final Duration kept;
  private final Clock clock;
  private final Map<String, Post> known = new ConcurrentHashMap<>();
  private final ReentrantLock looking = new ReentrantLock();
  private volatile List<Post> newestFirst = List.of();
  private volatile Instant lookedAt = Instant.MIN;

  Posts(MongoDatabase database, PostAudiences audiences, Duration kept, Clock clock) {
    this.posts = database.getCollection("posts");
    this.audiences = audiences;
    this.kept = kept;
    this.clock = clock;
    posts.createIndex(Indexes.ascending("writtenAt"));
    posts.createIndex(Indexes.ascending("deliveredAt"));
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
      letGo(now.minus(kept));
    } finally {
      looking.unlock();
    }
  }

  private void look(Bson filter) {
    boolean[] more = {false};
    posts
        .find(
            Filters.and(filter, Filters.gte("deliveredAt", Date.from(clock.instant().minus(kept)))))
        .forEach(
            document ->
                more[0] |= known.putIfAbsent(document.getString("_id"), post(document)) == null);
    if (more[0]) {
      order();
    }
  }

  private void letGo(Instant before) {
    if (known.values().removeIf(post -> post.deliveredAt().isBefore(before))) {
      order();
    }
  }

  private synchronized void order() {
    newestFirst = known.values().stream().sorted(NEWEST_FIRST).toList();
  }

  /** The sets of people that are named by posts of the store. */
  Set<String> audiences() {
    return posts.distinct("audience", String.class).into(new HashSet<>());
  }

  /** Takes some of the posts delivered before a moment out of the store; says how many. */
  long forgetBefore(Instant before, int most) {
    List<String> old =
        posts
            .find(Filters.lt("deliveredAt", Date.from(before)))
            .projection(new Document("_id", 1))
            .limit(most)
            .map(document -> document.getString("_id"))
            .into(new ArrayList<>());
    return posts.deleteMany(Filters.in("_id", old)).getDeletedCount();
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
