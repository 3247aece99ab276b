package jp.todoke.delivery.addresses;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.channels.Route;
import jp.todoke.channels.Suppressions;
import jp.todoke.delivery.preferences.Preference;
import jp.todoke.delivery.preferences.Preferences;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Profiles;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.segmentation.protection.Protections;
import jp.todoke.segmentation.reach.Reach;

/** Judges people against one route. Thread-safe. */
public final class Addresses {

  private final Profiles profiles;
  private final Suppressions suppressions;
  private final Preferences preferences;
  private final Protections protections;

  public Addresses(
      Profiles profiles,
      Protections protections,
      Suppressions suppressions,
      Preferences preferences) {
    this.profiles = profiles;
    this.protections = protections;
    this.suppressions = suppressions;
    this.preferences = preferences;
  }

  /**
   * Reads the people anew and judges each; one answer per common ID, in their order.
   *
   * @param topic what it is about; not regarded for a notice
   */
  public Map<String, Addressed> ofIds(
      Collection<String> commonIds, Route route, Reach.Weight weight, String topic) {
    Map<String, Profile> found = profiles.addressees(commonIds);
    Map<String, Addressed> judged =
        of(
            commonIds.stream().filter(found::containsKey).map(found::get).toList(),
            route,
            weight,
            topic);
    Map<String, Addressed> all = new LinkedHashMap<>();
    for (String commonId : commonIds) {
      all.put(commonId, judged.getOrDefault(commonId, new Addressed.Barred("no-profile")));
    }
    return all;
  }

  /**
   * Judges people as they were just read; one answer per common ID, in their order.
   *
   * @param topic what it is about; not regarded for a notice
   */
  public Map<String, Addressed> of(
      Collection<Profile> people, Route route, Reach.Weight weight, String topic) {
    Map<String, Addressed> judged = new LinkedHashMap<>();
    Map<String, Preference> said =
        preferences.findAll(people.stream().map(Profile::commonId).toList());
    Set<String> addresses = new HashSet<>();
    for (Profile person : people) {
      Preference preference = said.getOrDefault(person.commonId(), Preference.NONE);
      Addressed one =
          switch (Reach.of(person, way(route), weight)) {
            case Reach.Reachable(String address) ->
                barrier(preference, route, weight, topic)
                    .<Addressed>map(Addressed.Barred::new)
                    .orElseGet(
                        () ->
                            new Addressed.At(
                                address,
                                person.language(),
                                preference.quietHours(),
                                person.consentsTo(Purpose.BEHAVIOUR)));
            case Reach.Unreachable(Reach.Barrier barrier) -> new Addressed.Barred(barrier.json());
          };
      judged.put(person.commonId(), one);
      if (one instanceof Addressed.At at) {
        addresses.add(at.address());
      }
    }
    if (route == Route.MAIL || route == Route.LINE) {
      shield(people, route, judged);
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

  /**
   * A protected person is not written to where anybody else may read it. In the ledger they look
   * like somebody without that contact point, because that is no news to whoever shares it.
   */
  private void shield(Collection<Profile> people, Route route, Map<String, Addressed> judged) {
    List<Profile> reached =
        people.stream()
            .filter(person -> judged.get(person.commonId()) instanceof Addressed.At)
            .toList();
    if (reached.isEmpty()) {
      return;
    }
    Set<String> protectedPeople =
        protections.among(reached.stream().map(Profile::commonId).toList());
    reached.stream()
        .filter(person -> protectedPeople.contains(person.commonId()))
        .filter(
            person ->
                route == Route.MAIL ? profiles.sharesMail(person) : profiles.sharesLine(person))
        .forEach(
            person ->
                judged.put(
                    person.commonId(),
                    new Addressed.Barred(Reach.Barrier.NO_CONTACT_POINT.json())));
  }

  private static Optional<String> barrier(
      Preference preference, Route route, Reach.Weight weight, String topic) {
    boolean notice = weight == Reach.Weight.NOTICE;
    if (preference.everythingOff() && !(notice && route == Route.PORTAL)) {
      return Optional.of("everything-off");
    }
    return !notice && preference.refuses(topic, route)
        ? Optional.of("topic-off")
        : Optional.empty();
  }

  private static Reach.Way way(Route route) {
    return switch (route) {
      case PORTAL, HTTP -> Reach.Way.PORTAL;
      case MAIL -> Reach.Way.MAIL;
      case LINE -> Reach.Way.LINE;
    };
  }
}
