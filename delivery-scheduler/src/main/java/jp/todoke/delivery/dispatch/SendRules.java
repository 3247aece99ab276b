package jp.todoke.delivery.dispatch;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import jp.todoke.channels.Route;
import jp.todoke.delivery.addresses.Addressed;
import jp.todoke.delivery.addresses.Addresses;
import jp.todoke.delivery.budgets.ContactBudget;
import jp.todoke.delivery.ledger.Kind;
import jp.todoke.delivery.preferences.QuietHours;
import jp.todoke.segmentation.reach.Reach;

/**
 * What is asked again of every recipient at the moment of sending: consent, preference, contact
 * point and suppression list, then the hour, then the contact budget. Thread-safe.
 */
public final class SendRules {

  private static final String QUIET = "quiet-hours";
  private static final String BUDGET = "contact-budget";

  private final Addresses addresses;
  private final ContactBudget budget;
  private final Optional<QuietHours> cityHours;
  private final Clock clock;

  /**
   * @param cityHours when no mail and no LINE message rings anywhere in the city
   */
  public SendRules(
      Addresses addresses, ContactBudget budget, Optional<QuietHours> cityHours, Clock clock) {
    this.addresses = addresses;
    this.budget = budget;
    this.cityHours = cityHours;
    this.clock = clock;
  }

  /** What a slice of recipients has in common. */
  record Matter(
      String delivery, Kind kind, Route route, String topic, Optional<Instant> usefulUntil) {

    Reach.Weight weight() {
      return kind == Kind.NOTICE ? Reach.Weight.NOTICE : Reach.Weight.PUSH;
    }
  }

  /** Judges each and takes a place of the budget for those who are to be sent to. */
  Map<String, Admission> admit(Collection<String> commonIds, Matter matter) {
    Map<String, Admission> judged = judge(commonIds, matter);
    if (matter.kind().subscription()) {
      List<String> going = new ArrayList<>();
      judged.forEach(
          (commonId, admission) -> {
            if (admission instanceof Admission.Send) {
              going.add(commonId);
            }
          });
      Set<String> granted = budget.reserve(matter.delivery(), matter.route(), going);
      going.stream()
          .filter(commonId -> !granted.contains(commonId))
          .forEach(commonId -> judged.put(commonId, new Admission.Suppress(BUDGET)));
    }
    return judged;
  }

  /** Judges each without taking anything; one answer per common ID, in their order. */
  Map<String, Admission> judge(Collection<String> commonIds, Matter matter) {
    Instant now = clock.instant();
    Map<String, Admission> judged = new LinkedHashMap<>();
    addresses
        .ofIds(commonIds, matter.route(), matter.weight(), matter.topic())
        .forEach((commonId, addressed) -> judged.put(commonId, judge(addressed, matter, now)));
    return judged;
  }

  private Admission judge(Addressed addressed, Matter matter, Instant now) {
    return switch (addressed) {
      case Addressed.Barred(String reason) -> new Admission.Suppress(reason);
      case Addressed.At at ->
          quietUntil(at, matter, now)
              .map(until -> later(until, matter))
              .orElseGet(() -> new Admission.Send(at));
    };
  }

  /** The end of the hours that hold now, the person's or the city's, whichever is later. */
  private Optional<Instant> quietUntil(Addressed.At at, Matter matter, Instant now) {
    if (matter.route() == Route.PORTAL || matter.kind().urgent()) {
      return Optional.empty();
    }
    return Stream.of(at.quietHours(), cityHours)
        .flatMap(Optional::stream)
        .flatMap(hours -> hours.endIfQuiet(now).stream())
        .max(Instant::compareTo);
  }

  private static Admission later(Instant until, Matter matter) {
    return matter.usefulUntil().filter(useful -> !until.isBefore(useful)).isPresent()
        ? new Admission.Expire(QUIET)
        : new Admission.Defer(until, QUIET);
  }

  /** Gives back the slots of those who were not sent to after all. */
  void release(Collection<String> commonIds, Matter matter) {
    if (matter.kind().subscription()) {
      budget.release(matter.delivery(), matter.route(), commonIds);
    }
  }
}
