package jp.todoke.api.audiences;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import jp.todoke.segmentation.attributes.Attributes;
import jp.todoke.segmentation.attributes.Catalogue;
import jp.todoke.segmentation.audiences.Audiences;
import jp.todoke.segmentation.audiences.Recomputation;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.rules.Decisions;
import jp.todoke.segmentation.rules.Rule;
import jp.todoke.segmentation.rules.RuleBook;

/**
 * Lets audiences follow what happens: a profile that changed, here or on another node; a
 * publication; a new day in Japan. Called by one timer; each step is safe to repeat.
 */
@Singleton
public class AudienceKeeper {

  private static final int MOST_SINGLY = 1_000;

  /** Clocks of nodes differ a little, and a write takes a moment. */
  private static final Duration OVERLAP = Duration.ofSeconds(10);

  private final Audiences audiences;
  private final Profiles profiles;
  private final Decisions decisions;
  private final Attributes attributes;
  private final Clock clock;
  private Optional<State> kept = Optional.empty();
  private Instant seenUntil = Instant.EPOCH;
  private volatile boolean again;

  @Inject
  public AudienceKeeper(
      Audiences audiences,
      Profiles profiles,
      Decisions decisions,
      Attributes attributes,
      Clock clock) {
    this.audiences = audiences;
    this.profiles = profiles;
    this.decisions = decisions;
    this.attributes = attributes;
    this.clock = clock;
  }

  /** What audiences depend on beside profiles. */
  private record State(LocalDate asOf, List<Rule> segments, Catalogue catalogue) {}

  /** Lets the next step decide what is not decided yet, after somebody cancelled. */
  public void again() {
    again = true;
  }

  /** Brings audiences up to date with everything that happened since the last step. */
  public synchronized void step() {
    RuleBook book = decisions.book();
    State now =
        new State(
            book.asOf(),
            book.rules().stream()
                .filter(rule -> rule.key().subject() == Rule.Subject.SEGMENT)
                .toList(),
            attributes.catalogue());
    Instant until = clock.instant().minus(OVERLAP);
    List<String> changed = profiles.changedSince(seenUntil, MOST_SINGLY + 1);
    boolean all = kept.isEmpty() || changed.size() > MOST_SINGLY;
    boolean otherCatalogue = kept.isPresent() && !kept.get().catalogue().equals(now.catalogue());
    if (all || otherCatalogue) {
      audiences.load();
    } else {
      changed.forEach(audiences::changed);
    }
    if (all || again || !kept.equals(Optional.of(now))) {
      again = false;
      Recomputation work = audiences.recompute();
      work.run();
    }
    kept = Optional.of(now);
    seenUntil = until;
  }
}
