package jp.todoke.api.preferences;

import jakarta.ws.rs.core.Response;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.api.rest.Version;
import jp.todoke.channels.Route;
import jp.todoke.delivery.preferences.Preference;
import jp.todoke.delivery.preferences.QuietHours;

/**
 * Preferences as they travel.
 *
 * @param everythingOff nothing but the portal's record of official notices
 * @param topicsOff by topic the routes on which it is not wanted
 * @param quietHours when mail and LINE wait
 */
public record PreferenceJson(
    boolean everythingOff, Map<String, List<String>> topicsOff, Optional<Hours> quietHours) {

  /** Local times in Asia/Tokyo, such as 21:00 and 07:00. */
  public record Hours(String from, String to) {}

  static Response answer(Preference preference) {
    Map<String, List<String>> topics = new TreeMap<>();
    preference
        .topicsOff()
        .forEach(
            (topic, routes) ->
                topics.put(topic, routes.stream().sorted().map(PreferenceJson::json).toList()));
    return Response.ok(
            new PreferenceJson(
                preference.everythingOff(),
                topics,
                preference
                    .quietHours()
                    .map(hours -> new Hours(hours.from().toString(), hours.to().toString()))))
        .tag(Version.tag(preference.version()))
        .header("Cache-Control", "no-store")
        .build();
  }

  Preference read() {
    Map<String, Set<Route>> topics = new TreeMap<>();
    topicsOff.forEach((topic, routes) -> topics.put(topic, routes(routes)));
    return new Preference(0, everythingOff, topics, quietHours.map(PreferenceJson::hours));
  }

  private static Set<Route> routes(List<String> names) {
    Set<Route> routes = new HashSet<>();
    for (String name : names) {
      routes.add(
          Route.ofCampaigns().stream()
              .filter(route -> json(route).equals(name))
              .findFirst()
              .orElseThrow(
                  () ->
                      new Refusal(
                          Problem.at(
                              400, "invalid-preference", "/topicsOff", "portal, mail or line"))));
    }
    return routes;
  }

  private static String json(Route route) {
    return route.name().toLowerCase(Locale.ROOT);
  }

  private static QuietHours hours(Hours hours) {
    try {
      return QuietHours.of(hours.from() + "-" + hours.to());
    } catch (IllegalArgumentException malformed) {
      throw new Refusal(
          Problem.at(
              400, "invalid-preference", "/quietHours", "two different times such as 21:00"));
    }
  }
}
