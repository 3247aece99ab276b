package jp.todoke.segmentation.profiles;

import java.util.Optional;

/**
 * Where a person can be reached beside the portal.
 *
 * @param mail the address the person gave
 * @param mailVerified whether the person showed that the address is theirs; an unverified one is
 *     never written to
 * @param lineUserId the linked LINE account
 */
public record ContactPoints(
    Optional<String> mail, boolean mailVerified, Optional<String> lineUserId) {

  /** Nothing but the portal. */
  public static final ContactPoints NONE =
      new ContactPoints(Optional.empty(), false, Optional.empty());

  /** A verified mail address alone. */
  public static ContactPoints ofMail(String address) {
    return new ContactPoints(Optional.of(address), true, Optional.empty());
  }

  /** A linked LINE account alone. */
  public static ContactPoints ofLine(String userId) {
    return new ContactPoints(Optional.empty(), false, Optional.of(userId));
  }
}
