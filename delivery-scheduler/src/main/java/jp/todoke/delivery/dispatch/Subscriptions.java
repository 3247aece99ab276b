package jp.todoke.delivery.dispatch;

import java.util.Optional;
import jp.todoke.channels.Route;
import jp.todoke.delivery.campaigns.Campaigns;
import jp.todoke.delivery.ledger.Ledger;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.delivery.preferences.SignedLinks;
import jp.todoke.delivery.preferences.SignedLinks.Purpose;
import jp.todoke.delivery.triggers.Firings;

/** What the links in subscription mail do. Thread-safe. */
public final class Subscriptions {

  private final Ledger ledger;
  private final Campaigns campaigns;
  private final Firings firings;
  private final Preferences preferences;
  private final SignedLinks links;

  public Subscriptions(
      Ledger ledger,
      Campaigns campaigns,
      Firings firings,
      Preferences preferences,
      SignedLinks links) {
    this.ledger = ledger;
    this.campaigns = campaigns;
    this.firings = firings;
    this.preferences = preferences;
    this.links = links;
  }

  /**
   * Ends the topic of that mail on mail, for the person it was for. Safe to repeat.
   *
   * @return the topic; empty for a token that is none of ours
   */
  public Optional<String> stop(String token) {
    Optional<Ledger.Parcel> parcel = parcel(Purpose.UNSUBSCRIBE, token);
    Optional<String> topic = parcel.flatMap(this::topic);
    topic.ifPresent(
        ended -> preferences.turnOff(parcel.orElseThrow().commonId(), ended, Route.MAIL));
    return topic;
  }

  /** Who may be changed by a link to all preferences; empty for a token that does not hold. */
  public Optional<String> person(String token) {
    return parcel(Purpose.PREFERENCES, token).map(Ledger.Parcel::commonId);
  }

  private Optional<Ledger.Parcel> parcel(Purpose purpose, String token) {
    return links.verify(purpose, token).flatMap(ledger::parcel);
  }

  private Optional<String> topic(Ledger.Parcel parcel) {
    return switch (parcel.kind()) {
      case CAMPAIGN -> campaigns.find(parcel.delivery()).map(found -> found.draft().topic());
      case TRIGGER -> firings.of(parcel.delivery()).map(found -> found.trigger().draft().topic());
      case NOTICE, EMERGENCY -> Optional.empty();
    };
  }
}
