package jp.todoke.delivery.clicks;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.reports.ClosedReports;
import jp.todoke.segmentation.interactions.Interaction;
import jp.todoke.segmentation.profiles.ConsentMissing;
import jp.todoke.segmentation.profiles.Profiles;
import org.bson.Document;

/**
 * Counts what is opened from mail. When a delivery is closed its report keeps the sums; its links
 * lead on from then on and are not counted. Thread-safe; any number of nodes.
 */
public final class Clicks {

  private static final int STEP = 1_000;
  private static final ZoneId JAPAN = ZoneId.of("Asia/Tokyo");

  private final MongoCollection<Document> clicks;
  private final MongoCollection<Document> clickers;
  private final ClickLinks links;
  private final Ledger ledger;
  private final ClosedReports closed;
  private final Campaigns campaigns;
  private final Profiles profiles;
  private final Clock clock;

  /** Opens the collection of this database and makes sure of its index. */
  public Clicks(
      MongoDatabase database,
      ClickLinks links,
      Ledger ledger,
      ClosedReports closed,
      Campaigns campaigns,
      Profiles profiles,
      Clock clock) {
    this.clicks = database.getCollection("clicks");
    this.clickers = database.getCollection("clickers");
    this.links = links;
    this.ledger = ledger;
    this.closed = closed;
    this.campaigns = campaigns;
    this.profiles = profiles;
    this.clock = clock;
    clicks.createIndex(Indexes.ascending("delivery"));
    clickers.createIndex(Indexes.ascending("delivery"));
  }

  /**
   * Counts one opening, unless the delivery is closed. The person is noted to care for the topic
   * where they still let it be used.
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
    if (isClosed(parcel.delivery())) {
      return;
    }
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
    if (isClosed(parcel.delivery())) {
      // It was closed meanwhile, and whoever closed it may not have seen these rows.
      forget(parcel.delivery(), () -> true);
      return;
    }
    campaigns
        .find(parcel.delivery())
        .map(campaign -> campaign.draft().topic())
        .filter(Interaction::isTopic)
        .ifPresent(topic -> note(parcel.commonId(), topic));
  }

  private boolean isClosed(String delivery) {
    return closed.reaction(delivery).isPresent();
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
    return orClosed(
        delivery,
        () -> clickers.countDocuments(eq("delivery", delivery)),
        ClosedReports.Reaction::clicked);
  }

  /** How often each address in the mails of a delivery was opened. */
  public Map<String, Long> of(String delivery) {
    return orClosed(delivery, () -> current(delivery), reaction -> new TreeMap<>(reaction.links()));
  }

  /** What has been closed in the meantime was written down before the first row went. */
  private <T> T orClosed(
      String delivery, Supplier<T> current, Function<ClosedReports.Reaction, T> kept) {
    Optional<ClosedReports.Reaction> before = closed.reaction(delivery);
    if (before.isPresent()) {
      return kept.apply(before.get());
    }
    T counted = current.get();
    return closed.reaction(delivery).map(kept).orElse(counted);
  }

  private Map<String, Long> current(String delivery) {
    Map<String, Long> counted = new TreeMap<>();
    clicks
        .find(eq("delivery", delivery))
        .forEach(found -> counted.merge(found.getString("target"), found.getLong("n"), Long::sum));
    return counted;
  }

  /**
   * Forgets the openings of a delivery whose sums are kept. Safe to break off and repeat.
   *
   * @param more asked before each step of at most {@value #STEP} rows; false ends it
   * @return whether nothing is left
   */
  public boolean forget(String delivery, BooleanSupplier more) {
    return forget(clicks, delivery, more) && forget(clickers, delivery, more);
  }

  private static boolean forget(
      MongoCollection<Document> rows, String delivery, BooleanSupplier more) {
    List<String> ids;
    do {
      if (!more.getAsBoolean()) {
        return false;
      }
      ids =
          rows.find(eq("delivery", delivery))
              .projection(new Document("_id", 1))
              .limit(STEP)
              .map(row -> row.getString("_id"))
              .into(new ArrayList<>());
      rows.deleteMany(in("_id", ids));
    } while (ids.size() == STEP);
    return true;
  }
}
