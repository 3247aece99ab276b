package jp.todoke.delivery.addresses;

/** Whether a person may be reached on a route now. */
public sealed interface Addressed {

  /**
   * Yes.
   *
   * @param address common ID, mailbox or LINE user id
   * @param language BCP 47 tag the person reads
   */
  record At(String address, String language) implements Addressed {

    @Override
    public String toString() {
      return "At[" + language + "]";
    }
  }

  /**
   * No.
   *
   * @param reason {@code no-profile}, {@code no-consent}, {@code route-off}, {@code
   *     no-contact-point}, {@code not-verified} or {@code suppression-list}
   */
  record Barred(String reason) implements Addressed {}
}
