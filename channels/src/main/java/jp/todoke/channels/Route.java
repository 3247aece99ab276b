package jp.todoke.channels;

import java.util.EnumSet;
import java.util.Set;

/** The ways a message can reach a person. */
public enum Route {
  /** The inbox of the city's portal; the address is the common ID. The channel of record. */
  PORTAL(true),
  /** Electronic mail; the address is an RFC 5321 mailbox. */
  MAIL(false),
  /** LINE; the address is the user id given by LINE to the city's account. */
  LINE(true),
  /**
   * Another provider, such as a digital post service, told by a signed HTTP request; the address is
   * the common ID. For official notices only.
   */
  HTTP(true);

  private final boolean repeatable;

  Route(boolean repeatable) {
    this.repeatable = repeatable;
  }

  /** The routes a message to many may take; all but that of another provider of notices. */
  public static Set<Route> ofCampaigns() {
    return EnumSet.of(PORTAL, MAIL, LINE);
  }

  /**
   * Whether sending exactly the same batch again can never reach the person twice. LINE promises
   * this for 24 hours after the first attempt only; mail not at all.
   */
  public boolean repeatable() {
    return repeatable;
  }
}
