package jp.todoke.delivery.triggers;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.ReplaceOptions;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bson.Document;
import org.bson.types.Binary;

/**
 * Who was seen in a trigger's segment before (collection {@code triggerMembers}): 8 bytes of a
 * digest each, in {@value #BUCKETS} documents a trigger. It only ever grows, so a lost write makes
 * somebody be looked at twice and never be overlooked.
 */
final class Seen {

  private static final int BUCKETS = 256;

  /** So many common IDs take some 40 MB. */
  private static final int AT_ONCE = 400_000;

  private final MongoCollection<Document> members;

  Seen(MongoDatabase database) {
    members = database.getCollection("triggerMembers");
  }

  /** What happens to those who were not seen before, before they count as seen. */
  interface Newcomers {
    void take(List<String> commonIds);
  }

  /** Who is looked at; may be walked through again. */
  interface People {
    void each(Consumer<String> taker);
  }

  /**
   * Hands over those who were not seen before, and then counts them as seen.
   *
   * @param size about how many people there are; with many they are walked through several times,
   *     so that no more than some of them are held at once
   */
  void look(String trigger, int size, People people, Newcomers newcomers) {
    int walks = Math.min(BUCKETS, Math.ceilDiv(size, AT_ONCE));
    for (int walk = 0; walk < walks; walk++) {
      Map<Integer, List<String>> buckets = new TreeMap<>();
      int these = walk;
      people.each(
          commonId -> {
            int bucket = (int) digest(commonId) & BUCKETS - 1;
            if (bucket % walks == these) {
              buckets.computeIfAbsent(bucket, added -> new ArrayList<>()).add(commonId);
            }
          });
      buckets.forEach((bucket, some) -> lookInto(trigger + ":" + bucket, some, newcomers));
    }
  }

  private void lookInto(String id, List<String> commonIds, Newcomers newcomers) {
    Document document = members.find(eq("_id", id)).first();
    long[] seen = document == null ? new long[0] : read(document.get("seen", Binary.class));
    List<String> fresh =
        commonIds.stream()
            .filter(commonId -> Arrays.binarySearch(seen, digest(commonId)) < 0)
            .toList();
    if (!fresh.isEmpty()) {
      newcomers.take(fresh);
      long[] grown =
          LongStream.concat(Arrays.stream(seen), fresh.stream().mapToLong(Seen::digest))
              .sorted()
              .distinct()
              .toArray();
      members.replaceOne(
          eq("_id", id), new Document("seen", write(grown)), new ReplaceOptions().upsert(true));
    }
  }

  private static long[] read(Binary seen) {
    long[] digests = new long[seen.length() / Long.BYTES];
    ByteBuffer.wrap(seen.getData()).asLongBuffer().get(digests);
    return digests;
  }

  private static Binary write(long[] digests) {
    ByteBuffer bytes = ByteBuffer.allocate(digests.length * Long.BYTES);
    bytes.asLongBuffer().put(digests);
    return new Binary(bytes.array());
  }

  static long digest(String commonId) {
    try {
      return ByteBuffer.wrap(
              MessageDigest.getInstance("SHA-256")
                  .digest(commonId.getBytes(StandardCharsets.UTF_8)))
          .getLong();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
