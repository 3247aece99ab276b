package jp.todoke.delivery.triggers;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;

/**
 * What an editor decides about a trigger.
 *
 * @param title name for staff, 1 to 200 UTF-16 units
 * @param segmentId whom it may be for; being in it is asked at the moment of firing
 * @param segmentVersion pinned; it rests when another version is published
 * @param templateVersion pinned
 * @param routes the roads, at least one
 * @param topic what citizens can switch off
 * @param values template values, the same for everybody
 * @param usefulFor how long after firing it is of use; empty = without end
 */
public record TriggerDraft(
    String title,
    When when,
    String segmentId,
    int segmentVersion,
    String templateId,
    int templateVersion,
    Set<Route> routes,
    String topic,
    Map<String, Object> values,
    Optional<Duration> usefulFor) {

  /** Keeps its own copies. */
  public TriggerDraft {
    routes = Set.copyOf(routes);
    values = Map.copyOf(values);
  }
}
