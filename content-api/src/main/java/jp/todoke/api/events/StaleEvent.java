package jp.todoke.api.events;

/** The event was edited by somebody else since the caller read it. */
public final class StaleEvent extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StaleEvent(String id, int expected) {
    super("event " + id + " is no longer at version " + expected);
  }
}
