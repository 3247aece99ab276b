package jp.todoke.delivery.triggers;

import java.util.function.Consumer;

/** Who is in a published segment now, as far as this node knows. */
@FunctionalInterface
public interface Membership {

  /**
   * Hands over the common IDs, in no order.
   *
   * @return false when this node does not know: it is not computed yet, or that version is not the
   *     published one
   */
  boolean each(String segmentId, int segmentVersion, Consumer<String> taker);
}
