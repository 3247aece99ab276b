package jp.todoke.delivery.dispatch;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import jp.todoke.channels.portal.PortalInbox;
import jp.todoke.channels.portal.Post;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Crowd;
import jp.todoke.delivery.ledger.Recipient.State;
import jp.todoke.delivery.ledger.Release;

/**
 * Puts up one post for a whole crowd. The inbox keeps a post of the same name as it is, so that
 * nothing is in doubt when this is broken off and done again.
 */
final class Announcement {

  private static final System.Logger LOG = System.getLogger(Announcement.class.getName());

  private final Dispatcher.Tools tools;
  private final PortalInbox inbox;
  private final Chunk chunk;
  private final Crowd crowd;
  private final Outgoing outgoing;

  Announcement(
      Dispatcher.Tools tools, PortalInbox inbox, Chunk chunk, Crowd crowd, Outgoing outgoing) {
    this.tools = tools;
    this.inbox = inbox;
    this.chunk = chunk;
    this.crowd = crowd;
    this.outgoing = outgoing;
  }

  void run() {
    Instant now = tools.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    chunk.set(outcome(now));
    if (!tools.ledger().save(chunk, new Release.Done())) {
      LOG.log(System.Logger.Level.WARNING, "{0} was taken over; nothing recorded", chunk.id());
    }
  }

  private Crowd outcome(Instant now) {
    if (outgoing.halted().getAsBoolean()) {
      return crowd.ended(State.SUPPRESSED, "stopped", now);
    }
    if (outgoing.usefulUntil().filter(until -> !now.isBefore(until)).isPresent()) {
      return crowd.ended(State.EXPIRED, "late", now);
    }
    if (!outgoing.wording().hash().equals(chunk.payload())) {
      LOG.log(System.Logger.Level.ERROR, "{0} is no longer what was approved", chunk.id());
      return crowd.ended(State.FAILED, "payload-changed", now);
    }
    inbox.publish(post(now));
    return crowd.ended(State.SENT, "", now);
  }

  private Post post(Instant now) {
    Map<String, Post.Words> words = new TreeMap<>();
    outgoing
        .wording()
        .samples()
        .forEach(
            (language, spoken) ->
                words.put(language, new Post.Words(spoken.subject(), spoken.text())));
    String own = words.containsKey("ja") ? "ja" : words.keySet().iterator().next();
    return new Post(
        chunk.delivery(),
        crowd.set(),
        outgoing.category(),
        words,
        own,
        now,
        Optional.empty(),
        outgoing.importance());
  }
}
