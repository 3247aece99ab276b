package jp.todoke.channels.portal;

import com.mongodb.MongoException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import jp.todoke.channels.Batch;
import jp.todoke.channels.Channel;
import jp.todoke.channels.Parcel;
import jp.todoke.channels.RefusalReason;
import jp.todoke.channels.Route;
import jp.todoke.channels.SendResult;
import org.jspecify.annotations.Nullable;

/** The road into the portal inbox: the address is the common ID, the receipt the inbox id. */
public final class PortalChannel implements Channel {

  private final PortalInbox inbox;
  private final Clock clock;

  /** Delivers into this inbox. */
  public PortalChannel(PortalInbox inbox, Clock clock) {
    this.inbox = inbox;
    this.clock = clock;
  }

  @Override
  public Route route() {
    return Route.PORTAL;
  }

  @Override
  public List<SendResult> send(Batch batch) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    List<InboxItem> items =
        batch.parcels().stream()
            .filter(parcel -> InboxItem.isCommonId(parcel.address()))
            .map(parcel -> item(batch, parcel, now))
            .toList();
    @Nullable SendResult failed = null;
    try {
      inbox.deliver(items);
    } catch (MongoException broken) {
      failed = new SendResult.Unknown("database code " + broken.getCode());
    }
    List<SendResult> results = new ArrayList<>();
    for (Parcel parcel : batch.parcels()) {
      if (!InboxItem.isCommonId(parcel.address())) {
        results.add(new SendResult.Refused(RefusalReason.UNREACHABLE, "not a common ID"));
      } else if (failed != null) {
        results.add(failed);
      } else {
        results.add(new SendResult.Accepted(batch.delivery() + ":" + parcel.address()));
      }
    }
    return results;
  }

  private static InboxItem item(Batch batch, Parcel parcel, Instant now) {
    return new InboxItem(
        batch.delivery(),
        parcel.address(),
        batch.category(),
        parcel.subject(),
        parcel.text(),
        parcel.language(),
        now,
        parcel.action(),
        batch.importance());
  }
}
