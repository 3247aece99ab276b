package jp.todoke.segmentation.reach;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import jp.todoke.segmentation.profiles.Consent;
import jp.todoke.segmentation.profiles.ContactPoints;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.ProfileKind;
import jp.todoke.segmentation.profiles.Purpose;
import jp.todoke.segmentation.reach.Reach.Barrier;
import jp.todoke.segmentation.reach.Reach.Reachable;
import jp.todoke.segmentation.reach.Reach.Unreachable;
import jp.todoke.segmentation.reach.Reach.Way;
import jp.todoke.segmentation.reach.Reach.Weight;
import org.junit.jupiter.api.Test;

class ReachTest {

  private static final ContactPoints BOTH =
      new ContactPoints(Optional.of("sato@example.jp"), true, Optional.of("U1"));

  @Test
  void aPushNeedsConsentAndANoticeDoesNot() {
    Profile silent = person(BOTH, false, Set.of());
    assertThat(Reach.of(silent, Way.MAIL, Weight.PUSH))
        .isEqualTo(new Unreachable(Barrier.NO_CONSENT));
    assertThat(Reach.of(silent, Way.MAIL, Weight.NOTICE))
        .isEqualTo(new Reachable("sato@example.jp"));
  }

  @Test
  void aRouteSwitchedOffIsHeededButThePortalKeepsNotices() {
    Profile quiet = person(BOTH, true, Set.of("portal", "line"));
    assertThat(Reach.of(quiet, Way.LINE, Weight.NOTICE))
        .isEqualTo(new Unreachable(Barrier.ROUTE_OFF));
    assertThat(Reach.of(quiet, Way.PORTAL, Weight.PUSH))
        .isEqualTo(new Unreachable(Barrier.ROUTE_OFF));
    assertThat(Reach.of(quiet, Way.PORTAL, Weight.NOTICE)).isEqualTo(new Reachable("sato"));
    assertThat(Reach.of(quiet, Way.MAIL, Weight.PUSH)).isEqualTo(new Reachable("sato@example.jp"));
  }

  @Test
  void anAddressNobodyConfirmedIsNotWrittenTo() {
    Profile unverified =
        person(
            new ContactPoints(Optional.of("x@example.jp"), false, Optional.empty()),
            true,
            Set.of());
    assertThat(Reach.of(unverified, Way.MAIL, Weight.NOTICE))
        .isEqualTo(new Unreachable(Barrier.NOT_VERIFIED));
    assertThat(Reach.of(unverified, Way.LINE, Weight.PUSH))
        .isEqualTo(new Unreachable(Barrier.NO_CONTACT_POINT));
  }

  private static Profile person(ContactPoints contacts, boolean push, Set<String> routesOff) {
    return new Profile(
        "sato",
        ProfileKind.CITIZEN,
        Map.of(),
        contacts,
        Map.of(Purpose.PUSH, new Consent(push, "1", Instant.EPOCH)),
        routesOff,
        Optional.empty(),
        jp.todoke.segmentation.profiles.Dealings.UNKNOWN,
        "ja",
        0,
        Instant.EPOCH);
  }
}
