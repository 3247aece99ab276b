package jp.todoke.api.campaigns;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import jp.todoke.api.problems.Problem;
import jp.todoke.api.problems.Refusal;
import jp.todoke.channels.Route;

/** Routes as they are written in JSON: {@code portal}, {@code mail}, {@code line}. */
final class Routes {

  private Routes() {}

  static String json(Route route) {
    return route.name().toLowerCase(Locale.ROOT);
  }

  static List<String> json(Set<Route> routes) {
    return routes.stream().sorted().map(Routes::json).toList();
  }

  static Set<Route> read(List<String> names) {
    return read(names, Route.ofCampaigns(), "portal, mail or line");
  }

  /**
   * The routes of an official notice.
   *
   * @param provider whether another provider is attached
   */
  static Set<Route> ofNotice(List<String> names, boolean provider) {
    return provider
        ? read(names, EnumSet.allOf(Route.class), "portal, mail, line or http")
        : read(names, Route.ofCampaigns(), "portal, mail or line; no provider is attached");
  }

  private static Set<Route> read(List<String> names, Set<Route> known, String which) {
    Set<Route> routes = EnumSet.noneOf(Route.class);
    for (String name : names) {
      Route found = null;
      for (Route route : known) {
        if (json(route).equals(name)) {
          found = route;
        }
      }
      if (found == null) {
        throw new Refusal(Problem.at(400, "invalid-route", "/routes", which));
      }
      routes.add(found);
    }
    return routes;
  }
}
