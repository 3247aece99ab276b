package jp.todoke.delivery.triggers;

/** There is no trigger of this id. */
public final class UnknownTrigger extends RuntimeException {

  UnknownTrigger(String id) {
    super("no trigger " + id);
  }
}
