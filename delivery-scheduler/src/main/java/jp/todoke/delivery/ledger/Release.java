package jp.todoke.delivery.ledger;

import java.time.Instant;

/** What happens to a chunk after a save. */
public sealed interface Release {

  /** The holder goes on; the lease begins anew. */
  record Keep() implements Release {}

  /** Anybody may take it from that instant on, UTC. */
  record At(Instant due) implements Release {}

  /** It waits until a person has decided about its unknown recipients. */
  record Held() implements Release {}

  /** Nothing is left to do. */
  record Done() implements Release {}
}
