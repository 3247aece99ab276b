package jp.todoke.api.security;

import java.util.Set;

/**
 * Who calls.
 *
 * @param issuer the configured name of the identity provider
 * @param subject who they are there; for a citizen the common ID
 * @param roles what they may be
 * @param strong whether they signed in the way the city asks for before it shows a sensitive letter
 */
public record Caller(String issuer, String subject, Set<Role> roles, boolean strong) {

  /** Nobody in particular. */
  public static final Caller ANONYMOUS = new Caller("", "", Set.of(), false);

  public Caller {
    roles = Set.copyOf(roles);
  }

  /** The id by which staff are compared for the four-eyes rule: issuer and subject together. */
  public String staffId() {
    return issuer + ":" + subject;
  }

  /** The citizen's own common ID. */
  public String commonId() {
    return subject;
  }

  /** Whether they came with a valid token. */
  public boolean known() {
    return !subject.isEmpty();
  }
}
