package jp.todoke.delivery.preferences;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;

/**
 * What one person wants to hear of.
 *
 * @param version counts changes, for optimistic locking; 0 while they said nothing
 * @param everythingOff whether they want nothing but the portal's record of official notices
 * @param topicsOff by topic the routes on which they do not want it
 * @param quietHours when mail and LINE wait, beside those of the city
 */
public record Preference(
    long version,
    boolean everythingOff,
    Map<String, Set<Route>> topicsOff,
    Optional<QuietHours> quietHours) {

  /** Of somebody who said nothing. */
  public static final Preference NONE = new Preference(0, false, Map.of(), Optional.empty());

  /** Keeps its own copies; a topic without a route is none. */
  public Preference {
    Map<String, Set<Route>> kept = new LinkedHashMap<>();
    topicsOff.forEach(
        (topic, routes) -> {
          if (!routes.isEmpty()) {
            kept.put(topic, Set.copyOf(routes));
          }
        });
    topicsOff = Map.copyOf(kept);
  }

  /** Whether they switched that topic off on that route. */
  public boolean refuses(String topic, Route route) {
    return topicsOff.getOrDefault(topic, Set.of()).contains(route);
  }
}
