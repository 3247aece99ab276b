package jp.todoke.segmentation.profiles;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What decides whether somebody can be reached, without saying where: consent to pushes, routes
 * switched off, and which contact points there are, as seven bits.
 */
public final class ContactMarks {

  /** How many different marks there are. */
  public static final int COUNT = 128;

  private static final List<String> ROUTES = List.of("portal", "mail", "line");
  private static final int CONSENT = 1;
  private static final int FIRST_ROUTE = 2;
  private static final int MAIL = 16;
  private static final int VERIFIED = 32;
  private static final int LINE = 64;

  private ContactMarks() {}

  /** The marks of a profile. */
  public static int of(Profile profile) {
    return of(
        profile.consentsTo(Purpose.PUSH),
        profile.routesOff(),
        profile.contacts().mail().isPresent(),
        profile.contacts().mailVerified(),
        profile.contacts().lineUserId().isPresent());
  }

  static int of(
      boolean consent, Iterable<String> routesOff, boolean mail, boolean verified, boolean line) {
    int marks = (consent ? CONSENT : 0) | (mail ? MAIL : 0);
    for (String route : routesOff) {
      int place = ROUTES.indexOf(route);
      marks |= place < 0 ? 0 : FIRST_ROUTE << place;
    }
    return marks | (verified ? VERIFIED : 0) | (line ? LINE : 0);
  }

  /** Somebody made up with these marks, for the one judge of reach to be asked. */
  public static Profile example(int marks) {
    Set<String> routesOff = new HashSet<>();
    for (String route : ROUTES) {
      if ((marks & FIRST_ROUTE << ROUTES.indexOf(route)) != 0) {
        routesOff.add(route);
      }
    }
    return new Profile(
        "example",
        ProfileKind.CITIZEN,
        Map.of(),
        new ContactPoints(
            Optional.of("example").filter(mail -> (marks & MAIL) != 0),
            (marks & VERIFIED) != 0,
            Optional.of("example").filter(line -> (marks & LINE) != 0)),
        (marks & CONSENT) != 0
            ? Map.of(Purpose.PUSH, new Consent(true, "", Instant.EPOCH))
            : Map.of(),
        routesOff,
        Optional.empty(),
        Dealings.UNKNOWN,
        "ja",
        0,
        Instant.EPOCH);
  }
}
