package jp.todoke.segmentation.profiles;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.interactions.Interaction;

/**
 * What goes on between a person and the city, beside the facts about them.
 *
 * @param receives the programs they receive now, as the city's systems say; empty when those have
 *     not said
 * @param interactions what they searched and opened; empty when they do not let it be used
 */
public record Dealings(Optional<Set<String>> receives, Optional<List<Interaction>> interactions) {

  /** Nothing is known of it. */
  public static final Dealings UNKNOWN = new Dealings(Optional.empty(), Optional.empty());

  public Dealings {
    receives = receives.map(Set::copyOf);
    interactions = interactions.map(List::copyOf);
  }

  /** Without interactions; they may be used where the person said so. */
  static Dealings of(Optional<Set<String>> receives, Map<Purpose, Consent> consents) {
    Consent behaviour = consents.get(Purpose.BEHAVIOUR);
    boolean usable = behaviour != null && behaviour.granted();
    return new Dealings(receives, usable ? Optional.of(List.of()) : Optional.empty());
  }

  /** The same with other interactions, where the person lets them be used. */
  public Dealings with(List<Interaction> now) {
    return interactions.isEmpty() ? this : new Dealings(receives, Optional.of(now));
  }

  /**
   * How often they did something about a topic; empty when it may not be used.
   *
   * @param kind what they did; empty means anything
   * @param since the first day that counts
   */
  public Optional<Integer> times(Optional<Interaction.Kind> kind, String topic, LocalDate since) {
    return interactions.map(
        all ->
            all.stream()
                .filter(one -> one.topic().equals(topic) && !one.on().isBefore(since))
                .filter(one -> kind.isEmpty() || kind.get() == one.kind())
                .mapToInt(Interaction::times)
                .sum());
  }
}
