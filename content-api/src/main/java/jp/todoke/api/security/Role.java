package jp.todoke.api.security;

import java.util.Locale;
import java.util.Optional;

/** What a caller may be. Missing roles mean no access; none includes another. */
public enum Role {
  /** A user of the city's services, about themself. */
  CITIZEN,
  /** Writes contents, segments, campaigns and notices. */
  EDITOR,
  /** Approves what somebody else wrote. */
  APPROVER,
  /** Starts and stops sending. */
  SENDER,
  /** Reads everything that was done, changes nothing. */
  AUDITOR,
  /** Configures sources and the catalogue; sees no contents and no recipients. */
  ADMIN,
  /** Enters, extends and lifts protection; nobody else learns of it. */
  PROTECTION,
  /** Another system of the city. */
  SYSTEM;

  /** The name used in tokens: lower case. */
  public String json() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of that name. */
  public static Optional<Role> of(String json) {
    for (Role role : values()) {
      if (role.json().equals(json)) {
        return Optional.of(role);
      }
    }
    return Optional.empty();
  }
}
