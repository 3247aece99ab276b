package jp.todoke.delivery.dispatch;

import java.time.Instant;
import jp.todoke.delivery.addresses.Addressed;

/** What happens to one recipient at the moment of sending. */
sealed interface Admission {

  /** It is sent there. */
  record Send(Addressed.At at) implements Admission {}

  /** It waits until that moment, UTC, and is judged anew. */
  record Defer(Instant until, String reason) implements Admission {}

  /** It is not sent, by our own decision. */
  record Suppress(String reason) implements Admission {}

  /** It would come too late to be of use. */
  record Expire(String reason) implements Admission {}
}
