package jp.todoke.delivery.dispatch;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import jp.todoke.delivery.clicks.ClickLinks;
import jp.todoke.delivery.preferences.SignedLinks;
import jp.todoke.delivery.preferences.SignedLinks.Purpose;
import jp.todoke.templates.Rendering;

/** Addresses that carry a token naming the parcel. Thread-safe. */
public final class SignedUnsubscribeLinks implements UnsubscribeLinks {

  private final SignedLinks links;
  private final String stop;
  private final String settings;
  private final Duration settingsFor;
  private final Clock clock;
  private final ClickLinks clicks;

  /** Without counting what is opened. */
  public SignedUnsubscribeLinks(
      SignedLinks links, String stop, String settings, Duration settingsFor, Clock clock) {
    this(links, stop, settings, settingsFor, new ClickLinks(links, "", List.of(), clock), clock);
  }

  /**
   * @param stop what stands before the token of the one-click address
   * @param settings what stands before the token of the page with all preferences
   * @param settingsFor how long that page may be opened after the mail was made
   * @param clicks leads the mail's own links through the city
   */
  public SignedUnsubscribeLinks(
      SignedLinks links,
      String stop,
      String settings,
      Duration settingsFor,
      ClickLinks clicks,
      Clock clock) {
    this.clicks = clicks;
    this.links = links;
    this.stop = stop;
    this.settings = settings;
    this.settingsFor = settingsFor;
    this.clock = clock;
  }

  @Override
  public Optional<Links> of(String ref) {
    return Optional.of(
        new Links(
            URI.create(stop + links.sign(Purpose.UNSUBSCRIBE, ref)),
            URI.create(
                settings
                    + links.sign(Purpose.PREFERENCES, ref, clock.instant().plus(settingsFor)))));
  }

  @Override
  public Rendering.Rendered counted(Rendering.Rendered words, String ref) {
    return clicks.through(words, ref);
  }
}
