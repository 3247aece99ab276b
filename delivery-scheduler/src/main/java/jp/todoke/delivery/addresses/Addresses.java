package jp.todoke.delivery.addresses;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppressions;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.reach.Reach;

/** Judges people against one route. Thread-safe. */
public final class Addresses {

  private final Profiles profiles;
  private final Suppressions suppressions;

  public Addresses(Profiles profiles, Suppressions suppressions) {
    this.profiles = profiles;
    this.suppressions = suppressions;
  }

  /** Reads the people anew and judges each; one answer per common ID, in their order. */
  public Map<String, Addressed> ofIds(
      Collection<String> commonIds, Route route, Reach.Weight weight) {
    Map<String, Profile> found = profiles.findAll(commonIds);
    Map<String, Addressed> judged =
        of(commonIds.stream().filter(found::containsKey).map(found::get).toList(), route, weight);
    Map<String, Addressed> all = new LinkedHashMap<>();
    for (String commonId : commonIds) {
      all.put(commonId, judged.getOrDefault(commonId, new Addressed.Barred("no-profile")));
    }
    return all;
  }

  /** Judges people as they were just read; one answer per common ID, in their order. */
  public Map<String, Addressed> of(Collection<Profile> people, Route route, Reach.Weight weight) {
    Map<String, Addressed> judged = new LinkedHashMap<>();
    Set<String> addresses = new HashSet<>();
    for (Profile person : people) {
      Addressed one =
          switch (Reach.of(person, way(route), weight)) {
            case Reach.Reachable(String address) -> new Addressed.At(address, person.language());
            case Reach.Unreachable(Reach.Barrier barrier) -> new Addressed.Barred(barrier.json());
          };
      judged.put(person.commonId(), one);
      if (one instanceof Addressed.At at) {
        addresses.add(at.address());
      }
    }
    if (route != Route.PORTAL && !addresses.isEmpty()) {
      Set<String> suppressed = suppressions.suppressed(route, addresses);
      judged.replaceAll(
          (commonId, one) ->
              one instanceof Addressed.At at && suppressed.contains(at.address())
                  ? new Addressed.Barred("suppression-list")
                  : one);
    }
    return judged;
  }

  private static Reach.Way way(Route route) {
    return switch (route) {
      case PORTAL -> Reach.Way.PORTAL;
      case MAIL -> Reach.Way.MAIL;
      case LINE -> Reach.Way.LINE;
    };
  }
}
