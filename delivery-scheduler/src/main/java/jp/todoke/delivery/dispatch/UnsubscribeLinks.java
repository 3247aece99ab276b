package jp.todoke.delivery.dispatch;

import java.net.URI;
import java.util.Optional;
import jp.todoke.templates.Rendering;

/** Makes the addresses in subscription mail: to end it, to change it, and to be counted. */
@FunctionalInterface
public interface UnsubscribeLinks {

  /** No mail carries any. */
  UnsubscribeLinks NONE = ref -> Optional.empty();

  /**
   * The addresses in one mail.
   *
   * @param stop ends this topic on mail: by one click (RFC 8058) or after a confirmation
   * @param settings shows all preferences without signing in
   */
  record Links(URI stop, URI settings) {}

  /** The addresses for the parcel of that reference. */
  Optional<Links> of(String ref);

  /** The words of that parcel, for somebody who agreed that what they open is counted. */
  default Rendering.Rendered counted(Rendering.Rendered words, String ref) {
    return words;
  }
}
