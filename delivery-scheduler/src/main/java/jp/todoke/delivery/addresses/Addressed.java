package jp.todoke.delivery.addresses;

import java.util.Optional;
import jp.todoke.delivery.preferences.QuietHours;

/** Whether a person may be reached on a route now. */
public sealed interface Addressed {

  /**
   * Yes.
   *
   * @param address common ID, mailbox or LINE user id
   * @param language BCP 47 tag the person reads
   * @param quietHours when they do not want mail and LINE to ring
   * @param observed whether they agreed that what they open is counted
   */
  record At(String address, String language, Optional<QuietHours> quietHours, boolean observed)
      implements Addressed {

    @Override
    public String toString() {
      return "At[" + language + "]";
    }
  }

  /**
   * No.
   *
   * @param reason {@code no-profile}, {@code no-consent}, {@code route-off}, {@code
   *     no-contact-point}, {@code not-verified}, {@code everything-off}, {@code topic-off} or
   *     {@code suppression-list}
   */
  record Barred(String reason) implements Addressed {}
}
