package jp.todoke.api.sources;

/** The source was edited by somebody else since the caller read it. */
public final class StaleSource extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StaleSource(String id, int expected) {
    super("source " + id + " is no longer at version " + expected);
  }
}
