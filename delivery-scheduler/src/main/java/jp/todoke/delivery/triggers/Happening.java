package jp.todoke.delivery.triggers;

import java.time.Instant;

/**
 * What another system reported of a person.
 *
 * @param occurrence stands for the event's source and id
 * @param at when it was taken, UTC
 */
record Happening(String occurrence, String type, String commonId, Instant at) {
  @Override
  public String toString() {
    return "Happening[" + type + "]";
  }
}
