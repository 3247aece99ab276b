package jp.todoke.channels;

import com.mongodb.MongoException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A channel whose every attempt at an official notice is kept as a receipt, for the evidence. What
 * goes to many is counted by the ledger alone. As thread-safe as the channel.
 */
public final class RecordedChannel implements Channel {

  private static final System.Logger LOG = System.getLogger(RecordedChannel.class.getName());

  private final Channel channel;
  private final Receipts receipts;
  private final Clock clock;

  public RecordedChannel(Channel channel, Receipts receipts, Clock clock) {
    this.channel = channel;
    this.receipts = receipts;
    this.clock = clock;
  }

  @Override
  public Route route() {
    return channel.route();
  }

  @Override
  public List<SendResult> send(Batch batch) {
    List<SendResult> results = channel.send(batch);
    if (batch.category() == Category.NOTICE) {
      keep(batch, results);
    }
    return results;
  }

  private void keep(Batch batch, List<SendResult> results) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<Receipt> kept = new ArrayList<>();
    for (int place = 0; place < results.size(); place++) {
      SendResult result = results.get(place);
      String provider = channel.route().name().toLowerCase(Locale.ROOT);
      String said =
          result instanceof SendResult.Accepted(String receipt) && !receipt.isBlank()
              ? receipt
              : now.toString();
      kept.add(
          new Receipt(
              provider, batch.parcels().get(place).ref(), word(result), Optional.of(said), now));
    }
    try {
      receipts.record(kept);
    } catch (MongoException away) {
      // What was sent is sent; the ledger still knows the outcome.
      LOG.log(System.Logger.Level.ERROR, "receipts of {0} were not kept", batch.delivery());
    }
  }

  private static String word(SendResult result) {
    return switch (result) {
      case SendResult.Accepted accepted -> "accepted";
      case SendResult.Refused(RefusalReason reason, String detail) -> "refused " + json(reason);
      case SendResult.Deferred(DeferralReason reason, Optional<Duration> after) ->
          "deferred " + json(reason);
      case SendResult.Unknown unknown -> "no answer";
    };
  }

  private static String json(Enum<?> reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  @Override
  public void close() {
    channel.close();
  }
}
