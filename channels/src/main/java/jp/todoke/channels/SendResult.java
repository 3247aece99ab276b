package jp.todoke.channels;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** What one attempt to send came to, as judged by the adapter. Texts hold no personal data. */
public sealed interface SendResult {

  /**
   * The provider has taken responsibility. Not a proof that the person saw it.
   *
   * @param receipt the provider's reference: SMTP reply, LINE request id or inbox id
   */
  record Accepted(String receipt) implements SendResult {}

  /** Permanent: the same message to the same address will be refused again. */
  record Refused(RefusalReason reason, String detail) implements SendResult {}

  /**
   * Nothing was accepted; safe to try again later.
   *
   * @param retryAfter the shortest wait, where the adapter knows one
   */
  record Deferred(DeferralReason reason, Optional<Duration> retryAfter) implements SendResult {

    /** A deferral without a known wait. */
    public static Deferred because(DeferralReason reason) {
      return new Deferred(reason, Optional.empty());
    }
  }

  /**
   * The provider may or may not have accepted; see {@link Route#repeatable()}.
   *
   * @param request the same for all parcels that went out in one request; to resolve them they are
   *     sent again as one batch of exactly these, in the same order. Empty where every parcel is a
   *     request of its own
   */
  record Unknown(String detail, Optional<UUID> request) implements SendResult {

    /** A request for one parcel without an answer. */
    public Unknown(String detail) {
      this(detail, Optional.empty());
    }
  }

  /** Whether the route itself is in trouble, so that trying further addresses now is pointless. */
  default boolean stopsRoute() {
    return switch (this) {
      case Refused(RefusalReason reason, String detail) -> reason.concernsRoute();
      case Deferred(DeferralReason reason, Optional<Duration> retryAfter) -> reason.concernsRoute();
      case Accepted accepted -> false;
      case Unknown unknown -> false;
    };
  }
}
