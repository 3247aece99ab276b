package jp.todoke.delivery.triggers;

/** The id is taken by another trigger. */
public final class TriggerExists extends RuntimeException {

  TriggerExists(String id) {
    super("trigger " + id + " exists");
  }
}
