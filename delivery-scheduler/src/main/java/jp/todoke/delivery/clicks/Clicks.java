package jp.todoke.delivery.clicks;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.ConsentMissing;
import jp.todoke.segmentation.profiles.Profiles;
import org.bson.Document;

/** Counts what is opened from mail. Thread-safe; any number of nodes. */
public final class Clicks {

  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  private final MongoCollection<Document> clicks;
  private final MongoCollection<Document> clickers;
  private final ClickLinks links;
  private final Ledger ledger;
  private final Campaigns campaigns;
  private final Profiles profiles;
  private final Clock clock;

  /** Opens the collection of this database and makes sure of its index. */
  public Clicks(
      MongoDatabase database,
      ClickLinks links,
      Ledger ledger,
      Campaigns campaigns,
      Profiles profiles,
      Clock clock) {
    this.clicks = database.getCollection("clicks");
    this.clickers = database.getCollection("clickers");
    this.links = links;
    this.ledger = ledger;
    this.campaigns = campaigns;
    this.profiles = profiles;
    this.clock = clock;
    clicks.createIndex(Indexes.ascending("delivery"));
    clickers.createIndex(Indexes.ascending("delivery"));
  }

  /**
   * Counts one opening. The person is noted to care for the topic where they still let it be used.
   *
   * @return where to go; empty for a token that does not hold
   */
  public Optional<URI> open(String token) {
    Optional<ClickLinks.Click> click = links.read(token);
    Optional<Ledger.Parcel> parcel = click.flatMap(found -> ledger.parcel(found.ref()));
    parcel.ifPresent(found -> count(found, click.orElseThrow()));
    return click.map(ClickLinks.Click::target);
  }

  private void count(Ledger.Parcel parcel, ClickLinks.Click click) {
    // Whose mail it stood in is asked of nobody: a digest tells two of them apart, no more.
    clickers.updateOne(
        eq("_id", parcel.delivery() + ":" + digest(click.ref())),
        Updates.setOnInsert("delivery", parcel.delivery()),
        new UpdateOptions().upsert(true));
    String day = LocalDate.ofInstant(clock.instant(), JAPAN).toString();
    String address = click.target().toString();
    clicks.updateOne(
        eq("_id", parcel.delivery() + ":" + day + ":" + digest(address)),
        Updates.combine(
            Updates.setOnInsert("delivery", parcel.delivery()),
            Updates.setOnInsert("day", day),
            Updates.setOnInsert("target", address),
            Updates.inc("n", 1L)),
        new UpdateOptions().upsert(true));
    campaigns
        .find(parcel.delivery())
        .map(campaign -> campaign.draft().topic())
        .filter(Interaction::isTopic)
        .ifPresent(topic -> note(parcel.commonId(), topic));
  }

  private static UUID digest(String text) {
    return UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  private void note(String commonId, String topic) {
    try {
      profiles.interacted(commonId, Interaction.Kind.OPENED, topic);
    } catch (ConsentMissing takenBack) {
      // The mail was made while they agreed; now it is counted without them.
      return;
    }
  }

  /** In how many people's mails of a delivery an address was opened, however often. */
  public long people(String delivery) {
    return clickers.countDocuments(eq("delivery", delivery));
  }

  /** How often each address in the mails of a delivery was opened. */
  public Map<String, Long> of(String delivery) {
    Map<String, Long> counted = new TreeMap<>();
    clicks
        .find(eq("delivery", delivery))
        .forEach(found -> counted.merge(found.getString("target"), found.getLong("n"), Long::sum));
    return counted;
  }
}
