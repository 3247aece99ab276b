package jp.todoke.delivery.dispatch;

import java.net.URI;
import java.util.Optional;

/** Makes the RFC 8058 one-click address that goes into subscription mail. */
@FunctionalInterface
public interface UnsubscribeLinks {

  /** No mail carries one. */
  UnsubscribeLinks NONE = (delivery, commonId) -> Optional.empty();

  /** The address for one person's mail of one campaign. */
  Optional<URI> of(String delivery, String commonId);
}
