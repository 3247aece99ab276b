package jp.todoke.channels;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What one call sends: a slice of a delivery chunk.
 *
 * @param delivery id of the campaign or notice; first part of the inbox id
 * @param key made and saved before the first attempt, the same on every attempt; the root of LINE
 *     retry keys
 * @param category what kind of message it is
 * @param importance how the portal shows it
 * @param listId RFC 2919 list id for subscription mail, such as {@code kosodate.city.example.jp};
 *     empty for official notices
 * @param parcels 1 to {@value #LIMIT}
 */
public record Batch(
    String delivery,
    UUID key,
    Category category,
    Importance importance,
    Optional<String> listId,
    List<Parcel> parcels) {

  /** Most parcels in a batch; LINE's limit for one multicast. */
  public static final int LIMIT = 500;

  /**
   * Keeps its own copy of the parcels.
   *
   * @throws IllegalArgumentException when empty or larger than {@value #LIMIT}
   */
  public Batch {
    parcels = List.copyOf(parcels);
    if (parcels.isEmpty() || parcels.size() > LIMIT) {
      throw new IllegalArgumentException("a batch holds 1 to " + LIMIT + " parcels");
    }
  }
}
