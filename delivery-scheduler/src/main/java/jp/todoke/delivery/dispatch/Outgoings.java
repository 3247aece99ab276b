package jp.todoke.delivery.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jp.todoke.channels.Category;
import jp.todoke.channels.Importance;
import jp.todoke.delivery.campaigns.Campaign;
import jp.todoke.delivery.campaigns.CampaignDraft;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.ledger.Chunk;
import jp.todoke.delivery.ledger.Kind;
import jp.todoke.delivery.notices.Notice;
import jp.todoke.delivery.notices.Notices;
import jp.todoke.delivery.triggers.Firings;
import jp.todoke.delivery.triggers.Trigger;
import jp.todoke.delivery.triggers.TriggerDraft;
import jp.todoke.delivery.wording.Wording;
import jp.todoke.templates.Templates;

/**
 * Says what chunks are about. What goes to many is read once a minute and not for each of its
 * chunks: once approved it does not change. Thread-safe.
 */
final class Outgoings {

  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MOST_KEPT = 32;

  private final Campaigns campaigns;
  private final Notices notices;
  private final Firings firings;
  private final Templates templates;
  private final Clock clock;
  private final Map<String, Kept> kept =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Kept> eldest) {
          return size() > MOST_KEPT;
        }
      };

  private record Kept(Outgoing outgoing, Instant until) {}

  Outgoings(
      Campaigns campaigns, Notices notices, Firings firings, Templates templates, Clock clock) {
    this.campaigns = campaigns;
    this.notices = notices;
    this.firings = firings;
    this.templates = templates;
    this.clock = clock;
  }

  /**
   * What a chunk is about.
   *
   * @throws IllegalStateException when what it belongs to is gone
   */
  Outgoing of(Chunk chunk) {
    if (chunk.kind() == Kind.NOTICE) {
      return read(chunk);
    }
    Instant now = clock.instant();
    Optional<Outgoing> known = known(chunk, now);
    if (known.isPresent()) {
      return known.get();
    }
    Outgoing read = read(chunk);
    if (read.wording().hash().equals(chunk.payload())) {
      synchronized (kept) {
        kept.put(chunk.delivery(), new Kept(read, now.plus(KEPT)));
      }
    }
    return read;
  }

  private Optional<Outgoing> known(Chunk chunk, Instant now) {
    synchronized (kept) {
      return Optional.ofNullable(kept.get(chunk.delivery()))
          .filter(one -> now.isBefore(one.until()))
          .map(Kept::outgoing)
          .filter(one -> one.wording().hash().equals(chunk.payload()));
    }
  }

  private Outgoing read(Chunk chunk) {
    return switch (chunk.kind()) {
      case CAMPAIGN, EMERGENCY -> {
        CampaignDraft draft =
            campaigns
                .find(chunk.delivery())
                .map(Campaign::draft)
                .orElseThrow(() -> new IllegalStateException(chunk.id() + " has no campaign"));
        Wording wording =
            Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values());
        yield new Outgoing(
            wording,
            Category.PUSH,
            draft.emergency() ? Importance.EMERGENCY : Importance.NORMAL,
            draft.topic(),
            wording.sensitive(),
            false,
            draft.usefulUntil(),
            () -> !campaigns.sending(chunk.delivery()));
      }
      case TRIGGER -> {
        Firings.Firing firing =
            firings
                .of(chunk.delivery())
                .orElseThrow(() -> new IllegalStateException(chunk.id() + " has no trigger"));
        TriggerDraft draft = firing.trigger().draft();
        Wording wording =
            Wording.of(templates, draft.templateId(), draft.templateVersion(), draft.values());
        yield new Outgoing(
            wording,
            Category.PUSH,
            Importance.NORMAL,
            draft.topic(),
            wording.sensitive(),
            false,
            firing.usefulUntil(),
            () -> resting(chunk.delivery()));
      }
      case NOTICE -> {
        Notice notice =
            notices
                .find(chunk.delivery())
                .orElseThrow(() -> new IllegalStateException(chunk.id() + " has no notice"));
        yield new Outgoing(
            Wording.of(
                templates,
                notice.draft().templateId(),
                notice.draft().templateVersion(),
                notice.draft().values()),
            Category.NOTICE,
            Importance.IMPORTANT,
            "",
            true,
            true,
            Optional.empty(),
            () -> withdrawn(chunk.delivery()));
      }
    };
  }

  private boolean withdrawn(String notice) {
    return notices.find(notice).filter(found -> found.status() == Notice.Status.APPROVED).isEmpty();
  }

  private boolean resting(String group) {
    return firings
        .of(group)
        .filter(found -> found.trigger().status() == Trigger.Status.ACTIVE)
        .isEmpty();
  }
}
