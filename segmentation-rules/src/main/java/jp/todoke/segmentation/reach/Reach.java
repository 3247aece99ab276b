package jp.todoke.segmentation.reach;

import java.util.Locale;
import jp.todoke.segmentation.profiles.Profile;
import jp.todoke.segmentation.profiles.Purpose;

/** The answer to "may this person be reached on this route, and where?". */
public sealed interface Reach {

  /** How weighty a delivery is. */
  enum Weight {
    /** A push chosen by attributes: needs consent and heeds preferences. */
    PUSH,
    /** An official notice to a named person: needs no consent; the portal cannot be refused. */
    NOTICE
  }

  /** The ways to a person, as far as reach is concerned. */
  enum Way {
    PORTAL,
    MAIL,
    LINE;

    private final String json = name().toLowerCase(Locale.ROOT);
  }

  /** Why somebody is not reached; each is a line in the dry run and the report. */
  enum Barrier {
    /** They did not agree to pushes, or took it back. */
    NO_CONSENT,
    /** They switched this route off. */
    ROUTE_OFF,
    /** They gave no address, or linked no account. */
    NO_CONTACT_POINT,
    /** They have not shown that the address is theirs. */
    NOT_VERIFIED;

    /** The name used in JSON: lower case with hyphens. */
    public String json() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** Yes: the mail address, the LINE user id, or the common ID for the portal. */
  record Reachable(String address) implements Reach {}

  /** No, and why. */
  record Unreachable(Barrier barrier) implements Reach {}

  /** Judges a profile as it stands now. */
  static Reach of(Profile profile, Way way, Weight weight) {
    boolean push = weight == Weight.PUSH;
    if (push && !profile.consentsTo(Purpose.PUSH)) {
      return new Unreachable(Barrier.NO_CONSENT);
    }
    boolean refusable = push || way != Way.PORTAL;
    if (refusable && profile.routesOff().contains(way.json)) {
      return new Unreachable(Barrier.ROUTE_OFF);
    }
    return switch (way) {
      case PORTAL -> new Reachable(profile.commonId());
      case MAIL -> {
        if (profile.contacts().mail().isEmpty()) {
          yield new Unreachable(Barrier.NO_CONTACT_POINT);
        }
        yield profile.contacts().mailVerified()
            ? new Reachable(profile.contacts().mail().get())
            : new Unreachable(Barrier.NOT_VERIFIED);
      }
      case LINE ->
          profile
              .contacts()
              .lineUserId()
              .<Reach>map(Reachable::new)
              .orElseGet(() -> new Unreachable(Barrier.NO_CONTACT_POINT));
    };
  }
}
